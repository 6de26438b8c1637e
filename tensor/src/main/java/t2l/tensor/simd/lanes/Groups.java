package t2l.tensor.simd.lanes;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static t2l.tensor.DType.BLOCK;
import static t2l.tensor.DType.IQ4_NL;
import static t2l.tensor.DType.IQ4_XS;
import static t2l.tensor.DType.MXFP4;
import static t2l.tensor.DType.Q4_K;
import static t2l.tensor.DType.Q5_0;
import static t2l.tensor.DType.Q5_1;
import static t2l.tensor.DType.Q5_K;
import static t2l.tensor.DType.Q6_K;
import static t2l.tensor.simd.lanes.Exact.converted;
import static t2l.tensor.simd.lanes.Exact.exact;
import static t2l.tensor.simd.lanes.Exact.spread;
import static t2l.tensor.simd.lanes.FrozenWeights.nibbles;
import static t2l.tensor.simd.lanes.FrozenWeights.shifted;
import static t2l.tensor.simd.lanes.FrozenWeights.signed;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.I;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;
import static t2l.tensor.simd.lanes.RawMemory.ALL;
import static t2l.tensor.simd.lanes.RawMemory.MASK;
import static t2l.tensor.simd.lanes.RawMemory.integer;
import static t2l.tensor.simd.lanes.RawMemory.set;
import static t2l.tensor.simd.lanes.RawMemory.store;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.DType;
import t2l.tensor.simd.lanes.Build.For;
import t2l.tensor.simd.lanes.Build.Inlined;
import t2l.tensor.simd.lanes.Build.NotInlined;
import t2l.tensor.simd.lanes.Build.Unrolled;

/// Groups of 32 weights as floats, for the types that [DType] lists after Q4_1. What tells a type from the others are its scale
/// and offset, the place of its nibbles, and the bits above them; the integers of some are looked up.
final class Groups {
    /// Elements that are read at once: those of a register, or eight.
    private static final int STEP = Math.max(8, L);

    private static final IntVector LANE = IntVector.zero(I).addIndex(1);

    private static final Class<ByteVector> BYTES = Exact.type(ByteVector.zero(ByteVector.SPECIES_128));
    private static final Class<IntVector> WORDS = Exact.type(IntVector.zero(IntVector.SPECIES_128));

    private static final ByteVector IQ4 = ByteVector.fromArray(ByteVector.SPECIES_128, IQ4_NL.uneven(), 0);
    private static final ByteVector FP4 = ByteVector.fromArray(ByteVector.SPECIES_128, MXFP4.uneven(), 0);

    /// How the first four words of a block become sixteen bytes, the scales of its groups and their minima ([DType#six]): bits of
    /// one word, and of another.
    private static final IntVector WORD = words(1, 1, 2, 2);
    private static final IntVector SHIFT = words(0, 2, 0, 2);
    private static final IntVector KEPT = words(0x3f3f3f3f, 0x30303030, 0x3f3f3f3f, 0x30303030);
    private static final IntVector LAST = words(3, 3, 3, 3);
    private static final IntVector LAST_SHIFT = words(0, 0, 0, 4);
    private static final IntVector LAST_KEPT = words(0, 0x0f0f0f0f, 0, 0x0f0f0f0f);

    private Groups() {}

    private static IntVector words(int... w) {
        return IntVector.fromArray(IntVector.SPECIES_128, w, 0);
    }

