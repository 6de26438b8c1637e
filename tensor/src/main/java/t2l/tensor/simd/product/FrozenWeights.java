package t2l.tensor.simd.product;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.VectorOperators.ASHR;
import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.I2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.S2I;
import static jdk.incubator.vector.VectorOperators.ZERO_EXTEND_B2I;
import static t2l.tensor.simd.lanes.Lanes.BYTES;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.I;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;
import static t2l.tensor.simd.lanes.RawMemory.ALL;
import static t2l.tensor.simd.lanes.RawMemory.MASK;
import static t2l.tensor.simd.lanes.RawMemory.get;
import static t2l.tensor.simd.lanes.RawMemory.set;
import static t2l.tensor.simd.lanes.RawMemory.store;
import static t2l.tensor.simd.product.Halves.half;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import t2l.tensor.DType;

/// Frozen weights as floats, a register at a time. All conversions are exact but that of Q4_1, which rounds once.
final class FrozenWeights {
    /// Elements of a quantised block.
    static final int BLOCK = 32;

    /// As many shorts as there are lanes.
    static final VectorSpecies<Short> SHORTS = VectorSpecies.of(short.class, VectorShape.forBitSize(16 * L));

    /// As many bytes as there are lanes, or eight.
    static final VectorSpecies<Byte> EIGHTHS = VectorSpecies.of(byte.class,
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

    /// Writes `count` elements from address `w` on as floats to address `to`. For the quantised types a block begins at `w`,
    /// and whole blocks are written.
    static void toFloats(DType type, long w, int count, long to) {
        switch (type) {
            case BF16 -> brains(w, count, to);
            case F16 -> halves(w, count, to);
            case Q8_0 -> eights(w, count, to);
            case Q4_0 -> fours(0, w, count, to);
            case Q4_1 -> fours(2, w, count, to);
            case F32, F64, I32 -> throw new IllegalArgumentException(
                    "matmul: needs weights in bf16, f16, q8_0, q4_0 or q4_1, got " + type);
        }
    }

    private static void brains(long w, int count, long to) {
        int whole = count / L * L;
        for (int i = 0; i < whole; i += L) {
            store(bf16(w + 2L * i), to + 4L * i);
        }
        for (int i = whole; i < count; i++) {
            set(to + 4L * i, single(DType.BF16, w + 2L * i));
        }
    }

    private static void halves(long w, int count, long to) {
        int whole = count / L * L;
        for (int i = 0; i < whole; i += L) {
            store(f16(w + 2L * i), to + 4L * i);
        }
        for (int i = whole; i < count; i++) {
            set(to + 4L * i, single(DType.F16, w + 2L * i));
        }
    }

    private static void eights(long w, int count, long to) {
        for (int i = 0; i < count; i += BLOCK, w += 34) {
            float scale = half(w);
            for (int j = 0; j < BLOCK; j += L, to += BYTES) {
                store(signed(w + 2 + j).mul(scale), to);
            }
        }
    }

    /// Nibbles after a scale, and an offset if `extra` is 2.
    private static void fours(int extra, long w, int count, long to) {
        for (int i = 0; i < count; i += BLOCK, w += 18 + extra, to += 4L * BLOCK) {
            float scale = half(w);
            float offset = extra == 0 ? -8 * scale : half(w + 2);
            for (int j = 0; j < 16; j += L) {
                IntVector pair = unsigned(w + 2 + extra + j);
                store(((FloatVector) pair.and(15).convertShape(I2F, F, 0)).fma(broadcast(F, scale),
                        broadcast(F, offset)), to + 4L * j);
                store(((FloatVector) pair.lanewise(LSHR, 4).convertShape(I2F, F, 0)).fma(broadcast(F, scale),
                        broadcast(F, offset)), to + 64 + 4L * j);
            }
        }
    }

    /// The element of a type without blocks at address `at`.
    static float single(DType type, long at) {
        return switch (type) {
            case F32 -> get(at);
            case BF16 -> Float.intBitsToFloat(ALL.get(JAVA_SHORT_UNALIGNED, at & MASK) << 16);
            case F16 -> half(at);
            case Q8_0, Q4_0, Q4_1, F64, I32 -> throw new IllegalArgumentException(
                    "matmul: needs single weights in f32, bf16 or f16, got " + type);
        };
    }

    /// A register of BF16 numbers: they are the upper halves of floats.
    private static FloatVector bf16(long at) {
        return shorts(at).lanewise(LSHL, 16).reinterpretAsFloats();
    }

    /// A register of finite F16 numbers. Exponent and fraction, moved to where a float has them and with a float's bias,
    /// are `y = |x|`, but for numbers without a leading one, which are `2y − 2⁻¹⁴`: the smaller of both is right in either
    /// case. No step meets a float without a leading one, which would take the processor a hundred times as long.
    private static FloatVector f16(long at) {
        IntVector h = shorts(at);
        IntVector y = h.lanewise(LSHL, 13).and(0x0fffe000).add(0x38000000);
        IntVector z = y.reinterpretAsFloats().mul(2).sub(0x1p-14f).reinterpretAsInts();
        return y.min(z).or(h.and(0x80000000)).reinterpretAsFloats();
    }

    private static IntVector shorts(long at) {
        return (IntVector) ShortVector.fromMemorySegment(SHORTS, ALL, at & MASK, LE).convertShape(S2I, I, 0);
    }

    /// A register of signed bytes.
    private static FloatVector signed(long at) {
        if (L == 4) {
            IntVector four = IntVector.broadcast(I, ALL.get(JAVA_INT_UNALIGNED, at & MASK));
            return (FloatVector) four.lanewise(LSHL, TOPS).lanewise(ASHR, 24).convertShape(I2F, F, 0);
        }
        return (FloatVector) ByteVector.fromMemorySegment(EIGHTHS, ALL, at & MASK, LE).convertShape(B2F, F, 0);
    }

    /// A register of unsigned bytes, each two nibbles.
    private static IntVector unsigned(long at) {
        if (L == 4) {
            IntVector four = IntVector.broadcast(I, ALL.get(JAVA_INT_UNALIGNED, at & MASK));
            return four.lanewise(LSHL, TOPS).lanewise(LSHR, 24);
        }
        return (IntVector) ByteVector.fromMemorySegment(EIGHTHS, ALL, at & MASK, LE)
                .convertShape(ZERO_EXTEND_B2I, I, 0);
    }
}
