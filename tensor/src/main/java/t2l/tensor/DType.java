package t2l.tensor;

import static java.lang.foreign.ValueLayout.*;

import java.lang.foreign.MemorySegment;

/// How one element is stored. Every type can be read as a `double`, which is what lets one reference loop serve all
/// of them; only the types we compute in can be written.
///
/// The quantised types are those of GGUF: blocks of 32 or 256 elements along the last axis. Each group of 32 (of 16 in
/// [#Q6_K]) has a scale; in a block of 256 that is a small integer times a half-precision number. All data is little-endian.
/// Source: ggml, `ggml-common.h` (layout) and `dequantize_row_*` of `ggml-quants.c`.
public enum DType {
    F64(1, 8),
    F32(1, 4),
    F16(1, 2),
    /// The upper half of an F32, rounded to nearest even when written.
    BF16(1, 2),
    /// Token ids, positions, class labels.
    I32(1, 4),
    /// `d · q`, q a signed byte.
    Q8_0(DType.BLOCK, DType.Q8_0_BYTES),
    /// `d · (q − 8)`, q a nibble; element j < 16 is the low nibble of byte j, element j + 16 the high one.
    Q4_0(DType.BLOCK, DType.Q4_0_BYTES),
    /// `d · q + m`, nibbles as in [#Q4_0].
    Q4_1(DType.BLOCK, DType.Q4_1_BYTES),
    /// `d · (q − 16)`, q of five bits: d, a word of fifth bits, nibbles as in [#Q4_0].
    Q5_0(DType.BLOCK, 22),
    /// `d · q + m`, q of five bits: d, m, then as [#Q5_0].
    Q5_1(DType.BLOCK, 24),
    /// `d · s · q − dmin · m`, s and m of six bits for each group: d, dmin, 12 bytes of s and m ([#six]), 128 of nibbles. Each 32
    /// bytes hold two groups, the low nibbles first.
    Q4_K(256, 144),
    /// As [#Q4_K] with 32 bytes of fifth bits before the nibbles: bit g of byte j belongs to element j of group g.
    Q5_K(256, 176),
    /// `d · s · (q − 32)`, q of six bits, s a signed byte for 16 elements. 128 bytes of nibbles: each 64 hold four groups, the
    /// low nibbles first. 64 bytes of two higher bits: each 32 hold four groups, the lowest bits first. 16 bytes of s, d.
    Q6_K(256, 210),
    /// `d · v(q)`, v one of 16 integers ([#uneven]): d, nibbles as in [#Q4_0].
    IQ4_NL(DType.BLOCK, 18),
    /// `d · (s − 32) · v(q)`, v as in [#IQ4_NL], s of six bits for each group: d, two bytes of their high and four of their low
    /// bits, the nibbles of each group as in [#Q4_0].
    IQ4_XS(256, 136),
    /// `2^(e − 128) · v(q)`, v twice a 4-bit float ([#uneven]): the byte e, nibbles as in [#Q4_0].
    MXFP4(DType.BLOCK, 17);

    /// Elements of a group: of a block in the smaller types.
    public static final int BLOCK = 32;
    /// Bytes of a block: a half-precision scale, and a byte for each element, or half a byte, in Q4_1 after an offset in half
    /// precision.
    public static final int Q8_0_BYTES = 2 + BLOCK;
    public static final int Q4_0_BYTES = 2 + BLOCK / 2;
    public static final int Q4_1_BYTES = 4 + BLOCK / 2;

