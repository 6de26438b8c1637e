package t2l.tensor.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import t2l.tensor.DType;

/// The GGUF block formats that are only read. Blocks decode to the same bits as in the gguf package (`quants.py`). Each
/// becomes the smallest type with kernels that keeps it.
///
/// A block of 256 has 16 pieces with small integer scales, multiplied by a half-precision number `d`, and in Q2_K minima,
/// multiplied by another, `dmin`. Source: ggml, `ggml-common.h` (layout) and `dequantize_row_*` of `ggml-quants.c`.
enum BlockFormat {
    /// `d · s · q − dmin · m` in 16 pieces of 16, q of two bits, s and m of four: 16 bytes of s and m, 64 of q, d, dmin.
    Q2_K(84, DType.Q5_K) {
        @Override
        void decode(MemorySegment b, long at, float[] out) {
            float d = half(b, at + 80);
            float dmin = half(b, at + 82);
            for (int piece = 0; piece < 16; piece++) {
                float scale = d * bits(b, at + piece, 0, 15);
                float min = dmin * bits(b, at + piece, 4, 15);
                for (int j = 16 * piece; j < 16 * piece + 16; j++) {
                    out[j] = scale * two(b, at + 16, j) - min;
                }
            }
        }
    },
    /// `d · s · q` in 16 pieces of 16, q of three bits from −4, s of six from −32: 32 bytes of third bits, 64 of two low
    /// bits, 12 of s, d.
    Q3_K(110, DType.Q6_K) {
        @Override
        void decode(MemorySegment b, long at, float[] out) {
            float d = half(b, at + 108);
            for (int j = 0; j < SIZE; j++) {
                out[j] = d * scale(b, at, j / 16) * three(b, at, j);
            }
        }
    };

    /// Elements of a block.
    static final int SIZE = 256;

    private final int bytes;
    private final DType held;

    BlockFormat(int bytes, DType held) {
        this.bytes = bytes;
        this.held = held;
    }

    /// Bytes of a block.
    int bytes() {
        return bytes;
    }

    /// The type that it becomes.
    DType held() {
        return held;
    }

    /// The elements of the block that begins at byte `at`.
    abstract void decode(MemorySegment b, long at, float[] out);

    static float half(MemorySegment b, long at) {
        return Float.float16ToFloat(b.get(JAVA_SHORT_UNALIGNED, at));
    }

    /// The scale of a piece of Q3_K, −32 to 31.
    static int scale(MemorySegment b, long at, int piece) {
        return (bits(b, at + 96 + piece % 8, 4 * (piece / 8), 15)
                | bits(b, at + 104 + piece % 4, 2 * (piece / 4), 3) << 4) - 32;
    }

    /// Element `j` of a block of Q3_K, −4 to 3.
    static int three(MemorySegment b, long at, int j) {
        return two(b, at + 32, j) + 4 * bits(b, at + j % 32, j / 32, 1) - 4;
    }

    /// The bits of a byte from `shift` on that `mask` covers.
    static int bits(MemorySegment b, long at, int shift, int mask) {
        return (b.get(JAVA_BYTE, at) >>> shift) & mask;
    }

    /// Two bits of 64 bytes: of each 128 elements, 32 bytes hold four times 32, lowest bits first.
    static int two(MemorySegment b, long at, int j) {
        return bits(b, at + j / 128 * 32L + j % 32, j % 128 / 32 * 2, 3);
    }
}