    /// As [FrozenWeights#toFloats]. What is computed for a block or a group first lies where its last weights will be.
    @NotInlined
    static void toFloats(
            @For({Q5_0, Q5_1, Q4_K, Q5_K, Q6_K, IQ4_NL, IQ4_XS, MXFP4}) DType type, long w, int skip, int count,
            long to) {
        int bytes = type.blockBytes();
        long scales = 0;
        for (int i = skip, end = skip + count; i < end; i += BLOCK, to += 4L * BLOCK) {
            long b = w + (long) bytes * (i / size(type)) & MASK;
            int g = i % size(type) / BLOCK;
            if (size(type) > BLOCK && (g == 0 || i == skip)) {
                scales = to + 4L * Math.min(size(type) - BLOCK * g, end - i) - 64;
                scales(type, b, scales);
            }
            if (uneven(type)) {
                integers(type, b, g, to + 3L * BLOCK);
            }
            FloatVector first = scale(type, b, scales + (type == Q6_K ? 8L : 4L) * g);
            FloatVector second = type == Q6_K ? spread(integer(scales + 8L * g + 4)) : first;
            FloatVector offset = offset(type, b, scales + 4L * g, first);
            FloatVector table = type == Q4_K ? shifted(first, offset) : null;
            for (int j = 0; j < BLOCK; j += STEP) {
                FloatVector d = type == Q6_K && j >= 16 ? second : first;
                FloatVector m = type == Q6_K ? exact(d).mul(-32) : offset;
                for (@Unrolled
                int q = 0; q < 2; q++) {
                    if (q == 0 || L == 4) {
                        store(weight(type, b, g, j, q, d, m, table, to), to + 4L * j + 16L * q);
                    }
                }
            }
        }
    }

    /// Elements of a block.
    @Inlined
    private static int size(DType type) {
        return type == Q4_K || type == Q5_K || type == Q6_K || type == IQ4_XS ? 256 : BLOCK;
    }

    /// Whether nibbles stand for other integers.
    @Inlined
    private static boolean uneven(DType type) {
        return type == IQ4_NL || type == IQ4_XS || type == MXFP4;
    }

    /// Writes the scales of the groups of a block of 256 to address `to`, and 32 bytes behind what is added to them; in Q6_K two
    /// scales for each group.
    @NotInlined
    private static void scales(@For({Q4_K, Q5_K, Q6_K, IQ4_XS}) DType type, long b, long to) {
        if (type == IQ4_XS) {
            for (int g = 0; g < 8; g++) {
                int low = ALL.get(JAVA_BYTE, b + 4 + g / 2 & MASK) >> (g % 2 * 4) & 15;
                int high = Halves.shortMasked(b + 2 & MASK) >> (2 * g) & 3;
                set(to + 4L * g, Halves.half(b & MASK) * ((low | high << 4) - 32));
            }
            return;
        }
        FloatVector d = Halves.spread(b + (type == Q6_K ? 208 : 0) & MASK);
        if (type == Q6_K) {
            for (int j = 0; j < 16; j += STEP) {
                for (@Unrolled
                int q = 0; q < 2; q++) {
                    if (q == 0 || L == 4) {
                        store(signed(b + 192 + j & MASK, q).mul(d), to + 4L * j + 16L * q);
                    }
                }
            }
            return;
        }
        FloatVector m = exact(Halves.spread(b + 2 & MASK).mul(-1));
        IntVector all = WORDS.cast(IntVector.fromMemorySegment(IntVector.SPECIES_128, ALL, b & MASK, LE));
        IntVector most = WORDS.cast(WORD.selectFrom(all)).lanewise(LSHR, SHIFT).and(KEPT);
        IntVector rest = WORDS.cast(LAST.selectFrom(all)).lanewise(LSHR, LAST_SHIFT).and(LAST_KEPT);
        ByteVector six = BYTES.cast(most.or(rest).reinterpretAsBytes());
        for (@Unrolled
        int q = 0; q < 4; q++) {
            if (q * L < 16) {
                FloatVector by = L == 16 ? d.blend(m, VectorMask.fromLong(F, 0xff00)) : q * L < 8 ? d : m;
                store(exact((FloatVector) six.convertShape(B2F, F, q)).mul(by), to + 4L * q * L);
            }
        }
    }

