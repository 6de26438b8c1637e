package t2l.tensor.simd;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// Memory of a kernel, a part for each thread, kept from call to call.
final class Scratch {
    private final int workers;
    private MemorySegment data = MemorySegment.NULL;
    private long part;

    Scratch(int workers) {
        this.workers = workers;
    }

    /// Makes every thread's part at least so many bytes.
    void reserve(long bytes) {
        part = Math.ceilDiv(bytes, 64L) * 64;
        if (data.byteSize() < part * workers) {
            data = Arena.ofAuto().allocate(part * workers, 64);
        }
    }

    MemorySegment data() {
        return data;
    }

    /// Where the part of a thread begins in [#data].
    long at(int worker) {
        return part * worker;
    }
}
