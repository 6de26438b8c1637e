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
/// | IQ4_XS | `d · q` | of 256 weights, 8 scales |
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
        return type == Q5_1 || type == Q5_K ? Q4_K : type == Q4_K || type == Q6_K ? type : IQ4_XS;
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

    /// Writes `n` weights from `first` on as floats to address `to`, whole groups.
    @NotInlined
    private static void floats(@For({Q4_K, IQ4_XS, Q6_K}) DType kind, long integers, long scales, int first, int n,
            long to) {
        long s = scale(kind, scales, first);
        for (int i = 0; i < n; i += BLOCK) {
            long at = s + (kind == Q6_K ? i >> 2 : i >> 3) & MASK;
            long b = integers + first + i & MASK;
            long k = to + 4L * i & MASK;
            for (int h = 0; h < 2; h++, at += kind == Q6_K ? 4 : 0, b += 16, k += 64) {
                FloatVector d = scale(at);
                FloatVector m = kind == Q4_K ? scale(at + 32) : null;
                for (@Unrolled
                int q = 0; q < 4; q++) {
                    if (q * L < 16) {
                        weight(kind, b + (q * L & ~7), (q * L & 7) / L, d, m).intoMemorySegment(ALL, k + 4L * q * L,
                                LE);
                    }
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
    public static FloatVector scale(long at) {
        return spread(intMasked(at));
    }

    /// Whether this is a [#kind].
    @Inlined
    public static boolean unpacked(DType type) {
        return type == Q4_K || type == Q6_K || type == IQ4_XS;
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
            case Q4_K, Q5_K -> paired(type, w, n, integers, scales);
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
    private static void paired(@For({Q4_K, Q5_K}) DType type, long w, int n, long to, long scales) {
        for (int i = 0; i < n; i += 256, w += type == Q4_K ? Q4_K_BYTES : Q5_K_BYTES, to += 256, scales += SCALES) {
            minima(w, scales);
            long b = w + 16 & MASK;
            long k = to & MASK;
            for (int g = 0; g < 8; g += 2, k += 2 * BLOCK) {
                for (int j = 0; j < BLOCK; j += WIDTH) {
                    IntVector v = wide(b + (type == Q4_K ? 0 : BLOCK) + 16L * g + j);
                    IntVector low = WIDES.cast(v.and(NIBBLES));
                    IntVector high = WIDES.cast(WIDES.cast(v.lanewise(LSHR, 4)).and(NIBBLES));
                    if (type == Q5_K) {
                        IntVector fifths = WIDES.cast(wide(b + j).lanewise(LSHR, g));
                        low = low.or(WIDES.cast(WIDES.cast(fifths.lanewise(LSHL, 4)).and(0x10101010)));
                        high = high.or(WIDES.cast(WIDES.cast(fifths.lanewise(LSHL, 3)).and(0x10101010)));
                    }
                    put(low, k + j);
                    put(high, k + BLOCK + j);
                }
            }
        }
    }

    @NotInlined
    private static void sixes(long w, int n, long to, long scales) {
        for (int i = 0; i < n; i += 256, w += Q6_K_BYTES, to += 256, scales += SCALES) {
            long b = w & MASK;
            long k = to & MASK;
            FloatVector d = Halves.spread(b + 208);
            for (@Unrolled
            int q = 0; q < 4; q++) {
                if (q * L < 16) {
                    store(signed(b + 192 + (q * L & ~7), (q * L & 7) / L).mul(d), scales + 4L * q * L);
                }
            }
            for (long half = 0; half < 2; half++, k += 128) {
                for (int j = 0; j < BLOCK; j += WIDTH) {
                    IntVector u = wide(b + 64 * half + j);
                    IntVector v = wide(b + 64 * half + BLOCK + j);
                    IntVector bits = wide(b + 128 + 32 * half + j);
                    six(u, WIDES.cast(bits.lanewise(LSHL, 4)), k + j);
                    six(v, WIDES.cast(bits.lanewise(LSHL, 2)), k + BLOCK + j);
                    six(WIDES.cast(u.lanewise(LSHR, 4)), bits, k + 2 * BLOCK + j);
                    six(WIDES.cast(v.lanewise(LSHR, 4)), WIDES.cast(bits.lanewise(LSHR, 2)), k + 3 * BLOCK + j);
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
        return WIDES.cast(IntVector.fromMemorySegment(WIDE, ALL, at, LE));
    }

    @Inlined
    private static void put(IntVector v, long at) {
        WIDES.cast(v).intoMemorySegment(ALL, at, LE);
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
        int groups = type == IQ4_XS ? 8 : 1;
        int bytes = type.blockBytes();
        for (int i = 0; i < n; i += groups * BLOCK, w += bytes) {
            long b = w & MASK;
            long scale = scale(IQ4_XS, scales, i) & MASK;
            long six = type == IQ4_XS ? sixes(b) : 0;
            float d = type == MXFP4
                    ? Float.intBitsToFloat(FrozenWeights.power(ALL.get(JAVA_BYTE, b) & 255))
                    : Halves.half(b);
            if (type == Q5_1) {
                set(scale + 32, Halves.half(b + 2));
            }
            long at = b + (type == IQ4_XS || type == Q5_1 ? 8 : type == Q5_0 ? 6 : type == IQ4_NL ? 2 : 1);
            for (int g = 0; g < groups; g++, scale += 4, six >>>= 8, at += 16, to += BLOCK) {
                set(scale, type == IQ4_XS ? d * ((six & 63) - 32) : d);
                long k = to & MASK;
                IntVector pairs = WORDS.cast(IntVector.fromMemorySegment(IntVector.SPECIES_128, ALL, at, LE));
                ByteVector low = BYTES.cast(WORDS.cast(pairs.and(NIBBLES)).reinterpretAsBytes());
                ByteVector high = BYTES.cast(
                        WORDS.cast(WORDS.cast(pairs.lanewise(LSHR, 4)).and(NIBBLES)).reinterpretAsBytes());
                if (type == Q5_0 || type == Q5_1) {
                    IntVector word = WORDS.cast(IntVector.broadcast(IntVector.SPECIES_128, intMasked(at - 4)));
                    ByteVector four = BYTES.cast(word.reinterpretAsBytes());
                    half(fifth(type, low, BYTES.cast(FIRST_BITS.selectFrom(four))), k);
                    half(fifth(type, high, BYTES.cast(LAST_BITS.selectFrom(four))), k + 16);
                } else {
                    half(low.selectFrom(type == MXFP4 ? FP4 : IQ4), k);
                    half(high.selectFrom(type == MXFP4 ? FP4 : IQ4), k + 16);
                }
            }
        }
    }

    /// The scales of a block of IQ4_XS at address `b`, a byte each.
    @Inlined
    private static long sixes(long b) {
        return Long.expand(intMasked(b + 4), 0x0f0f0f0f0f0f0f0fL)
                | Long.expand(Halves.shortMasked(b + 2), 0x3030303030303030L);
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
        BYTES.cast(v).intoMemorySegment(ALL, to, LE);
    }
}
