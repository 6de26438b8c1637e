package t2l.tensor.ranks;

import java.lang.foreign.MemorySegment;

/// One process, which has what it sends.
record Alone() implements Ranks {
    @Override
    public int rank() {
        return 0;
    }

    @Override
    public int count() {
        return 1;
    }

    @Override
    public void exchange(MemorySegment parts, MemorySegment received) {
        received.copyFrom(parts);
    }

    @Override
    public void gather(MemorySegment own, MemorySegment all) {
        all.copyFrom(own);
    }

    /// There is nobody else to end: the caller ends as any process does.
    @Override
    public void abort(int code) {}

    @Override
    public void close() {}
}
