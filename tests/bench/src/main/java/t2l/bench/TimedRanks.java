package t2l.bench;

import java.lang.foreign.MemorySegment;
import t2l.tensor.ranks.Ranks;

/// Ranks, and how long this one has spent in exchanges and in waiting for the others.
final class TimedRanks implements Ranks {
    private final Ranks under;
    private long nanos;

    TimedRanks(Ranks under) {
        this.under = under;
    }

    /// So far.
    double seconds() {
        return nanos / 1e9;
    }

    @Override
    public int rank() {
        return under.rank();
    }

    @Override
    public int count() {
        return under.count();
    }

    @Override
    public void exchange(MemorySegment parts, MemorySegment received) {
        long begin = System.nanoTime();
        under.exchange(parts, received);
        nanos += System.nanoTime() - begin;
    }

    @Override
    public void gather(MemorySegment own, MemorySegment all) {
        long begin = System.nanoTime();
        under.gather(own, all);
        nanos += System.nanoTime() - begin;
    }

    @Override
    public void abort(int code) {
        under.abort(code);
    }

    @Override
    public void close() {
        under.close();
    }
}
