package t2l.tensor.simd.lanes;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static jdk.incubator.vector.VectorOperators.B2F;
import static jdk.incubator.vector.VectorOperators.B2I;
import static jdk.incubator.vector.VectorOperators.LSHL;
import static jdk.incubator.vector.VectorOperators.LSHR;
import static jdk.incubator.vector.VectorOperators.S2I;
import static t2l.tensor.DType.BF16;
import static t2l.tensor.DType.BLOCK;
import static t2l.tensor.DType.F16;
import static t2l.tensor.DType.F32;
import static t2l.tensor.DType.IQ4_NL;
import static t2l.tensor.DType.MXFP4;
import static t2l.tensor.DType.Q4_0;
import static t2l.tensor.DType.Q4_0_BYTES;
import static t2l.tensor.DType.Q4_1;
import static t2l.tensor.DType.Q4_1_BYTES;
import static t2l.tensor.DType.Q4_K;
import static t2l.tensor.DType.Q5_0;
import static t2l.tensor.DType.Q8_0;
import static t2l.tensor.DType.Q8_0_BYTES;
import static t2l.tensor.simd.lanes.Exact.bits;
import static t2l.tensor.simd.lanes.Exact.converted;
import static t2l.tensor.simd.lanes.Exact.exact;
import static t2l.tensor.simd.lanes.Exact.floats;
import static t2l.tensor.simd.lanes.Halves.first;
import static t2l.tensor.simd.lanes.Halves.half;
import static t2l.tensor.simd.lanes.Halves.second;
import static t2l.tensor.simd.lanes.Halves.spread;
import static t2l.tensor.simd.lanes.Lanes.F;
import static t2l.tensor.simd.lanes.Lanes.I;
import static t2l.tensor.simd.lanes.Lanes.L;
import static t2l.tensor.simd.lanes.Lanes.LANE;
import static t2l.tensor.simd.lanes.Lanes.LE;
import static t2l.tensor.simd.lanes.RawMemory.ALL;
import static t2l.tensor.simd.lanes.RawMemory.MASK;
import static t2l.tensor.simd.lanes.RawMemory.get;
import static t2l.tensor.simd.lanes.RawMemory.set;
import static t2l.tensor.simd.lanes.RawMemory.store;

import jdk.incubator.vector.*;
import t2l.tensor.DType;
import t2l.tensor.simd.lanes.Build.For;
import t2l.tensor.simd.lanes.Build.Inlined;

/// Frozen weights as floats, a register at a time. All conversions are exact but that of Q4_1, which rounds once.
public final class FrozenWeights {
    /// As many shorts as there are lanes.
    static final VectorSpecies<Short> SHORTS = VectorSpecies.of(short.class, VectorShape.forBitSize(16 * L));

    /// As many bytes as there are lanes, or eight.
    static final VectorSpecies<Byte> EIGHTHS = VectorSpecies.of(byte.class,
            VectorShape.forBitSize(Math.max(64, 8 * L)));

    private static final Class<ShortVector> SHORT = Exact.type(ShortVector.zero(SHORTS));
    private static final Class<ByteVector> BYTE = Exact.type(ByteVector.zero(EIGHTHS));

    /// 0 to 15, and −8 to 7, where a register has a lane for each.
    private static final FloatVector COUNT = FloatVector.zero(F).addIndex(1);
    private static final FloatVector CENTRED = COUNT.sub(8);
    private static final FloatVector FIFTHS = COUNT.sub(16);
    private static final FloatVector IQ4 = uneven(IQ4_NL);
    private static final FloatVector FP4 = uneven(MXFP4);

    private static final int Q5_0_BYTES = 22;
    private static final int IQ4_NL_BYTES = 18;
    private static final int MXFP4_BYTES = 17;

    private FrozenWeights() {}

    /// What nibbles stand for, as far as a register has lanes.
    private static FloatVector uneven(DType type) {
        return (FloatVector) ByteVector.fromArray(ByteVector.SPECIES_128, type.uneven(), 0).convertShape(B2F, F, 0);
    }

