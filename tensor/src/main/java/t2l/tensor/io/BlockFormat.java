package t2l.tensor.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// The GGUF block formats that are only read. Blocks decode to the same bits as in the gguf package (`quants.py`).
///
/// A block of 256 has 16 pieces with small integer scales, multiplied by a half-precision number `d`, and in Q2_K minima,
/// multiplied by another, `dmin`. Source: ggml, `ggml-common.h` (layout) and `dequantize_row_*` of `ggml-quants.c`.
enum BlockFormat {
    /// `d · s · q − dmin · m` in 16 pieces of 16, q of two bits, s and m of four: 16 bytes of s and m, 64 of q, d, dmin.
    Q2_K(256, 84) {
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
    Q3_K(256, 110) {
        @Override
        void decode(MemorySegment b, long at, float[] out) {
            float d = half(b, at + 108);
            for (int piece = 0; piece < 16; piece++) {
                int low = bits(b, at + 96 + piece % 8, 4 * (piece / 8), 15);
                int high = bits(b, at + 104 + piece % 4, 2 * (piece / 4), 3);
                float scale = d * ((low | high << 4) - 32);
                for (int j = 16 * piece; j < 16 * piece + 16; j++) {
                    int third = bits(b, at + j % 32, j / 32, 1);
                    out[j] = scale * (two(b, at + 32, j) + 4 * third - 4);
                }
            }
        }
    };

    private final int size;
    private final int bytes;

    BlockFormat(int size, int bytes) {
        this.size = size;
        this.bytes = bytes;
    }

    /// Elements of a block.
    int size() {
        return size;
    }

    /// Bytes of a block.
    int bytes() {
        return bytes;
    }

    /// The elements of the block that begins at byte `at`.
    abstract void decode(MemorySegment b, long at, float[] out);

    static float half(MemorySegment b, long at) {
        return Float.float16ToFloat(b.get(JAVA_SHORT_UNALIGNED, at));
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
