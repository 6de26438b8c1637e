package t2l.gpu;

import module java.base;
import t2l.tensor.Memory;

/// The copies in one memory of a device. A copy is made when a kernel first uses a [Memory], and is released when that
/// memory's arena has been closed or nothing refers to it.
final class Residency implements AutoCloseable {
    /// Tensors on the device before the first search for those that nobody holds.
    private static final int MIN_SWEEP = 64;

    private final Device device;
    private final DeviceMemory memory;
    private final Set<Held> held = new HashSet<>();
    private final ReferenceQueue<Memory> unreachable = new ReferenceQueue<>();
    private int sweepAt = MIN_SWEEP;

    Residency(Device device, DeviceMemory memory) {
        this.device = device;
        this.memory = memory;
    }

    /// The blocks of a memory, kept apart from the copy so that they outlive it until they are released.
    private static final class Held extends WeakReference<Memory> {
        private final DeviceCopy copy;
        private final long bytes;

        Held(Memory host, DeviceCopy copy, long bytes, ReferenceQueue<Memory> queue) {
            super(host, queue);
            this.copy = copy;
            this.bytes = bytes;
        }
    }

    /// The copy of `owner`, made if there is none yet; it may be older than the host's.
    ///
    /// @param unit bytes that have to lie in one block; if all of the memory has to, its size
    DeviceCopy copy(Memory owner, long unit) {
        return owner.copyOf(memory).map(DeviceCopy.class::cast).orElseGet(() -> make(owner, unit));
    }

    private DeviceCopy make(Memory owner, long unit) {
        sweep();
        MemorySegment host = owner.place();
        boolean borrow = memory.borrows() && host.isReadOnly();
        long largest = memory.largest();
        long piece = host.byteSize() <= largest ? host.byteSize() : largest / unit * unit;
        if (piece == 0) {
            throw new DeviceFailure("needs a block of " + unit + " bytes, the device gives at most " + largest);
        }
        List<Long> blocks;
        try {
            blocks = blocks(host, piece, borrow);
        } catch (DeviceFailure _) {
            releaseClosed(); // what belonged to closed memory may be room enough
            borrow = false; // and a driver may refuse pages that it cannot write to
            blocks = blocks(host, piece, borrow);
        }
        DeviceCopy copy = new DeviceCopy(device, memory, host, blocks, piece, borrow, borrow || owner.blank());
        held.add(new Held(owner, copy, host.byteSize(), unreachable));
        owner.attach(copy);
        return copy;
    }

    private List<Long> blocks(MemorySegment host, long piece, boolean borrow) {
        List<Long> blocks = new ArrayList<>();
        try {
            for (long at = 0; at < host.byteSize(); at += piece) {
                long bytes = Math.min(piece, host.byteSize() - at);
                blocks.add(borrow ? memory.borrow(host.asSlice(at, bytes)) : memory.allocate(bytes));
            }
            return blocks;
        } catch (DeviceFailure e) {
            release(blocks, piece, host.byteSize(), borrow);
            throw e;
        }
    }

    private void release(List<Long> blocks, long piece, long all, boolean borrowed) {
        for (int i = 0; i < blocks.size(); i++) {
            memory.release(blocks.get(i), borrowed ? 0 : Math.min(piece, all - i * piece));
        }
    }

    /// Releases what belongs to memory that is gone. Looking at all of them costs little: it is done when they have
    /// doubled.
    private void sweep() {
        for (Reference<?> gone; (gone = unreachable.poll()) != null;) {
            Held h = (Held) gone;
            if (held.remove(h)) {
                release(h);
            }
        }
        if (held.size() >= sweepAt) {
            releaseClosed();
            sweepAt = Math.max(MIN_SWEEP, 2 * held.size());
        }
    }

    private void releaseClosed() {
        for (Iterator<Held> all = held.iterator(); all.hasNext();) {
            Held h = all.next();
            Memory owner = h.get();
            if (owner == null || !owner.place().scope().isAlive()) {
                all.remove();
                release(h);
            }
        }
    }

    private void release(Held h) {
        release(h.copy.blocks(), h.copy.pieceBytes(), h.bytes, h.copy.borrowed());
    }

    /// Downloads what is newer here, and releases all device memory.
    @Override
    public void close() {
        releaseClosed();
        for (Held h : held) {
            h.copy.toHost();
            Memory owner = h.get();
            if (owner != null) {
                owner.detach(h.copy);
            }
            release(h);
        }
        held.clear();
    }
}