    /// Writes `count` elements from address `w` on as floats to address `to`. For the quantised types a block begins at `w`,
    /// and whole groups are written.
    ///
    /// @param skip    elements that are left out before them: whole groups in the quantised types, 0 in others
    /// @param scratch address of [Groups#SCRATCH] bytes to work in
    public static void toFloats(DType type, long w, int skip, int count, long to, long scratch) {
        switch (type) {
            case BF16, F16 -> singles(type, w, count, to);
            case Q8_0 -> eights(w + bytes(Q8_0, skip), count, to);
            case Q4_0 -> fours(0, w + bytes(Q4_0, skip), count, to);
            case Q4_1 -> fours(2, w + bytes(Q4_1, skip), count, to);
            case F32, F64, I32 -> throw unknown(type);
            default -> Groups.toFloats(type, w, skip, count, to, scratch);
        }
    }

    /// The error of a type that weights do not have.
    public static IllegalArgumentException unknown(DType type) {
        return new IllegalArgumentException("weights: need f32, bf16, f16 or a quantised type, got " + type);
    }

    private static void singles(@For({BF16, F16}) DType type, long w, int count, long to) {
        int whole = count / L * L;
        for (int i = 0; i < whole; i += L) {
            store(weight(type, w + 2L * i & MASK, 0, 0, null, null, null), to + 4L * i);
        }
        for (int i = whole; i < count; i++) {
            set(to + 4L * i, single(type, w + 2L * i));
        }
    }

    private static void eights(long w, int count, long to) {
        for (int i = 0; i < count; i += BLOCK, w += Q8_0_BYTES) {
            long at = w & MASK;
            FloatVector d = spread(at);
            for (int h = 2; h < Q8_0_BYTES; h += 16, to += 64) {
                long b = at + h;
                store(signed(b, 0).mul(d), to);
                if (L == 8) {
                    store(signed(b + 8, 0).mul(d), to + 32);
                } else if (L == 4) {
                    store(signed(b, 1).mul(d), to + 16);
                    store(signed(b + 8, 0).mul(d), to + 32);
                    store(signed(b + 8, 1).mul(d), to + 48);
                }
            }
        }
    }

    /// Nibbles after a scale, and an offset if `extra` is 2.
    private static void fours(int extra, long w, int count, long to) {
        for (int i = 0; i < count; i += BLOCK, w += Q4_0_BYTES + extra, to += 4L * BLOCK) {
            long at = w & MASK;
            FloatVector scale = spread(at);
            FloatVector offset = extra == 0 ? scale.mul(-8) : spread(at + 2);
            FloatVector t = shifted(scale, offset);
            long b = at + 2 + extra;
            fours(nibbles(b, 0), t, offset, to);
            if (L == 8) {
                fours(nibbles(b + 8, 0), t, offset, to + 32);
            } else if (L == 4) {
                fours(nibbles(b, 1), t, offset, to + 16);
                fours(nibbles(b + 8, 0), t, offset, to + 32);
                fours(nibbles(b + 8, 1), t, offset, to + 48);
            }
        }
    }

    @Inlined
    private static void fours(IntVector pairs, FloatVector t, FloatVector offset, long to) {
        store(shifted(pairs, t, offset), to);
        store(shifted(exact(pairs.lanewise(LSHR, 4)), t, offset), to + 64);
    }

    /// The element of a type without blocks at address `at`.
    public static float single(DType type, long at) {
        return switch (type) {
            case F32 -> get(at);
            case BF16 -> Float.intBitsToFloat(ALL.get(JAVA_SHORT_UNALIGNED, at & MASK) << 16);
            case F16 -> half(at & MASK);
            default -> throw new IllegalArgumentException(
                    "matmul: needs single weights in f32, bf16 or f16, got " + type);
        };
    }

    // What follows takes addresses as RawMemory.loadMasked does.

    /// A register of BF16 numbers: they are the upper halves of floats. C2 does not know its class ([Exact]).
    @Inlined
    public static FloatVector fromBf16(long at) {
        return exact(shorts(at).lanewise(LSHL, 16)).reinterpretAsFloats();
    }

