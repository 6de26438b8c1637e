package t2l.gpu;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.T2lException.Kind;

/// A device's copy of one [Memory], and which side is newer.
///
/// Three states: both hold the same; only the host is right (`current` is false); only the device is right (`newer`).
/// Every change goes through [#toDevice] and [#changed] on the device's side and through [Memory] on the host's.
final class DeviceCopy implements Memory.Copy {
    private final Device device;
    private final DeviceMemory memory;
    private final MemorySegment host;
    private final List<Long> blocks;
    private final long pieceBytes;
    private final boolean borrowed;
    private volatile boolean current;
    private volatile boolean newer;

    /// @param host       the bytes of the memory
    /// @param blocks     one, or several that hold `pieceBytes` each, the last one the rest
    /// @param borrowed   whether the blocks are the host's bytes themselves
    /// @param current    whether the device holds the same as the host already
    DeviceCopy(Device device, DeviceMemory memory, MemorySegment host, List<Long> blocks, long pieceBytes,
            boolean borrowed, boolean current) {
        this.device = device;
        this.memory = memory;
        this.host = host;
        this.blocks = List.copyOf(blocks);
        this.pieceBytes = pieceBytes;
        this.borrowed = borrowed;
        this.current = current;
    }

    @Override
    public Object holder() {
        return memory;
    }

    /// The only block, to be read or changed. Throws [DeviceFailure] if there are several.
    long block() {
        if (blocks.size() > 1) {
            throw new DeviceFailure("needs a block of " + host.byteSize() + " bytes, the device gives at most "
                    + memory.largest());
        }
        return blocks.getFirst();
    }

    List<Long> blocks() {
        return blocks;
    }

    /// Bytes of each block but the last.
    long pieceBytes() {
        return pieceBytes;
    }

    /// Whether the device reads the host's bytes themselves, which must then stay until it is done.
    boolean borrowed() {
        return borrowed;
    }

    /// Brings the device's bytes up to date with the host's.
    void toDevice() {
        if (!current) {
            for (int i = 0; i < blocks.size(); i++) {
                long at = i * pieceBytes;
                memory.upload(host.asSlice(at, Math.min(pieceBytes, host.byteSize() - at)), blocks.get(i));
            }
            current = true;
        }
    }

    /// A kernel that changes the block has been launched.
    void changed() {
        current = true;
        newer = true;
    }

    @Override
    public void toHost() {
        if (newer) {
            synchronized (device) {
                if (newer) { // not brought home by another thread while this one waited
                    download();
                    newer = false;
                }
            }
        }
    }

    private void download() {
        try {
            memory.download(block(), host);
        } catch (DeviceFailure e) {
            throw new T2lException(Kind.DEVICE, "backend " + device.backend() + ": " + device.name()
                    + " does not give its results back: " + e.getMessage()
                    + "; they are lost, start again with the backend simd", e);
        }
    }

    @Override
    public void outdated() {
        current = borrowed; // then the device reads the host's own bytes
    }

    @Override
    public void discarded() {
        newer = false;
        current = true;
    }
}
