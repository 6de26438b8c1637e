package t2l.tensor.kernel;

import static java.lang.foreign.ValueLayout.*;

import module java.base;
import t2l.tensor.NativeLibrary;

/// Memory between two pages that nobody may touch: a read or a write beside it ends the process. Linux only.
@SuppressWarnings("restricted")
final class GuardedArena implements Arena {
    private static final long PAGE = 4096;
    private static final int READ_WRITE = 3;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle MMAP = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("mmap"),
            FunctionDescriptor.of(JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MPROTECT = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("mprotect"),
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT));
    private static final MethodHandle MUNMAP = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("munmap"),
            FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG));

    private final Arena arena = Arena.ofShared();
    private final boolean atEnd;

    /// @param atEnd whether memory ends at a page that is guarded; otherwise it begins after one
    GuardedArena(boolean atEnd) {
        this.atEnd = atEnd;
    }

    @Override
    public MemorySegment allocate(long bytes, long alignment) {
        long pages = Math.max(1, Math.ceilDiv(bytes, PAGE)) * PAGE;
        long length = pages + 2 * PAGE;
        long at = NativeLibrary.of(() -> (long) MMAP.invokeExact(MemorySegment.NULL, length, READ_WRITE, PRIVATE_ANONYMOUS,
                -1, 0L));
        int before = NativeLibrary.of(() -> (int) MPROTECT.invokeExact(at, PAGE, 0));
        int after = NativeLibrary.of(() -> (int) MPROTECT.invokeExact(at + PAGE + pages, PAGE, 0));
        if (at == -1 || before != 0 || after != 0) {
            throw new IllegalStateException("guarded memory: cannot be mapped");
        }
        long start = at + PAGE + (atEnd ? pages - bytes : 0);
        return MemorySegment.ofAddress(start).reinterpret(bytes, arena, _ -> unmap(at, length));
    }

    private static void unmap(long at, long length) {
        int _ = NativeLibrary.of(() -> (int) MUNMAP.invokeExact(at, length));
    }

    @Override
    public MemorySegment.Scope scope() {
        return arena.scope();
    }

    @Override
    public void close() {
        arena.close();
    }
}