    /// A register of finite F16 numbers. Exponent and fraction, moved to where a float has them and with a float's bias,
    /// are `y = |x|`, but for numbers without a leading one, which are `2y − 2⁻¹⁴`: the smaller of both is right in either
    /// case. No step meets a float without a leading one, which would take the processor a hundred times as long.
    @Inlined
    public static FloatVector fromF16(long at) {
        IntVector h = shorts(at);
        IntVector y = exact(exact(exact(h.lanewise(LSHL, 13)).and(0x0fffe000)).add(0x38000000));
        return floats(exact(exact(y.min(bits(floats(y).fma(2, -0x1p-14f)))).or(h.and(0x80000000))));
    }

    @Inlined
    private static IntVector shorts(long at) {
        return exact((IntVector) SHORT.cast(ShortVector.fromMemorySegment(SHORTS, ALL, at, LE)).convertShape(S2I,
                I, 0));
    }

    /// A register of signed bytes: part `part` of those in [#EIGHTHS].
    @Inlined
    public static FloatVector signed(long at, int part) {
        return exact((FloatVector) eighths(at).convertShape(B2F, F, part));
    }

    /// A register of bytes, each two nibbles; what is above them copies the sign, which takes C2 half the nodes of zeros.
    @Inlined
    public static IntVector nibbles(long at, int part) {
        return exact((IntVector) eighths(at).convertShape(B2I, I, part));
    }

    @Inlined
    private static ByteVector eighths(long at) {
        return BYTE.cast(ByteVector.fromMemorySegment(EIGHTHS, ALL, at, LE));
    }

    /// The table in which [#centred(IntVector,FloatVector)] looks nibbles up; the scale where registers are too short for one.
    @Inlined
    public static FloatVector centred(FloatVector scale) {
        return L == 16 ? exact(CENTRED.mul(scale)) : scale;
    }

    /// `(p mod 16 − 8) · scale`
    @Inlined
    public static FloatVector centred(IntVector p, FloatVector t) {
        return L == 16 ? floats(p.selectFrom(bits(t))) : converted(p.and(15).sub(8)).mul(t);
    }

    /// The table in which [#shifted(IntVector,FloatVector,FloatVector)] looks nibbles up, or the scale.
    @Inlined
    public static FloatVector shifted(FloatVector scale, FloatVector offset) {
        return L == 16 ? exact(COUNT.fma(scale, offset)) : scale;
    }

    /// `p mod 16 · scale + offset`
    @Inlined
    public static FloatVector shifted(IntVector p, FloatVector t, FloatVector offset) {
        return L == 16 ? floats(p.selectFrom(bits(t))) : converted(p.and(15)).fma(t, offset);
    }

    // What follows is for loops of which the build makes a copy for each type ([For]), with the type as their first argument.

    /// Weights of a column that are read at once: those of a block.
    @Inlined
    public static int group(DType type) {
        return type == F32 || type == BF16 || type == F16 ? Lanes.VIRTUAL : BLOCK;
    }

    /// Bytes of `n` weights.
    @Inlined
    public static long bytes(DType type, int n) {
        if (type == F32) {
            return 4L * n;
        }
        if (type == Q8_0) {
            return (long) Q8_0_BYTES * (n >> 5);
        }
        if (type == Q4_0) {
            return (long) Q4_0_BYTES * (n >> 5);
        }
        if (type == Q5_0) {
            return (long) Q5_0_BYTES * (n >> 5);
        }
        if (type == IQ4_NL || type == MXFP4) {
            return (type == IQ4_NL ? (long) IQ4_NL_BYTES : MXFP4_BYTES) * (n >> 5);
        }
        if (Groups.unpacked(type)) {
            return n;
        }
        return type == Q4_1 ? (long) Q4_1_BYTES * (n >> 5) : 2L * n;
    }

    /// The scale of the block at address `b`, and in Q4_1 its offset; in MXFP4 the exponent, 0 where there is no scale. That of
    /// unpacked weights is at address `at`.
    @Inlined
    public static int head(DType type, long b, long at) {
        if (Groups.unpacked(type)) {
            return RawMemory.intMasked(at);
        }
        if (type == MXFP4) {
            return ALL.get(JAVA_BYTE, b) & 255;
        }
        return type == Q4_1
                ? RawMemory.intMasked(b)
                : type == Q8_0 || type == Q4_0 || type == Q5_0 || type == IQ4_NL
                        ? Halves.shortMasked(b)
                        : 0;
    }

