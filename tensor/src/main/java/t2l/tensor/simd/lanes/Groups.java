package t2l.tensor.simd.lanes;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.EQ;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.XOR;
import static t2l.tensor.DType.BLOCK;
import static t2l.tensor.DType.IQ4_NL;
import static t2l.tensor.DType.IQ4_XS;
import static t2l.tensor.DType.MXFP4;
import static t2l.tensor.DType.Q4_K;
import static t2l.tensor.DType.Q5_0;
import static t2l.tensor.DType.Q5_1;
import static t2l.tensor.DType.Q5_K;
import static t2l.tensor.DType.Q6_K;
import static t2l.tensor.simd.lanes.Exact.exact;
import static t2l.tensor.simd.lanes.Exact.spread;
import static t2l.tensor.simd.lanes.FrozenWeights.signed;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LE;
import static t2l.tensor.simd.lanes.RawMemory.ALL;
import static t2l.tensor.simd.lanes.RawMemory.MASK;
import static t2l.tensor.simd.lanes.RawMemory.intMasked;
import static t2l.tensor.simd.lanes.RawMemory.set;
import static t2l.tensor.simd.lanes.RawMemory.store;

import jdk.incubator.vector.*;
import t2l.tensor.DType;
import t2l.tensor.simd.lanes.Build.*;

/// The types that [DType] lists after Q4_1: their weights become integers, a byte each, and scales ([#unpack]); then all types of
/// a [#kind] are alike. Integers are put together many bytes at a time, which costs less than to do so in lanes of floats.
///
/// | kind | | |
/// |---|---|---|
/// | Q5_0 | `d · q` | of 256 weights, 8 scales |
/// | Q6_K | `d · q` | of 256 weights, 16 scales |
/// | Q4_K | `d · q + m` | of 256 weights, 8 scales and 32 bytes behind them what is added |
public final class Groups {
    /// Bytes of the scales of 256 weights.
    public static final int SCALES = 64;

    /// Bytes of memory that [FrozenWeights#toFloats] works in.
    public static final int SCRATCH = 256 + SCALES;

    /// Half of a group's bytes, and as many as there are lanes, up to a group's.
    private static final VectorSpecies<Byte> HALF = ByteVector.SPECIES_128;
    private static final VectorSpecies<Integer> WIDE = VectorSpecies.of(int.class,
            VectorShape.forBitSize(Math.min(256, 32 * L)));
    private static final int WIDTH = WIDE.vectorByteSize();

    private static final Class<ByteVector> BYTES = Exact.type(ByteVector.zero(HALF));
    private static final Class<IntVector> WORDS = Exact.type(IntVector.zero(IntVector.SPECIES_128));
    private static final Class<IntVector> WIDES = Exact.type(IntVector.zero(WIDE));

    /// What nibbles stand for.
    private static final ByteVector IQ4 = ByteVector.fromArray(HALF, IQ4_NL.uneven(), 0);
    private static final ByteVector FP4 = ByteVector.fromArray(HALF, MXFP4.uneven(), 0);

    /// The bytes of a word in which the bits of either half of a group are, and which bits these are.
    private static final ByteVector FIRST_BITS = ByteVector.zero(HALF).addIndex(1).lanewise(LSHR, 3);
    private static final ByteVector LAST_BITS = FIRST_BITS.add((byte) 2);
    private static final ByteVector BIT = ByteVector.fromArray(HALF,
            new byte[] {1, 2, 4, 8, 16, 32, 64, -128, 1, 2, 4, 8, 16, 32, 64, -128}, 0);

    /// How the first four words of a block become sixteen bytes, the scales of its groups and their minima ([DType#six]): bits of
    /// one word, and of another.
    private static final IntVector WORD = words(1, 1, 2, 2);
    private static final IntVector SHIFT = words(0, 2, 0, 2);
    private static final IntVector KEPT = words(0x3f3f3f3f, 0x30303030, 0x3f3f3f3f, 0x30303030);
    private static final IntVector LAST = words(3, 3, 3, 3);
    private static final IntVector LAST_SHIFT = words(0, 0, 0, 4);
    private static final IntVector LAST_KEPT = words(0, 0x0f0f0f0f, 0, 0x0f0f0f0f);

    private static final int NIBBLES = 0x0f0f0f0f;
    private static final int Q4_K_BYTES = 144;
    private static final int Q5_K_BYTES = 176;
    private static final int Q6_K_BYTES = 210;

    private Groups() {}

    private static IntVector words(int... w) {
        return IntVector.fromArray(IntVector.SPECIES_128, w, 0);
    }

    /// Of the types that are alike once they are unpacked, the one that stands for all.
    public static DType kind(DType type) {
        return type == Q5_1 || type == Q5_K ? Q4_K : type == Q4_K || type == Q6_K ? type : Q5_0;
    }

