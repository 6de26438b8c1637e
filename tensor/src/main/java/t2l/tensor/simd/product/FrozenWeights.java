package t2l.tensor.simd.product;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static t2l.tensor.simd.lanes.Lanes.BYTES;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.I;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import t2l.tensor.DType;

/// Frozen weights as floats, a register at a time. All conversions are exact but that of Q4_1, which rounds once.
final class FrozenWeights {
    /// Elements of a quantised block.
    static final int BLOCK = 32;

    private static final VectorSpecies<Short> SHORTS = VectorSpecies.of(short.class, VectorShape.forBitSize(16 * L));

    /// As many bytes as there are lanes; with 4 lanes there is no such register, see [#signed].
    private static final VectorSpecies<Byte> EIGHTHS = VectorSpecies.of(byte.class,
            VectorShape.forBitSize(Math.max(64, 8 * L)));

    /// Moves byte `j` of an int to the top of lane `j`.
    private static final IntVector TOPS = (IntVector) I.fromArray(tops(), 0);

    private FrozenWeights() {}

    private static int[] tops() {
        int[] shifts = new int[L];
        for (int j = 0; j < L; j++) {
            shifts[j] = Math.max(0, 24 - 8 * j);
        }
        return shifts;
    }

    /// Writes `count` elements from number `element` on as floats to byte `at`. For the quantised types `element` is the
    /// first of a block, and whole blocks are written.
    static void toFloats(DType type, MemorySegment w, long element, int count, MemorySegment to, long at) {
        switch (type) {
            case BF16 -> brains(w, 2 * element, count, to, at);
            case F16 -> halves(w, 2 * element, count, to, at);
            case Q8_0 -> eights(w, element / BLOCK * 34, count, to, at);
            case Q4_0 -> fours(0, w, element / BLOCK * 18, count, to, at);
            case Q4_1 -> fours(2, w, element / BLOCK * 20, count, to, at);
            case F32, F64, I32 -> throw new IllegalArgumentException(
                    "matmul: needs weights in bf16, f16, q8_0, q4_0 or q4_1, got " + type);
        }
    }

    private static void brains(MemorySegment w, long from, int count, MemorySegment to, long at) {
        int whole = count / L * L;
        for (int i = 0; i < whole; i += L) {
            bf16(w, from + 2L * i).intoMemorySegment(to, at + 4L * i, LE);
        }
        for (int i = whole; i < count; i++) {
            float v = Float.intBitsToFloat(w.get(JAVA_SHORT_UNALIGNED, from + 2L * i) << 16);
            to.set(JAVA_FLOAT_UNALIGNED, at + 4L * i, v);
        }
    }

    private static void halves(MemorySegment w, long from, int count, MemorySegment to, long at) {
        int whole = count / L * L;
        for (int i = 0; i < whole; i += L) {
            f16(w, from + 2L * i).intoMemorySegment(to, at + 4L * i, LE);
        }
        for (int i = whole; i < count; i++) {
            to.set(JAVA_FLOAT_UNALIGNED, at + 4L * i, half(w, from + 2L * i));
        }
    }

    private static void eights(MemorySegment w, long from, int count, MemorySegment to, long at) {
        for (int i = 0; i < count; i += BLOCK, from += 34) {
            FloatVector d = FloatVector.broadcast(F, half(w, from));
            for (int j = 0; j < BLOCK; j += L, at += BYTES) {
                signed(w, from + 2 + j).mul(d).intoMemorySegment(to, at, LE);
            }
        }
    }

    /// Nibbles after a scale, and an offset if `extra` is 2.
    private static void fours(int extra, MemorySegment w, long from, int count, MemorySegment to, long at) {
        for (int i = 0; i < count; i += BLOCK, from += 18 + extra, at += 4L * BLOCK) {
            float scale = half(w, from);
            FloatVector d = FloatVector.broadcast(F, scale);
            FloatVector m = FloatVector.broadcast(F, extra == 0 ? -8 * scale : half(w, from + 2));
            for (int j = 0; j < 16; j += L) {
                IntVector pair = unsigned(w, from + 2 + extra + j);
                low(pair).fma(d, m).intoMemorySegment(to, at + 4L * j, LE);
                high(pair).fma(d, m).intoMemorySegment(to, at + 64 + 4L * j, LE);
            }
        }
    }

    /// The half-precision number at byte `at`.
    static float half(MemorySegment w, long at) {
        return Float.float16ToFloat(w.get(JAVA_SHORT_UNALIGNED, at));
    }

    /// A register of BF16 numbers: they are the upper halves of floats.
    static FloatVector bf16(MemorySegment w, long at) {
        return shorts(w, at).lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
    }

    /// A register of finite F16 numbers: sign, exponent and fraction moved to where a float has them give the number
    /// times 2⁻¹¹², subnormals included.
    static FloatVector f16(MemorySegment w, long at) {
        return shorts(w, at).lanewise(VectorOperators.LSHL, 16).lanewise(VectorOperators.ASHR, 3).and(0x8fffe000)
                .reinterpretAsFloats().mul(0x1p112f);
    }

    private static IntVector shorts(MemorySegment w, long at) {
        return (IntVector) ShortVector.fromMemorySegment(SHORTS, w, at, LE).convertShape(VectorOperators.S2I, I, 0);
    }

    /// A register of signed bytes.
    static FloatVector signed(MemorySegment w, long at) {
        if (L == 4) {
            IntVector four = IntVector.broadcast(I, w.get(JAVA_INT_UNALIGNED, at));
            return (FloatVector) four.lanewise(VectorOperators.LSHL, TOPS).lanewise(VectorOperators.ASHR, 24)
                    .convert(VectorOperators.I2F, 0);
        }
        return (FloatVector) ByteVector.fromMemorySegment(EIGHTHS, w, at, LE).convertShape(VectorOperators.B2F, F, 0);
    }

    /// A register of unsigned bytes, each two nibbles.
    static IntVector unsigned(MemorySegment w, long at) {
        if (L == 4) {
            IntVector four = IntVector.broadcast(I, w.get(JAVA_INT_UNALIGNED, at));
            return four.lanewise(VectorOperators.LSHL, TOPS).lanewise(VectorOperators.LSHR, 24);
        }
        return (IntVector) ByteVector.fromMemorySegment(EIGHTHS, w, at, LE)
                .convertShape(VectorOperators.ZERO_EXTEND_B2I, I, 0);
    }

    /// The low nibbles.
    static FloatVector low(IntVector pair) {
        return (FloatVector) pair.and(15).convert(VectorOperators.I2F, 0);
    }

    /// The high nibbles.
    static FloatVector high(IntVector pair) {
        return (FloatVector) pair.lanewise(VectorOperators.LSHR, 4).convert(VectorOperators.I2F, 0);
    }
}
