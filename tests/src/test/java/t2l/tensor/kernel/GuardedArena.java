package t2l.tensor.kernel;

import module java.base;
import t2l.tensor.NativeLibrary;

/// Memory between two pages that nobody may touch: a read or a write beside it ends the process. Linux only.
@SuppressWarnings("restricted")
final class GuardedArena implements Arena {
    private static final long PAGE = 4096;
    private static final int READ_WRITE = 3;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final NativeLibrary SYSTEM = NativeLibrary.ofSystem();

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
        long at = SYSTEM.address("mmap", MemorySegment.NULL, length, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L).address();
        if (at == -1 || SYSTEM.code("mprotect", at, PAGE, 0) != 0
                || SYSTEM.code("mprotect", at + PAGE + pages, PAGE, 0) != 0) {
            throw new IllegalStateException("guarded memory: cannot be mapped");
        }
        long start = at + PAGE + (atEnd ? pages - bytes : 0);
        return MemorySegment.ofAddress(start).reinterpret(bytes, arena, _ -> SYSTEM.code("munmap", at, length));
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
