package t2l.tensor.simd.lanes;

import module java.base;
import t2l.tensor.LargePages;

/// Memory of a kernel, a part for each thread, kept from call to call.
public final class Scratch {
    private final int workers;
    private MemorySegment data = MemorySegment.NULL;
    private long part;

    public Scratch(int workers) {
        this.workers = workers;
    }

    /// Makes every thread's part at least so many bytes.
    public void reserve(long bytes) {
        part = Math.ceilDiv(bytes, 64L) * 64;
        if (data.byteSize() < part * workers) {
            data = LargePages.allocate(Arena.ofAuto(), part * workers);
        }
    }

    /// The address of a thread's part.
    public long at(int worker) {
        return data.address() + part * worker;
    }
}