    /// The scale of a group, of which [#scales] wrote one to address `at`.
    @Inlined
    private static FloatVector scale(DType type, long b, long at) {
        if (size(type) > BLOCK) {
            return spread(integer(at));
        }
        if (type == MXFP4) {
            int e = ALL.get(JAVA_BYTE, b) & 255;
            return spread(e < 2 ? 0x200000 << e : (e - 1) << 23);
        }
        return Halves.spread(b);
    }

    /// What is added to the weights of a group.
    @Inlined
    private static FloatVector offset(DType type, long b, long at, FloatVector scale) {
        if (type == Q4_K || type == Q5_K) {
            return spread(integer(at + 32));
        }
        return type == Q5_0 ? exact(scale.mul(-16)) : type == Q5_1 ? Halves.spread(b + 2) : null;
    }

    /// Writes the integers that the nibbles of a group stand for to address `to`, a byte each.
    @Inlined
    private static void integers(DType type, long b, int g, long to) {
        long at = b + (type == IQ4_XS ? 8 + 16 * g : type == IQ4_NL ? 2 : 1) & MASK;
        ByteVector pairs = BYTES.cast(ByteVector.fromMemorySegment(ByteVector.SPECIES_128, ALL, at, LE));
        ByteVector low = BYTES.cast(pairs.and((byte) 15));
        ByteVector high = BYTES.cast(BYTES.cast(pairs.lanewise(LSHR, 4)).and((byte) 15));
        BYTES.cast(low.selectFrom(type == MXFP4 ? FP4 : IQ4)).intoMemorySegment(ALL, to & MASK, LE);
        BYTES.cast(high.selectFrom(type == MXFP4 ? FP4 : IQ4)).intoMemorySegment(ALL, to + 16 & MASK, LE);
    }

    /// The weights of group `g` from `j` on, part `part` of those that are read at once; `to` is where the group goes.
    @Inlined
    private static FloatVector weight(DType type, long b, int g, int j, int part, FloatVector d, FloatVector m,
            FloatVector table, long to) {
        if (uneven(type)) {
            return signed(to + 3L * BLOCK + j & MASK, part).mul(d);
        }
        IntVector p = exact(nibbles(low(type, b, g, j) & MASK, part).lanewise(LSHR, shift(type, g, j)));
        if (type == Q4_K) {
            return shifted(p, table, m);
        }
        return converted(exact(p.and(15)).or(high(type, b, g, j, part))).fma(d, m);
    }

    /// The address of a group's nibbles from element `j` on.
    @Inlined
    private static long low(DType type, long b, int g, int j) {
        if (type == Q6_K) {
            return b + (g >> 2) * 64L + (g & 1) * 32L + j;
        }
        return type == Q5_0 || type == Q5_1
                ? b + (type == Q5_0 ? 6 : 8) + (j & 15)
                : b + (type == Q4_K ? 16 : 48) + (g >> 1) * 32L + j;
    }

    /// The bits below them.
    @Inlined
    private static int shift(DType type, int g, int j) {
        if (type == Q6_K) {
            return (g & 2) << 1;
        }
        return type == Q5_0 || type == Q5_1 ? j >> 2 & 4 : (g & 1) << 2;
    }

    /// The bits above nibbles, in their places.
    @Inlined
    private static IntVector high(DType type, long b, int g, int j, int part) {
        IntVector bits;
        if (type == Q5_0 || type == Q5_1) {
            int word = integer(b + (type == Q5_0 ? 2 : 4)) >>> (j + L * part);
            bits = exact(IntVector.broadcast(I, word)).lanewise(LSHR, LANE);
        } else if (type == Q5_K) {
            bits = exact(nibbles(b + 16 + j & MASK, part).lanewise(LSHR, g));
        } else {
            bits = exact(nibbles(b + 128 + (g >> 2) * 32L + j & MASK, part).lanewise(LSHR, (g & 3) << 1));
        }
        return exact(exact(bits.and(type == Q6_K ? 3 : 1)).lanewise(LSHL, 4));
    }
}
