package t2l.gpu;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import t2l.tensor.Memory;

/// The copies that a device holds. A copy is made when a kernel first asks for a memory, stays while the memory lives,
/// and is released when the memory's arena has been closed or nobody refers to the memory any more.
final class Residency implements AutoCloseable {
    private static final int FEW = 64;

    private final DeviceQueue queue;
    private final Set<Held> held = new HashSet<>();
    private final ReferenceQueue<Memory> unreachable = new ReferenceQueue<>();
    private int sweepAt = FEW;

    Residency(DeviceQueue queue) {
        this.queue = queue;
    }

    /// The buffers of a memory, kept apart from the copy so that they outlive it until they are released.
    private static final class Held extends WeakReference<Memory> {
        private final DeviceCopy copy;
        private final long bytes;

        Held(Memory memory, DeviceCopy copy, long bytes, ReferenceQueue<Memory> queue) {
            super(memory, queue);
            this.copy = copy;
            this.bytes = bytes;
        }
    }

    /// The copy of `memory`, made if there is none yet; it may be older than the host's.
    ///
    /// @param unit bytes that have to lie in one buffer; if all of the memory has to, its size
    DeviceCopy copy(Memory memory, long unit) {
        return memory.copyOf(queue).map(DeviceCopy.class::cast).orElseGet(() -> make(memory, unit));
    }

    private DeviceCopy make(Memory memory, long unit) {
        sweep();
        MemorySegment host = memory.place();
        boolean borrow = queue.device().hostMemory() && host.isReadOnly();
        long largest = queue.device().largest();
        long piece = host.byteSize() <= largest ? host.byteSize() : largest / unit * unit;
        if (piece == 0) {
            throw new DeviceFailure(
                    "needs a buffer of " + unit + " bytes, the device gives at most " + largest);
        }
        List<MemorySegment> buffers;
        try {
            buffers = buffers(host, piece, borrow);
        } catch (DeviceFailure _) {
            releaseClosed(); // what belonged to closed memory may be room enough
            buffers = buffers(host, piece, borrow);
        }
        DeviceCopy copy = new DeviceCopy(queue, host, buffers, piece, borrow, borrow || memory.blank());
        held.add(new Held(memory, copy, host.byteSize(), unreachable));
        memory.attach(copy);
        return copy;
    }

    private List<MemorySegment> buffers(MemorySegment host, long piece, boolean borrow) {
        List<MemorySegment> buffers = new ArrayList<>();
        try {
            for (long at = 0; at < host.byteSize(); at += piece) {
                long bytes = Math.min(piece, host.byteSize() - at);
                buffers.add(borrow ? queue.borrow(host.asSlice(at, bytes)) : queue.allocate(bytes));
            }
            return buffers;
        } catch (DeviceFailure e) {
            release(buffers, piece, host.byteSize(), borrow);
            throw e;
        }
    }

    private void release(List<MemorySegment> buffers, long piece, long all, boolean borrowed) {
        for (int i = 0; i < buffers.size(); i++) {
            queue.release(buffers.get(i), borrowed ? 0 : Math.min(piece, all - i * piece));
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
            sweepAt = Math.max(FEW, 2 * held.size());
        }
    }

    private void releaseClosed() {
        for (Iterator<Held> all = held.iterator(); all.hasNext();) {
            Held h = all.next();
            Memory memory = h.get();
            if (memory == null || !memory.place().scope().isAlive()) {
                all.remove();
                release(h);
            }
        }
    }

    private void release(Held h) {
        release(h.copy.buffers(), h.copy.pieceBytes(), h.bytes, h.copy.borrowed());
    }

    /// Brings home what is newer here, and gives all device memory back.
    @Override
    public void close() {
        releaseClosed();
        for (Held h : held) {
            h.copy.toHost();
            Memory memory = h.get();
            if (memory != null) {
                memory.detach(h.copy);
            }
            release(h);
        }
        held.clear();
    }
}
