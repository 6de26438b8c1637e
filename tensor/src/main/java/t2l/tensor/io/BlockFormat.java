package t2l.tensor.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// The GGUF block formats that are only read. Blocks decode to the same bits as in the gguf package (`quants.py`).
///
/// Blocks of 32 have a half-precision scale `d` and, in some formats, a minimum `m`. Blocks of 256 ("K") are divided
/// into sub-blocks of 16 or 32 with small integer scales, multiplied by `d`, and in some formats minima, multiplied by
/// a second half-precision number `dmin`. Source: ggml, `ggml-common.h` (layout) and `dequantize_row_*` of
/// `ggml-quants.c`.
enum BlockFormat {
    /// `d · (q − 16)`, q of five bits: half d, 32 high bits, 16 bytes of two low halves each.
    Q5_0(32, 22) {
        @Override
        void decode(MemorySegment b, long at, float[] out) {
            wholes(b, at, out);
            scale(out, half(b, at));
        }

        @Override
        int whole(MemorySegment b, long at, int j) {
            return fifth(b, at + 2, at + 6, j) - 16;
        }
    },
    /// `d · q + m`, q of five bits: half d, half m, then as [#Q5_0].
    Q5_1(32, 24) {
        @Override
        void decode(MemorySegment b, long at, float[] out) {
            float d = half(b, at);
            float m = half(b, at + 2);
            for (int j = 0; j < 32; j++) {
                out[j] = d * fifth(b, at + 4, at + 8, j) + m;
            }
        }
    },
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
    },
    /// `d · s · q − dmin · m` in 8 pieces of 32, q of four bits, s and m of six: d, dmin, 12 bytes of s and m, 128 of q.
    Q4_K(256, 144) {
        @Override
        void decode(MemorySegment b, long at, float[] out) {
            for (int piece = 0; piece < 8; piece++) {
                float scale = half(b, at) * sixScale(b, at + 4, piece);
                float min = half(b, at + 2) * sixMin(b, at + 4, piece);
                for (int l = 0; l < 32; l++) {
                    out[32 * piece + l] = scale * four(b, at + 16, piece, l) - min;
                }
            }
        }
    },
    /// As [#Q4_K] with a fifth bit: d, dmin, 12 bytes of s and m, 32 of fifth bits, 128 of q.
    Q5_K(256, 176) {
        @Override
        void decode(MemorySegment b, long at, float[] out) {
            for (int piece = 0; piece < 8; piece++) {
                float scale = half(b, at) * sixScale(b, at + 4, piece);
                float min = half(b, at + 2) * sixMin(b, at + 4, piece);
                for (int l = 0; l < 32; l++) {
                    int fifth = bits(b, at + 16 + l, piece, 1);
                    out[32 * piece + l] = scale * (four(b, at + 48, piece, l) | fifth << 4) - min;
                }
            }
        }
    },
    /// `d · s · (q − 32)` in 16 pieces of 16, q of six bits, s a signed byte: 128 bytes of four low bits, 64 of two high
    /// bits, 16 of s, d.
    Q6_K(256, 210) {
        @Override
        void decode(MemorySegment b, long at, float[] out) {
            float d = half(b, at + 208);
            for (int piece = 0; piece < 16; piece++) {
                float scale = d * b.get(JAVA_BYTE, at + 192 + piece);
                for (int j = 16 * piece; j < 16 * piece + 16; j++) {
                    // Of each 128, the first 64 have the low halves of 64 bytes, the others the high ones.
                    int low = bits(b, at + j / 128 * 64L + j % 64, j % 128 / 64 * 4, 15);
                    out[j] = scale * ((low | two(b, at + 128, j) << 4) - 32);
                }
            }
        }
    },
    /// `d · v(q)`, q of four bits, an index into 16 integers: half d, 16 bytes of q.
    IQ4_NL(32, 18) {
        @Override
        void decode(MemorySegment b, long at, float[] out) {
            wholes(b, at, out);
            scale(out, half(b, at));
        }

        @Override
        int whole(MemorySegment b, long at, int j) {
            return uneven(b, at + 2, j);
        }
    },
    /// `d · s · v(q)` in 8 pieces of 32, q as in [#IQ4_NL], s of six bits from −32: d, 2 bytes of high and 4 of low bits
    /// of s, 128 of q.
    IQ4_XS(256, 136) {
        @Override
        void decode(MemorySegment b, long at, float[] out) {
            float d = half(b, at);
            int highs = b.get(JAVA_SHORT_UNALIGNED, at + 2);
            for (int piece = 0; piece < 8; piece++) {
                int low = bits(b, at + 4 + piece / 2, 4 * (piece % 2), 15);
                float scale = d * ((low | ((highs >>> (2 * piece)) & 3) << 4) - 32);
                for (int l = 0; l < 32; l++) {
                    out[32 * piece + l] = scale * uneven(b, at + 8 + 16L * piece, l);
                }
            }
        }
    };

    /// `kvalues_iq4nl`: denser where weights are more frequent.
    private static final int[] UNEVEN = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};

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

    /// Whether a block is a half-precision scale, stored first, times 8-bit integers, which Q8_0 represents without
    /// loss.
    boolean exact() {
        return this == Q5_0 || this == IQ4_NL;
    }

    /// The integer of element j of an [#exact] block.
    int whole(MemorySegment b, long at, int j) {
        throw new IllegalStateException(this + " has no whole numbers");
    }

    final void wholes(MemorySegment b, long at, float[] out) {
        for (int j = 0; j < 32; j++) {
            out[j] = whole(b, at, j);
        }
    }

    private static void scale(float[] out, float d) {
        for (int j = 0; j < 32; j++) {
            out[j] *= d;
        }
    }

    static float half(MemorySegment b, long at) {
        return Float.float16ToFloat(b.get(JAVA_SHORT_UNALIGNED, at));
    }

    /// The bits of a byte from `shift` on that `mask` covers.
    static int bits(MemorySegment b, long at, int shift, int mask) {
        return (b.get(JAVA_BYTE, at) >>> shift) & mask;
    }

    /// A nibble of 16 bytes: the low ones first.
    static int nibble(MemorySegment b, long at, int j) {
        return bits(b, at + j % 16, 4 * (j / 16), 15);
    }

    /// Five bits: a nibble and one of 32 high bits.
    static int fifth(MemorySegment b, long high, long low, int j) {
        return nibble(b, low, j) | ((b.get(JAVA_INT_UNALIGNED, high) >>> j) & 1) << 4;
    }

    static int uneven(MemorySegment b, long at, int j) {
        return UNEVEN[nibble(b, at, j)];
    }

    /// Two bits of 64 bytes: of each 128 elements, 32 bytes hold four times 32, lowest bits first.
    static int two(MemorySegment b, long at, int j) {
        return bits(b, at + j / 128 * 32L + j % 32, j % 128 / 32 * 2, 3);
    }

    /// A nibble of 128 bytes: each 32 bytes hold two pieces, the low halves first.
    static int four(MemorySegment b, long at, int piece, int l) {
        return bits(b, at + piece / 2 * 32L + l, 4 * (piece % 2), 15);
    }

    /// The scale of a piece in 12 bytes: the first four in the low six bits of bytes 0 to 3, of the others four bits in
    /// bytes 8 to 11 and two at the top of bytes 0 to 3.
    static int sixScale(MemorySegment b, long at, int piece) {
        return piece < 4
                ? bits(b, at + piece, 0, 63)
                : bits(b, at + 4 + piece, 0, 15) | bits(b, at + piece - 4, 6, 3) << 4;
    }

    /// The minimum of a piece in the same 12 bytes: as [#sixScale], from bytes 4 to 7 and the upper halves.
    static int sixMin(MemorySegment b, long at, int piece) {
        return piece < 4
                ? bits(b, at + 4 + piece, 0, 63)
                : bits(b, at + 4 + piece, 4, 15) | bits(b, at + piece, 6, 3) << 4;
    }
}
