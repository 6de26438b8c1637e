package t2l.gpu.tornado;

import module java.base;
import t2l.gpu.DeviceFailure;
import t2l.gpu.DeviceMemory;
import t2l.tensor.backend.Kernels.Traffic;

/// One array on the device, given out in blocks: TornadoVM compiles a kernel anew for every array that it is to run on,
/// so all tensors of a kind lie in one, and kernels are told where. A block's name is the place of its first word of 32
/// bits.
final class Heap implements DeviceMemory {
    /// Blocks begin at multiples of so many words.
    private static final int ALIGNED = 16;

    /// Copies host memory to a place in the array, or back.
    interface Transfer {
        void copy(MemorySegment host, int place);
    }

    private final int words;
    private final Transfer upload;
    private final Transfer download;
    private final TreeMap<Integer, Integer> free = new TreeMap<>();
    private int blocks;
    private long bytes;
    private long uploads;
    private long uploadedBytes;
    private long downloads;
    private long downloadedBytes;

    /// The first [Numbers#POWERS] of `words` are no block's.
    Heap(int words, Transfer upload, Transfer download) {
        this.words = words;
        this.upload = upload;
        this.download = download;
        free.put(Numbers.POWERS, words - Numbers.POWERS);
    }

    /// What this and another heap hold and have copied, after `launches` launches.
    Traffic traffic(long launches, Heap other) {
        return new Traffic(launches, uploads + other.uploads, uploadedBytes + other.uploadedBytes,
                downloads + other.downloads, downloadedBytes + other.downloadedBytes, blocks + other.blocks,
                bytes + other.bytes);
    }

    @Override
    public long largest() {
        return 4L * (words - Numbers.POWERS);
    }

    @Override
    public boolean borrows() {
        return false;
    }

    @Override
    public long allocate(long wanted) {
        long size = size(wanted);
        Map.Entry<Integer, Integer> hole = free.entrySet().stream().filter(e -> e.getValue() >= size).findFirst()
                .orElseThrow(
                        () -> new DeviceFailure("needs a block of " + wanted + " bytes in an array of " + 4L * words
                                + " bytes, of which " + bytes + " are taken"));
        int block = hole.getKey();
        int capacity = hole.getValue();
        free.remove(block);
        if (capacity > size) {
            free.put(block + (int) size, capacity - (int) size);
        }
        blocks++;
        bytes += wanted;
        return block;
    }

    private static long size(long bytes) {
        return Math.ceilDiv(Math.max(bytes, 1), 4 * ALIGNED) * ALIGNED;
    }

    @Override
    public long borrow(MemorySegment host) {
        throw new DeviceFailure("needs memory of its own");
    }

    @Override
    public void release(long block, long wanted) {
        int from = (int) block;
        int size = (int) size(wanted);
        blocks--;
        bytes -= wanted;
        Integer behind = free.remove(from + size);
        if (behind != null) {
            size += behind;
        }
        Map.Entry<Integer, Integer> before = free.floorEntry(from);
        if (before != null && before.getKey() + before.getValue() == from) {
            from = before.getKey();
            size += before.getValue();
        }
        free.put(from, size);
    }

    @Override
    public void upload(MemorySegment from, long block) {
        uploads++;
        uploadedBytes += from.byteSize();
        upload.copy(from, (int) block);
    }

    @Override
    public void download(long block, MemorySegment to) {
        downloads++;
        downloadedBytes += to.byteSize();
        download.copy(to, (int) block);
    }
}
