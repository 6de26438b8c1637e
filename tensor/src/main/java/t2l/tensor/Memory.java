package t2l.tensor;

import module java.base;

/// The native memory that a tensor and all views of it share, and the copies that devices hold of it.
///
/// A backend may leave a result on its device. Then a [Copy] is newer than the segment, and the segment is brought up to
/// date before it is returned here. All access to numbers goes through this class, so no program sees an outdated number.
/// Without copies, an access costs one look at an empty array.
///
/// Two memories must not share bytes: what a device changes in one would be unknown to the other.
public final class Memory {
    /// What one device holds of a memory. Safe for many threads.
    public interface Copy {
        /// Whose copy it is; two of one memory have different holders.
        Object holder();

        /// Makes the host's bytes as new as the device's; does nothing if they are. Throws [T2lException] if the device
        /// does not give them back any more.
        void toHost();

        /// The host's bytes are about to change: the device's are outdated.
        void outdated();

        /// The content of both sides is no longer needed; a kernel may overwrite either without reading it.
        void discarded();
    }

    private static final Copy[] NONE = {};

    private final MemorySegment segment;
    /// Written under the lock of this and read without.
    private volatile Copy[] copies = NONE;
    private boolean blank;
    private Optional<PackedSpace> packing = Optional.empty();

    Memory(MemorySegment segment) {
        this.segment = segment;
    }

    /// The bytes, up to date, to be read.
    public MemorySegment forReading() {
        used();
        for (Copy copy : copies) {
            copy.toHost();
        }
        return segment;
    }

    /// The bytes, up to date, to be changed: all copies are outdated afterwards.
    public MemorySegment forWriting() {
        used();
        for (Copy copy : copies) {
            copy.toHost();
            copy.outdated();
        }
        return segment;
    }

    /// Says that this is a frozen weight that is read again and again: kernels may keep it in `space` as well, in the
    /// order and form in which they read it. To be said before other threads see this.
    public void packInto(PackedSpace space) {
        packing = Optional.of(space);
    }

    /// Where kernels may keep the content in an order of theirs, if anywhere.
    public Optional<PackedSpace> packing() {
        return packing;
    }

    /// Writes once only: otherwise threads that read one memory would contend for its cache line.
    private void used() {
        if (blank) {
            blank = false;
        }
    }

    /// Where the bytes are and how many; what they hold may be older than a copy. For backends that keep copies.
    public MemorySegment place() {
        return segment;
    }

    /// The copy that `holder` attached, if there is one.
    public Optional<Copy> copyOf(Object holder) {
        for (Copy copy : copies) {
            if (copy.holder().equals(holder)) {
                return Optional.of(copy);
            }
        }
        return Optional.empty();
    }

    /// Whether the content is meaningless: fresh scratch memory that neither host nor device has used.
    public boolean blank() {
        return blank;
    }

    /// From now on `copy` is notified of every access. It holds what the host holds, or this is [#blank].
    public synchronized void attach(Copy copy) {
        blank = false;
        Copy[] more = Arrays.copyOf(copies, copies.length + 1);
        more[copies.length] = copy;
        copies = more;
    }

    /// Forgets `copy`, which must not be newer than the host.
    public synchronized void detach(Copy copy) {
        copies = Arrays.stream(copies).filter(c -> !c.equals(copy)).toArray(Copy[]::new);
    }

    /// `copy` is about to read or change what others may have changed: the host is brought up to date with them, and if
    /// `changing`, they and the host are outdated afterwards.
    public void others(Copy copy, boolean changing) {
        blank = false;
        for (Copy other : copies) {
            if (!other.equals(copy)) {
                other.toHost();
                if (changing) {
                    other.outdated();
                }
            }
        }
    }

    /// Marks the content as no longer needed. Returns this.
    Memory discard() {
        blank = true;
        for (Copy copy : copies) {
            copy.discarded();
        }
        return this;
    }

    /// Memory in which kernels keep frozen weights as they read them fastest, for whoever prefers speed to memory
    /// ([Memory#packInto]). It is taken from the system when the first weight needs it. For many threads.
    public static final class PackedSpace {
        private final Arena arena;
        private final long bytes;
        private Optional<MemorySegment> rest = Optional.empty();

        /// @param arena owns the memory, and closes after the weights' last use
        public PackedSpace(Arena arena, long bytes) {
            this.arena = arena;
            this.bytes = bytes;
        }

        /// A part of it, if there is room.
        public synchronized Optional<MemorySegment> take(long count) {
            MemorySegment left = rest.orElseGet(() -> LargePages.allocate(arena, bytes));
            long whole = Math.ceilDiv(count, Tensor.ALIGNMENT) * Tensor.ALIGNMENT;
            boolean fits = whole <= left.byteSize();
            rest = Optional.of(fits ? left.asSlice(whole) : left);
            return fits ? Optional.of(left.asSlice(0, count)) : Optional.empty();
        }
    }
}