    /// As [FrozenWeights#toFloats], in [#SCRATCH] bytes of memory at address `scratch`.
    static void toFloats(DType type, long w, int skip, int count, long to, long scratch) {
        int size = type.blockSize();
        for (int done = 0; done < count;) {
            int first = skip + done;
            int inside = first % size;
            int n = Math.min(256 - inside, count - done);
            long block = w + (long) type.blockBytes() * (first / size);
            unpack(type, block, Math.ceilDiv(inside + n, size) * size, scratch + SCALES, scratch);
            floats(kind(type), scratch + SCALES, scratch, inside, n, to + 4L * done);
            done += n;
        }
    }

    /// Writes `n` weights from `first` on as floats to address `to`.
    @NotInlined
    private static void floats(@For({Q4_K, Q5_0, Q6_K}) DType kind, long integers, long scales, int first, int n,
            long to) {
        for (int i = first; i < first + n; i += 16, to += 64) {
            FloatVector d = scale(kind, scale(kind, scales, i) & MASK);
            FloatVector m = kind == Q4_K ? spread(intMasked((scale(kind, scales, i) & MASK) + 32)) : null;
            long b = integers + i & MASK;
            for (@Unrolled
            int q = 0; q < 4; q++) {
                if (q * L < 16) {
                    store(weight(kind, b + (q * L & ~7), (q * L & 7) / L, d, m), to + 4L * q * L);
                }
            }
        }
    }

    /// The address of the scale of weight `i`.
    @Inlined
    public static long scale(DType kind, long scales, int i) {
        return scales + (i >> 8 << 6) + (kind == Q6_K ? i >> 2 & 60 : i >> 3 & 28);
    }

    /// The scale at address `at`, a sum as for [RawMemory#loadMasked].
    @Inlined
    public static FloatVector scale(DType kind, long at) {
        return spread(intMasked(at));
    }

    /// A register of weights of which the integers are at address `b`, or part `part` of those read there
    /// ([FrozenWeights#signed]).
    @Inlined
    public static FloatVector weight(DType kind, long b, int part, FloatVector d, FloatVector m) {
        return kind == Q4_K ? signed(b, part).fma(d, m) : signed(b, part).mul(d);
    }

    /// Unpacks the first `n` weights from the block at address `w` on, whole blocks: a byte each to address `integers`, and
    /// [#SCALES] bytes for each 256 to address `scales`.
    public static void unpack(DType type, long w, int n, long integers, long scales) {
        switch (type) {
            case Q4_K -> fours(w, n, integers, scales);
            case Q5_K -> fives(w, n, integers, scales);
            case Q6_K -> sixes(w, n, integers, scales);
            default -> small(type, w, n, integers, scales);
        }
    }

    /// Writes [#SCALES] bytes of scales for each of the Q4_K blocks of `n` weights to address `to`.
    @NotInlined
    public static void scales(long w, int n, long to) {
        for (int i = 0; i < n; i += 256, w += Q4_K_BYTES, to += SCALES) {
            minima(w, to);
        }
    }

    @NotInlined
    private static void fours(long w, int n, long to, long scales) {
        for (int i = 0; i < n; i += 256, w += Q4_K_BYTES, scales += SCALES) {
            minima(w, scales);
            for (int g = 0; g < 8; g += 2, to += 2 * BLOCK) {
                for (int j = 0; j < BLOCK; j += WIDTH) {
                    IntVector v = wide(w + 16 + 16L * g + j);
                    put(v.and(NIBBLES), to + j);
                    put(WIDES.cast(v.lanewise(LSHR, 4)).and(NIBBLES), to + BLOCK + j);
                }
            }
        }
    }

    @NotInlined
    private static void fives(long w, int n, long to, long scales) {
        for (int i = 0; i < n; i += 256, w += Q5_K_BYTES, scales += SCALES) {
            minima(w, scales);
            for (int g = 0; g < 8; g += 2, to += 2 * BLOCK) {
                for (int j = 0; j < BLOCK; j += WIDTH) {
                    IntVector v = wide(w + 48 + 16L * g + j);
                    IntVector fifths = WIDES.cast(wide(w + 16 + j).lanewise(LSHR, g));
                    IntVector low = WIDES.cast(v.and(NIBBLES));
                    IntVector high = WIDES.cast(WIDES.cast(v.lanewise(LSHR, 4)).and(NIBBLES));
                    put(low.or(WIDES.cast(WIDES.cast(fifths.lanewise(LSHL, 4)).and(0x10101010))), to + j);
                    put(high.or(WIDES.cast(WIDES.cast(fifths.lanewise(LSHL, 3)).and(0x10101010))), to + BLOCK + j);
                }
            }
        }
    }

    @NotInlined
    private static void sixes(long w, int n, long to, long scales) {
        for (int i = 0; i < n; i += 256, w += Q6_K_BYTES, scales += SCALES) {
            FloatVector d = Halves.spread(w + 208 & MASK);
            for (@Unrolled
            int q = 0; q < 4; q++) {
                if (q * L < 16) {
                    store(signed(w + 192 + (q * L & ~7) & MASK, (q * L & 7) / L).mul(d), scales + 4L * q * L);
                }
            }
            for (int half = 0; half < 2; half++, to += 128) {
                for (int j = 0; j < BLOCK; j += WIDTH) {
                    IntVector u = wide(w + 64L * half + j);
                    IntVector v = wide(w + 64L * half + BLOCK + j);
                    IntVector bits = wide(w + 128 + 32L * half + j);
                    six(u, WIDES.cast(bits.lanewise(LSHL, 4)), to + j);
                    six(v, WIDES.cast(bits.lanewise(LSHL, 2)), to + BLOCK + j);
                    six(WIDES.cast(u.lanewise(LSHR, 4)), bits, to + 2 * BLOCK + j);
                    six(WIDES.cast(v.lanewise(LSHR, 4)), WIDES.cast(bits.lanewise(LSHR, 2)), to + 3 * BLOCK + j);
                }
            }
        }
    }

