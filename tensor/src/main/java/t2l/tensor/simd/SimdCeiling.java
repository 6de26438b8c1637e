package t2l.tensor.simd;

import static t2l.tensor.simd.lanes.Exact.exact;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import t2l.tensor.backend.Backend.Ceiling;
import t2l.tensor.simd.lanes.Build.*;
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

    /// `c = c·x + y` in every sum, which goes towards `y / (1 − x)`. In C2's callers it was seen to run at half the speed.
    @NotInlined
    private static float multiplyAdds(int rounds, float factor) {
        FloatVector x = FloatVector.broadcast(Lanes.F, factor);
        FloatVector y = FloatVector.broadcast(Lanes.F, 1e-3f);
        FloatVector[] c = new FloatVector[SUMS];
        for (@Unrolled
        int s = 0; s < SUMS; s++) {
            c[s] = x;
        }
        for (int i = 0; i < rounds; i++) {
            for (@Unrolled
            int s = 0; s < STEPS * SUMS; s++) {
                c[s % SUMS] = exact(c[s % SUMS]).fma(x, y);
            }
        }
        FloatVector sum = c[0];
        for (@Unrolled
        int s = 1; s < SUMS; s++) {
            sum = exact(sum).add(c[s]);
        }
        return sum.lane(0);
    }

    @Override
    public float read(MemorySegment memory) {
        FloatVector[] c = new FloatVector[READS];
        for (@Unrolled
        int s = 0; s < READS; s++) {
            c[s] = FloatVector.zero(Lanes.F);
        }
        long step = READS * Lanes.BYTES;
        long whole = memory.byteSize() / step * step;
        for (long at = 0; at < whole; at += step) {
            for (@Unrolled
            int s = 0; s < READS; s++) {
                c[s] = exact(c[s]).add(load(memory, at + s * Lanes.BYTES));
            }
        }
        FloatVector sum = c[0];
        for (@Unrolled
        int s = 1; s < READS; s++) {
            sum = exact(sum).add(c[s]);
        }
        return Lanes.fold(sum);
    }

    @Inlined
    private static FloatVector load(MemorySegment memory, long at) {
        return FloatVector.fromMemorySegment(Lanes.F, memory, at, Lanes.LE);
    }
}
