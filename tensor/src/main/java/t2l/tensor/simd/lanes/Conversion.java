package t2l.tensor.simd.lanes;

import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static jdk.incubator.vector.VectorOperators.I2S;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.NE;
import static t2l.tensor.simd.lanes.Exact.bits;
import static t2l.tensor.simd.lanes.Exact.exact;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.I;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;
import static t2l.tensor.simd.lanes.RawMemory.ALL;
import static t2l.tensor.simd.lanes.RawMemory.MASK;
import static t2l.tensor.simd.lanes.RawMemory.load;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import t2l.tensor.DType;

/// Rows of any element type as F32, and F32 rows as the types that can be written. Values are those of
/// [t2l.tensor.DType], bit for bit.
public final class Conversion {
    private Conversion() {}

    /// Whether [#write] knows the type.
    public static boolean writes(DType to) {
        return switch (to) {
            case F64, F32, F16, BF16 -> true;
            default -> false;
        };
    }

    /// `o[n] = a[n]` from a row of `type` at address `p` (for a quantised type with a whole block) to an F32 row at `k`,
    /// with [Groups#SCRATCH] bytes at address `scratch` to work in.
    public static void read(DType type, long p, long k, int n, long scratch) {
        switch (type) {
            case F64 -> {
                for (int i = 0; i < n; i++) {
                    RawMemory.set(k + 4L * i, (float) ALL.get(JAVA_DOUBLE_UNALIGNED, p + 8L * i & MASK));
                }
            }
            case F32 -> MemorySegment.copy(ALL, p, ALL, k, 4L * n);
            case F16 -> {
                for (int i = 0; i < n; i++) {
                    RawMemory.set(k + 4L * i, Halves.half(p + 2L * i & MASK));
                }
            }
            case I32 -> {
                for (int i = 0; i < n; i++) {
                    RawMemory.set(k + 4L * i, RawMemory.integer(p + 4L * i));
                }
            }
            default -> FrozenWeights.toFloats(type, p, 0, n, k, scratch);
        }
    }

    /// `o[n] = a[n]` from an F32 row at address `p` to one of a `type` that [#writes] allows, at `k`.
    public static void write(DType type, long p, long k, int n) {
        switch (type) {
            case F64 -> {
                for (int i = 0; i < n; i++) {
                    ALL.set(JAVA_DOUBLE_UNALIGNED, k + 8L * i & MASK, RawMemory.get(p + 4L * i));
                }
            }
            case F32 -> MemorySegment.copy(ALL, p, ALL, k, 4L * n);
            case F16 -> {
                for (int i = 0; i < n; i++) {
                    short16(k + 2L * i, Float.floatToFloat16(RawMemory.get(p + 4L * i)));
                }
            }
            case BF16 -> writeBf16(p, k, n);
            default -> throw new IllegalArgumentException("copy: needs a type of single fractions, got " + type);
        }
    }

    private static void writeBf16(long p, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            FloatVector x = load(p + 4L * i);
            IntVector bits = bits(x);
            IntVector rounded = bits.add(0x7fff).add(exact(bits.lanewise(LSHR, 16)).and(1));
            IntVector safe = rounded.blend(bits.or(0x400000), x.compare(NE, x).cast(I));
            exact(safe.lanewise(LSHR, 16)).convertShape(I2S, FrozenWeights.SHORTS, 0).reinterpretAsShorts()
                    .intoMemorySegment(ALL, k + 2L * i & MASK, LE);
        }
        for (; i < n; i++) {
            float x = RawMemory.get(p + 4L * i);
            int bits = Float.floatToRawIntBits(x);
            int safe = Float.isNaN(x) ? bits | 0x400000 : bits + 0x7fff + (bits >>> 16 & 1);
            short16(k + 2L * i, (short) (safe >>> 16));
        }
    }

    private static void short16(long at, short v) {
        ALL.set(JAVA_SHORT_UNALIGNED, at & MASK, v);
    }
}
