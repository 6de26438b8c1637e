package t2l.tensor.simd.product;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.zero;
import static t2l.tensor.DType.F32;
import static t2l.tensor.DType.Q8_0;
import static t2l.tensor.simd.lanes.Exact.exact;
import static t2l.tensor.simd.lanes.FrozenWeights.signed;
import static t2l.tensor.simd.lanes.Lanes.*;
import static t2l.tensor.simd.lanes.RawMemory.*;

import jdk.incubator.vector.FloatVector;
import t2l.tensor.DType;
import t2l.tensor.simd.lanes.Build.*;

/// The innermost loop of a matrix product, of which the build makes a copy for each size of a [Tile].
///
/// With `rows · vectors + rows + vectors` no larger than the number of registers, C2 cannot spill, in whatever order it
/// schedules. A tile only overwrites: an addition to the result would make the method too long (docs/c2.md, rule 6).
final class TileLoops {
    /// As [Tile#put] and [Tile#putPacked].
    ///
    /// @param type   of the panel: floats, or bytes with scales
    /// @param bs     bytes from one row of the panel to the next
    /// @param scales address of the scales of bytes, of which two rows share each
    @NotInlined
    static void put(@For({F32, Q8_0}) DType type, @For(ints = {4, 8}) int rows, @For(ints = {1, 2, 3}) int vectors,
            int n, long a, long as, long b, long bs, long scales, long c, long cs) {
        FloatVector[][] sums = new FloatVector[rows][vectors];
        for (@Unrolled
        int r = 0; r < rows; r++) {
            for (@Unrolled
            int v = 0; v < vectors; v++) {
                sums[r][v] = zero(F);
            }
        }
        long p = a & MASK;
        long q = b & MASK;
        for (int k = 0; k < n; k++) {
            long d = type == F32 ? 0 : scales + vectors * BYTES * (k >> 1) & MASK;
            FloatVector[] weights = new FloatVector[vectors];
            for (@Unrolled
            int v = 0; v < vectors; v++) {
                weights[v] = weights(type, q, d, v);
            }
            if (rows * vectors > 8) {
                tripNodeLimit();
            }
            for (@Unrolled
            int r = 0; r < rows; r++) {
                FloatVector x = broadcast(F, ALL.get(JAVA_FLOAT_UNALIGNED, p + 4L * r));
                for (@Unrolled
                int v = 0; v < vectors; v++) {
                    sums[r][v] = weights[v].fma(x, sums[r][v]);
                }
            }
            // sums are cheaper than products, but C2 unrolls small loops, and theirs badly
            p = rows * vectors < 16 ? a + as * (k + 1) & MASK : p + as & MASK;
            q = rows * vectors < 16 ? b + bs * (k + 1) & MASK : q + bs & MASK;
        }
        for (@Unrolled
        int r = 0; r < rows; r++) {
            for (@Unrolled
            int v = 0; v < vectors; v++) {
                store(sums[r][v], c + r * cs + v * BYTES);
            }
        }
    }

    /// Register `j` of a row of a panel: floats from address `q` on, or bytes and their scales from address `d` on.
    @Inlined
    private static FloatVector weights(DType type, long q, long d, int j) {
        return type == F32
                ? exact(loadMasked(q + j * BYTES))
                : signed(q + (long) j * L, 0).mul(loadMasked(d + j * BYTES));
    }
}