    /// The bits of the float `2^(e − 128)`, which is not normal for the smallest two.
    @Inlined
    static int power(int e) {
        return e < 2 ? 0x200000 << e : (e - 1) << 23;
    }

    /// What a block multiplies its weights by: a table of them where they are nibbles and a register holds one, `null` where
    /// there is no scale.
    @Inlined
    public static FloatVector scale(DType type, int head, FloatVector offset) {
        if (Groups.unpacked(type)) {
            return Exact.spread(head);
        }
        if (type == Q8_0) {
            return first(head);
        }
        if (type == Q4_0) {
            return centred(first(head));
        }
        if (type == Q5_0) {
            return L == 16 ? exact(FIFTHS.mul(first(head))) : first(head);
        }
        if (type == IQ4_NL) {
            return exact(IQ4.mul(first(head)));
        }
        if (type == MXFP4) {
            return exact(FP4.mul(Exact.spread(power(head))));
        }
        return type == Q4_1 ? shifted(first(head), offset) : null;
    }

    /// What a block adds to its weights, in Q5_0 with sixteen lanes to those with a fifth bit; `null` if nothing.
    @Inlined
    public static FloatVector offset(DType type, int head, long at) {
        if (type == Q4_K) {
            return Groups.scale(at + 32);
        }
        if (type == Q5_0) {
            return exact(first(head).mul(L == 16 ? 16 : -16));
        }
        return type == Q4_1 ? second(head) : null;
    }

    /// The nibbles of the block at address `b`, those from lane `lane` on; `null` where there are none. In Q5_0 with fewer than
    /// sixteen lanes, they are numbers of five bits: of the first half in bits 0 to 4, of the second in bits 16 to 20.
    @Inlined
    public static IntVector nibbles(DType type, long b, long lane) {
        long at = b + (lane & ~7);
        int part = (int) (lane & 7) / L;
        if (type == Q4_0) {
            return nibbles(at + 2, part);
        }
        if (type == Q5_0) {
            return L == 16 ? nibbles(at + 6, part) : fives(nibbles(at + 6, part), RawMemory.intMasked(b + 2), lane);
        }
        if (type == IQ4_NL || type == MXFP4) {
            return nibbles(at + (type == IQ4_NL ? 2 : 1), part);
        }
        return type == Q4_1 ? nibbles(at + 4, part) : null;
    }

    @Inlined
    private static IntVector fives(IntVector pairs, int word, long lane) {
        IntVector bits = exact(IntVector.broadcast(I, lane == 0 ? word << 4 : word >>> (int) (lane - 4)));
        IntVector fifths = exact(exact(bits.lanewise(LSHR, LANE)).and(0x100010));
        IntVector high = exact(exact(pairs.and(0xf0)).lanewise(LSHL, 12));
        return exact(exact(exact(pairs.and(15)).or(high)).or(fifths));
    }

    /// Half `h` of the block (of types after Q5_0 only where a register has sixteen lanes) at address `b`, or part `part`
    /// of those in a register; or single weights there.
    @Inlined
    public static FloatVector weight(DType type, long b, int h, int part, FloatVector scale, FloatVector offset,
            IntVector nibbles) {
        if (type == F32) {
            return exact(RawMemory.loadMasked(b));
        }
        if (type == BF16) {
            return exact(fromBf16(b));
        }
        if (type == F16) {
            return fromF16(b);
        }
        if (type == Q8_0) {
            return signed(b + 2 + 16L * h, part).mul(scale);
        }
        if (Groups.unpacked(type)) {
            return Groups.weight(type, b + 16L * h, part, scale, offset);
        }
        if (type == Q5_0 && L < 16) {
            return converted(exact(nibbles.lanewise(LSHR, 16 * h)).and(31)).fma(scale, offset);
        }
        IntVector p = exact(nibbles.lanewise(LSHR, 4 * h));
        if (type == Q5_0) {
            VectorMask<Float> fifths = VectorMask.fromLong(F, RawMemory.intMasked(b + 2) >>> (16 * h) & 0xffff);
            return floats(p.selectFrom(bits(scale))).add(offset, fifths);
        }
        if (type == IQ4_NL || type == MXFP4) {
            return floats(p.selectFrom(bits(scale)));
        }
        return type == Q4_0 ? centred(p, scale) : shifted(p, scale, offset);
    }
}
