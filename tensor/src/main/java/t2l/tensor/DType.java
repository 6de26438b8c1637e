package t2l.tensor;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// How one element is stored. Every type can be read as a `double`, which is what lets one reference loop serve all
/// of them; only the types we compute in can be written.
///
/// The quantised types are those of GGUF (ggml `block_q8_0`, `block_q4_0`, `block_q4_1`): blocks of 32 elements along
/// the last axis that share a half-precision scale. All data is little-endian.
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
    Q4_1(DType.BLOCK, DType.Q4_1_BYTES);

    /// Elements of a block of the quantised types.
    public static final int BLOCK = 32;
    /// Bytes of a block: a half-precision scale, and a byte for each element, or half a byte, in Q4_1 after an offset in half
    /// precision.
    public static final int Q8_0_BYTES = 2 + BLOCK;
    public static final int Q4_0_BYTES = 2 + BLOCK / 2;
    public static final int Q4_1_BYTES = 4 + BLOCK / 2;

    private final int blockSize;
    private final int blockBytes;

    DType(int blockSize, int blockBytes) {
        this.blockSize = blockSize;
        this.blockBytes = blockBytes;
    }

    /// Elements that are stored together: 1, or 32 for the quantised types.
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

    double get(MemorySegment d, long i) {
        return switch (this) {
            case F64 -> d.getAtIndex(JAVA_DOUBLE_UNALIGNED, i);
            case F32 -> d.getAtIndex(JAVA_FLOAT_UNALIGNED, i);
            case F16 -> Float.float16ToFloat(d.getAtIndex(JAVA_SHORT_UNALIGNED, i));
            case BF16 -> Float.intBitsToFloat(d.getAtIndex(JAVA_SHORT_UNALIGNED, i) << 16);
            case I32 -> d.getAtIndex(JAVA_INT_UNALIGNED, i);
            case Q8_0 -> half(d, block(i)) * d.get(JAVA_BYTE, block(i) + 2 + i % BLOCK);
            case Q4_0 -> half(d, block(i)) * (nibble(d, block(i) + 2, (int) (i % BLOCK)) - 8);
            case Q4_1 -> half(d, block(i)) * nibble(d, block(i) + 4, (int) (i % BLOCK)) + half(d, block(i) + 2);
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
            case Q8_0, Q4_0, Q4_1 -> throw new IllegalArgumentException("set: needs a type with single elements, got "
                    + this + ", which is written in blocks by a Quantizer");
        }
    }

    /// Where the block of element `i` begins, in bytes.
    private long block(long i) {
        return i / BLOCK * blockBytes;
    }

    private static float half(MemorySegment d, long at) {
        return Float.float16ToFloat(d.get(JAVA_SHORT_UNALIGNED, at));
    }

    private static int nibble(MemorySegment d, long at, int j) {
        int pair = d.get(JAVA_BYTE, at + j % 16);
        return j < 16 ? pair & 15 : (pair >>> 4) & 15;
    }
}