    /// Four bits of each byte, and two above them, less 32: no byte carries, since 0x60 + 63 is less than 256.
    @Inlined
    private static void six(IntVector low, IntVector high, long to) {
        IntVector q = WIDES.cast(WIDES.cast(low.and(NIBBLES)).or(WIDES.cast(high.and(0x30303030))));
        put(WIDES.cast(q.add(0x60606060)).lanewise(XOR, 0x80808080), to);
    }

    @Inlined
    private static IntVector wide(long at) {
        return WIDES.cast(IntVector.fromMemorySegment(WIDE, ALL, at & MASK, LE));
    }

    @Inlined
    private static void put(IntVector v, long at) {
        WIDES.cast(v).intoMemorySegment(ALL, at & MASK, LE);
    }

    /// Writes the scales of a block of Q4_K or Q5_K, and the minima with the other sign.
    @Inlined
    private static void minima(long b, long to) {
        FloatVector d = Halves.spread(b & MASK);
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

    /// Types of which sixteen bytes hold the nibbles of a group.
    @NotInlined
    private static void small(@For({Q5_0, Q5_1, IQ4_NL, IQ4_XS, MXFP4}) DType type, long w, int n, long to,
            long scales) {
        int bytes = type.blockBytes();
        for (int i = 0; i < n; i += BLOCK, to += BLOCK) {
            int g = i / BLOCK % 8;
            long b = w + (long) bytes * (type == IQ4_XS ? i / 256 : i / BLOCK) & MASK;
            long scale = scale(Q5_0, scales, i);
            set(scale, factor(type, b, g));
            if (type == Q5_1) {
                set(scale + 32, Halves.half(b + 2));
            }
            long at = b + nibbles(type, g) & MASK;
            IntVector pairs = WORDS.cast(IntVector.fromMemorySegment(IntVector.SPECIES_128, ALL, at, LE));
            ByteVector low = BYTES.cast(WORDS.cast(pairs.and(NIBBLES)).reinterpretAsBytes());
            ByteVector high = BYTES.cast(
                    WORDS.cast(WORDS.cast(pairs.lanewise(LSHR, 4)).and(NIBBLES)).reinterpretAsBytes());
            if (type == Q5_0 || type == Q5_1) {
                IntVector word = WORDS.cast(IntVector.broadcast(IntVector.SPECIES_128, intMasked(at - 4)));
                ByteVector four = BYTES.cast(word.reinterpretAsBytes());
                half(fifth(type, low, BYTES.cast(FIRST_BITS.selectFrom(four))), to);
                half(fifth(type, high, BYTES.cast(LAST_BITS.selectFrom(four))), to + 16);
            } else {
                half(low.selectFrom(type == MXFP4 ? FP4 : IQ4), to);
                half(high.selectFrom(type == MXFP4 ? FP4 : IQ4), to + 16);
            }
        }
    }

    /// The scale of group `g` of the block at address `b`.
    @Inlined
    private static float factor(DType type, long b, int g) {
        if (type == IQ4_XS) {
            int low = ALL.get(JAVA_BYTE, b + 4 + g / 2 & MASK) >> (g % 2 * 4) & 15;
            int high = Halves.shortMasked(b + 2) >> (2 * g) & 3;
            return Halves.half(b) * ((low | high << 4) - 32);
        }
        if (type == MXFP4) {
            return Float.intBitsToFloat(FrozenWeights.power(ALL.get(JAVA_BYTE, b) & 255));
        }
        return Halves.half(b);
    }

    /// Bytes of a block before the nibbles of group `g`.
    @Inlined
    private static int nibbles(DType type, int g) {
        if (type == IQ4_XS) {
            return 8 + 16 * g;
        }
        return type == Q5_0 ? 6 : type == Q5_1 ? 8 : type == IQ4_NL ? 2 : 1;
    }

    /// Nibbles with the fifth bits that `words` have, less 16 in Q5_0.
    @Inlined
    private static ByteVector fifth(DType type, ByteVector nibbles, ByteVector words) {
        VectorMask<Byte> missing = BYTES.cast(words.and(BIT)).compare(EQ, (byte) 0);
        return type == Q5_0
                ? nibbles.blend(BYTES.cast(nibbles.sub((byte) 16)), missing)
                : BYTES.cast(nibbles.add((byte) 16)).blend(nibbles, missing);
    }

    @Inlined
    private static void half(ByteVector v, long to) {
        BYTES.cast(v).intoMemorySegment(ALL, to & MASK, LE);
    }
}
