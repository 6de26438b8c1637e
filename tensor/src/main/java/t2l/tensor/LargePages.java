package t2l.tensor;

import static java.lang.foreign.ValueLayout.*;

import module java.base;

/// Native memory whose large blocks ask Linux for pages of 2 MiB. A processor caches the addresses of
/// some thousand pages; with pages of 4 KiB it spends half of its time on looking up the others (measured: a weight
/// streams from memory at 16 GB/s, with large pages at 30). Elsewhere, and for small blocks, this is what the allocator itself
/// gives.
public final class LargePages {
    private static final long PAGE = 2L << 20;

    /// Blocks from this size on are mapped on their own: the last page of a block is half empty on average.
    private static final long LARGE = 4 * PAGE;

    private static final int READ_WRITE = 3;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final int HUGE_PAGE_ADVICE = 14;

    private static final boolean LINUX = System.getProperty("os.name").equals("Linux");

    private final MethodHandle mmap;
    private final MethodHandle munmap;
    private final MethodHandle madvise;

    @SuppressWarnings("restricted")
    private LargePages() {
        Linker linker = Linker.nativeLinker();
        var libc = linker.defaultLookup();
        mmap = linker.downcallHandle(libc.findOrThrow("mmap"),
                FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
        munmap = linker.downcallHandle(libc.findOrThrow("munmap"),
                FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));
        madvise = linker.downcallHandle(libc.findOrThrow("madvise"),
                FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    }

    /// `bytes` of memory from `from`, aligned to [Tensor#ALIGNMENT]; zeros if `from` is an arena.
    public static MemorySegment allocate(SegmentAllocator from, long bytes) {
        return bytes >= LARGE && from instanceof Arena arena && LINUX
                ? Calls.TO_SYSTEM.map(arena, bytes)
                : from.allocate(bytes, Tensor.ALIGNMENT);
    }

    /// Looked up at the first large block, because the look-up takes longer than a small model needs to answer.
    private static final class Calls {
        static final LargePages TO_SYSTEM = new LargePages();
    }

    /// Maps fresh memory that begins at a large page; it is given back when the arena closes.
    @SuppressWarnings("restricted")
    private MemorySegment map(Arena arena, long bytes) {
        long length = bytes + PAGE;
        long at = NativeLibrary.of(() -> (long) mmap.invokeExact(MemorySegment.NULL, length, READ_WRITE,
                PRIVATE_ANONYMOUS, -1, 0L));
        if (at == -1) {
            throw new OutOfMemoryError("memory: needs " + bytes + " bytes, more than the system gives");
        }
        long start = Math.ceilDiv(at, PAGE) * PAGE;
        // advice: no matter if it is not taken
        int _ = NativeLibrary.of(() -> (int) madvise.invokeExact(start, bytes, HUGE_PAGE_ADVICE));
        return MemorySegment.ofAddress(start).reinterpret(bytes, arena, _ -> unmap(at, length));
    }

    private void unmap(long at, long length) {
        int _ = NativeLibrary.of(() -> (int) munmap.invokeExact(at, length));
    }
}