    private static final byte[] IQ4 = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};
    private static final byte[] FP4 = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

    private final int blockSize;
    private final int blockBytes;

    DType(int blockSize, int blockBytes) {
        this.blockSize = blockSize;
        this.blockBytes = blockBytes;
    }

    /// Elements that are stored together: 1, or 32 or 256 for the quantised types.
    public int blockSize() {
        return blockSize;
    }

    /// Bytes of one block.
    public int blockBytes() {
        return blockBytes;
    }

    /// Whether elements share a scale, so that a row can only be cut between blocks and no element can be written.
    public boolean quantised() {
        return blockSize > 1;
    }

    /// Bytes of `elements` elements, whole blocks.
    public long bytes(long elements) {
        return Math.multiplyExact(Math.ceilDiv(elements, (long) blockSize), (long) blockBytes);
    }

    /// The integers that nibbles stand for where they are not themselves (IQ4_NL, IQ4_XS, MXFP4), as a copy.
    public byte[] uneven() {
        return (this == MXFP4 ? FP4 : IQ4).clone();
    }

    /// The scale of group `g` in a block of [#Q4_K] or [#Q5_K], from the first and the third of the three words of scales; or
    /// its minimum, from the second and the upper halves of the third.
    public static int six(int word, int third, int g) {
        int shift = g % 4 * 8;
        return g < 4 ? (word >>> shift) & 63 : ((third >>> shift) & 15) | ((word >>> (shift + 6)) & 3) << 4;
    }

    double get(MemorySegment d, long i) {
        long b = i / blockSize * blockBytes;
        int g = (int) (i % blockSize) / BLOCK;
        int j = (int) (i % BLOCK);
        return switch (this) {
            case F64 -> d.getAtIndex(JAVA_DOUBLE_UNALIGNED, i);
            case F32 -> d.getAtIndex(JAVA_FLOAT_UNALIGNED, i);
            case F16 -> Float.float16ToFloat(d.getAtIndex(JAVA_SHORT_UNALIGNED, i));
            case BF16 -> Float.intBitsToFloat(d.getAtIndex(JAVA_SHORT_UNALIGNED, i) << 16);
            case I32 -> d.getAtIndex(JAVA_INT_UNALIGNED, i);
            case Q8_0 -> half(d, b) * d.get(JAVA_BYTE, b + 2 + j);
            case Q4_0 -> half(d, b) * (nibble(d, b + 2, j) - 8);
            case Q4_1 -> half(d, b) * nibble(d, b + 4, j) + half(d, b + 2);
            case Q5_0 -> half(d, b) * ((nibble(d, b + 6, j) | bits(d, b + 2 + j / 8, j % 8, 1) << 4) - 16);
            case Q5_1 -> half(d, b) * (nibble(d, b + 8, j) | bits(d, b + 4 + j / 8, j % 8, 1) << 4) + half(d, b + 2);
            case Q4_K -> shifted(d, b, g, paired(d, b + 16, g, j));
            case Q5_K -> shifted(d, b, g, paired(d, b + 48, g, j) | bits(d, b + 16 + j, g, 1) << 4);
            case Q6_K -> half(d, b + 208) * d.get(JAVA_BYTE, b + 192 + 2L * g + j / 16)
                    * ((bits(d, b + g / 4 * 64L + g % 2 * 32L + j, g % 4 / 2 * 4, 15)
                            | bits(d, b + 128 + g / 4 * 32L + j, g % 4 * 2, 3) << 4) - 32);
            case IQ4_NL -> half(d, b) * IQ4[nibble(d, b + 2, j)];
            case IQ4_XS -> half(d, b) * IQ4[nibble(d, b + 8 + 16L * g, j)]
                    * ((bits(d, b + 4 + g / 2, g % 2 * 4, 15) | bits(d, b + 2 + g / 4, g % 4 * 2, 3) << 4) - 32);
            case MXFP4 -> Math.scalb(1.0 * FP4[nibble(d, b + 1, j)], bits(d, b, 0, 255) - 128);
        };
    }

    void set(MemorySegment d, long i, double v) {
        switch (this) {
            case F64 -> d.setAtIndex(JAVA_DOUBLE_UNALIGNED, i, v);
            case F32 -> d.setAtIndex(JAVA_FLOAT_UNALIGNED, i, (float) v);
            case F16 -> d.setAtIndex(JAVA_SHORT_UNALIGNED, i, Float.floatToFloat16((float) v));
            case BF16 -> {
                int bits = Float.floatToIntBits((float) v);
                int rounded = Double.isNaN(v) ? bits | 0x400000 : bits + 0x7fff + ((bits >>> 16) & 1);
                d.setAtIndex(JAVA_SHORT_UNALIGNED, i, (short) (rounded >>> 16));
            }
            case I32 -> d.setAtIndex(JAVA_INT_UNALIGNED, i, (int) v);
            default -> throw new IllegalArgumentException("set: needs a type with single elements, got "
                    + this + ", which is written in blocks by a Quantizer");
        }
    }

    private static double half(MemorySegment d, long at) {
        return Float.float16ToFloat(d.get(JAVA_SHORT_UNALIGNED, at));
    }

    /// The bits of a byte from `shift` on that `mask` covers.
    private static int bits(MemorySegment d, long at, int shift, int mask) {
        return (d.get(JAVA_BYTE, at) >>> shift) & mask;
    }

    /// A nibble of 16 bytes: the low ones first.
    private static int nibble(MemorySegment d, long at, int j) {
        return bits(d, at + j % 16, j / 16 * 4, 15);
    }

    /// A nibble of 128 bytes: each 32 bytes hold two groups, the low ones first.
    private static int paired(MemorySegment d, long at, int g, int j) {
        return bits(d, at + g / 2 * 32L + j, g % 2 * 4, 15);
    }

    /// Element `q` of group `g` in a block with [#six] bits of scales.
    private static double shifted(MemorySegment d, long b, int g, int q) {
        int third = d.get(JAVA_INT_UNALIGNED, b + 12);
        return half(d, b) * six(d.get(JAVA_INT_UNALIGNED, b + 4), third, g) * q
                - half(d, b + 2) * six(d.get(JAVA_INT_UNALIGNED, b + 8), third >>> 4, g);
    }
}
