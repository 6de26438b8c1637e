package t2l.tensor.simd.lanes;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static jdk.incubator.vector.VectorOperators.I2S;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.NE;
import static jdk.incubator.vector.VectorOperators.S2I;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.I;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import t2l.tensor.DType;

/// Rows of any element type as F32, and F32 rows as the types that can be written. Values are those of
/// [t2l.tensor.DType], bit for bit.
public final class Conversion {
    private static final VectorSpecies<Short> HALF = VectorSpecies.of(short.class, VectorShape.forBitSize(16 * L));

    private Conversion() {}

    /// Whether [#write] knows the type.
    public static boolean writes(DType to) {
        return switch (to) {
            case F64, F32, F16, BF16 -> true;
            case I32, Q8_0, Q4_0, Q4_1 -> false;
        };
    }

    /// `o[n] = a[n]` from a row of `type` that starts at byte `p` (for a quantised type with a whole block).
    public static void read(DType type, MemorySegment a, long p, MemorySegment o, long k, int n) {
        switch (type) {
            case F64 -> {
                for (int i = 0; i < n; i++) {
                    o.set(JAVA_FLOAT_UNALIGNED, k + 4L * i, (float) a.get(JAVA_DOUBLE_UNALIGNED, p + 8L * i));
                }
            }
            case F32 -> MemorySegment.copy(a, p, o, k, 4L * n);
            case F16 -> {
                for (int i = 0; i < n; i++) {
                    o.set(JAVA_FLOAT_UNALIGNED, k + 4L * i,
                            Float.float16ToFloat(a.get(JAVA_SHORT_UNALIGNED, p + 2L * i)));
                }
            }
            case BF16 -> readBf16(a, p, o, k, n);
            case I32 -> {
                for (int i = 0; i < n; i++) {
                    o.set(JAVA_FLOAT_UNALIGNED, k + 4L * i, a.get(JAVA_INT_UNALIGNED, p + 4L * i));
                }
            }
            case Q8_0 -> {
                for (int i = 0; i < n; i += 32) {
                    readQ8(a, p + i / 32 * 34L, o, k + 4L * i);
                }
            }
            case Q4_0 -> {
                for (int i = 0; i < n; i += 32) {
                    float scale = half(a, p + i / 32 * 18L);
                    readQ4(a, p + i / 32 * 18L + 2, scale, -8 * scale, o, k + 4L * i);
                }
            }
            case Q4_1 -> {
                for (int i = 0; i < n; i += 32) {
                    long block = p + i / 32 * 20L;
                    readQ4(a, block + 4, half(a, block), half(a, block + 2), o, k + 4L * i);
                }
            }
        }
    }

    /// `o[n] = a[n]` from an F32 row to one of a `type` that [#writes] allows.
    public static void write(DType type, MemorySegment a, long p, MemorySegment o, long k, int n) {
        switch (type) {
            case F64 -> {
                for (int i = 0; i < n; i++) {
                    o.set(JAVA_DOUBLE_UNALIGNED, k + 8L * i, a.get(JAVA_FLOAT_UNALIGNED, p + 4L * i));
                }
            }
            case F32 -> MemorySegment.copy(a, p, o, k, 4L * n);
            case F16 -> {
                for (int i = 0; i < n; i++) {
                    o.set(JAVA_SHORT_UNALIGNED, k + 2L * i,
                            Float.floatToFloat16(a.get(JAVA_FLOAT_UNALIGNED, p + 4L * i)));
                }
            }
            case BF16 -> writeBf16(a, p, o, k, n);
            case I32, Q8_0, Q4_0, Q4_1 ->
                throw new IllegalArgumentException("copy: needs a type of single fractions, got " + type);
        }
    }

    private static void readBf16(MemorySegment a, long p, MemorySegment o, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            var wide = (IntVector) ShortVector.fromMemorySegment(HALF, a, p + 2L * i, LE).convertShape(S2I, I, 0);
            wide.lanewise(LSHL, 16).reinterpretAsFloats().intoMemorySegment(o, k + 4L * i, LE);
        }
        for (; i < n; i++) {
            o.set(JAVA_INT_UNALIGNED, k + 4L * i, a.get(JAVA_SHORT_UNALIGNED, p + 2L * i) << 16);
        }
    }

    private static void writeBf16(MemorySegment a, long p, MemorySegment o, long k, int n) {
        int i = 0;
        for (; i < F.loopBound(n); i += L) {
            FloatVector x = FloatVector.fromMemorySegment(F, a, p + 4L * i, LE);
            IntVector bits = x.reinterpretAsInts();
            IntVector rounded = bits.add(0x7fff).add(bits.lanewise(LSHR, 16).and(1));
            IntVector safe = rounded.blend(bits.or(0x400000), x.compare(NE, x).cast(I));
            safe.lanewise(LSHR, 16).convertShape(I2S, HALF, 0).reinterpretAsShorts().intoMemorySegment(o, k + 2L * i,
                    LE);
        }
        for (; i < n; i++) {
            float x = a.get(JAVA_FLOAT_UNALIGNED, p + 4L * i);
            int bits = Float.floatToRawIntBits(x);
            int safe = Float.isNaN(x) ? bits | 0x400000 : bits + 0x7fff + (bits >>> 16 & 1);
            o.set(JAVA_SHORT_UNALIGNED, k + 2L * i, (short) (safe >>> 16));
        }
    }

    private static void readQ8(MemorySegment a, long block, MemorySegment o, long k) {
        float scale = half(a, block);
        for (int j = 0; j < 32; j++) {
            o.set(JAVA_FLOAT_UNALIGNED, k + 4L * j, scale * a.get(JAVA_BYTE, block + 2 + j));
        }
    }

    private static void readQ4(MemorySegment a, long nibbles, float scale, float shift, MemorySegment o, long k) {
        for (int j = 0; j < 16; j++) {
            int pair = a.get(JAVA_BYTE, nibbles + j);
            o.set(JAVA_FLOAT_UNALIGNED, k + 4L * j, scale * (pair & 15) + shift);
            o.set(JAVA_FLOAT_UNALIGNED, k + 4L * (j + 16), scale * (pair >>> 4 & 15) + shift);
        }
    }

    private static float half(MemorySegment a, long p) {
        return Float.float16ToFloat(a.get(JAVA_SHORT_UNALIGNED, p));
    }
}
