package t2l.tensor.simd;

import static t2l.tensor.simd.lanes.Exact.exact;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import t2l.tensor.backend.Backend.Ceiling;
import t2l.tensor.simd.lanes.Inlined;
import t2l.tensor.simd.lanes.Lanes;

/// The ceilings of one core: as many multiply-adds as its registers take, as many bytes as its memory gives.
final class SimdCeiling implements Ceiling {
    /// Sums that run side by side: more than the latency of a multiply-add times its rate.
    private static final int SUMS = 12;

    /// Multiply-adds of each sum in a round.
    private static final int STEPS = 2;

    /// Registers read in one step.
    private static final int READS = 8;

    @Override
    public double multiplyAdd(int rounds) {
        float sum = multiplyAdds(rounds, 0.999f);
        if (Float.isNaN(sum)) {
            throw new IllegalStateException("ceiling: multiply-adds gave " + sum);
        }
        return 2.0 * STEPS * SUMS * Lanes.L * rounds;
    }

    /// `c = c·x + y` in every sum, which goes towards `y / (1 − x)`. Written out twice, which makes it too large a method
    /// for the compiler to put into its callers: there it was seen to run at half the speed.
    private static float multiplyAdds(int rounds, float factor) {
        FloatVector x = FloatVector.broadcast(Lanes.F, factor);
        FloatVector y = FloatVector.broadcast(Lanes.F, 1e-3f);
        FloatVector c0 = x, c1 = x, c2 = x, c3 = x, c4 = x, c5 = x, c6 = x, c7 = x, c8 = x, c9 = x, c10 = x, c11 = x;
        for (int i = 0; i < rounds; i++) {
            c0 = exact(c0).fma(x, y);
            c1 = exact(c1).fma(x, y);
            c2 = exact(c2).fma(x, y);
            c3 = exact(c3).fma(x, y);
            c4 = exact(c4).fma(x, y);
            c5 = exact(c5).fma(x, y);
            c6 = exact(c6).fma(x, y);
            c7 = exact(c7).fma(x, y);
            c8 = exact(c8).fma(x, y);
            c9 = exact(c9).fma(x, y);
            c10 = exact(c10).fma(x, y);
            c11 = exact(c11).fma(x, y);
            c0 = exact(c0).fma(x, y);
            c1 = exact(c1).fma(x, y);
            c2 = exact(c2).fma(x, y);
            c3 = exact(c3).fma(x, y);
            c4 = exact(c4).fma(x, y);
            c5 = exact(c5).fma(x, y);
            c6 = exact(c6).fma(x, y);
            c7 = exact(c7).fma(x, y);
            c8 = exact(c8).fma(x, y);
            c9 = exact(c9).fma(x, y);
            c10 = exact(c10).fma(x, y);
            c11 = exact(c11).fma(x, y);
        }
        return exact(c0).add(c1).add(c2).add(c3).add(c4).add(c5).add(c6).add(c7).add(c8).add(c9).add(c10).add(c11)
                .lane(0);
    }

    @Override
    public float read(MemorySegment memory) {
        FloatVector c0 = FloatVector.zero(Lanes.F);
        FloatVector c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
        long step = READS * Lanes.BYTES;
        long whole = memory.byteSize() / step * step;
        for (long at = 0; at < whole; at += step) {
            c0 = exact(c0).add(load(memory, at));
            c1 = exact(c1).add(load(memory, at + Lanes.BYTES));
            c2 = exact(c2).add(load(memory, at + 2 * Lanes.BYTES));
            c3 = exact(c3).add(load(memory, at + 3 * Lanes.BYTES));
            c4 = exact(c4).add(load(memory, at + 4 * Lanes.BYTES));
            c5 = exact(c5).add(load(memory, at + 5 * Lanes.BYTES));
            c6 = exact(c6).add(load(memory, at + 6 * Lanes.BYTES));
            c7 = exact(c7).add(load(memory, at + 7 * Lanes.BYTES));
        }
        return Lanes.fold(exact(c0).add(c1).add(c2).add(c3), exact(c4).add(c5).add(c6).add(c7));
    }

    @Inlined
    private static FloatVector load(MemorySegment memory, long at) {
        return FloatVector.fromMemorySegment(Lanes.F, memory, at, Lanes.LE);
    }
}
