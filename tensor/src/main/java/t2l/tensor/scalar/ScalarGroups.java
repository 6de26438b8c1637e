package t2l.tensor.scalar;

import static t2l.tensor.DType.BLOCK;

import module java.base;
import t2l.tensor.DType;

/// Blocks of the types that [DType] lists after Q4_1 as floats, one group of 32 after the other. One object serves one thread.
final class ScalarGroups {
    /// What the integers of a group stand for: the fifth bits of a group, which have a word, in bytes, and the numbers
    /// themselves.
    private final byte[] fifths = new byte[BLOCK];
    private final float[] even = new float[64];
    private final Map<DType, float[]> uneven = new EnumMap<>(DType.class);

    ScalarGroups() {
        for (int q = 0; q < even.length; q++) {
            even[q] = q;
        }
        for (DType type : DType.values()) {
            float[] values = new float[16];
            for (int q = 0; q < values.length; q++) {
                values[q] = type.uneven()[q];
            }
            uneven.put(type, values);
        }
    }

    /// Writes the block at `b` to `to`, from place `i` on.
    void read(DType type, byte[] of, int b, float[] to, int i) {
        float d = type == DType.Q6_K ? Floats.half(of, b + 208) : Floats.half(of, b);
        float[] v = uneven.get(type);
        for (int g = 0; g < type.blockSize() / BLOCK; g++, i += BLOCK) {
            switch (type) {
                case Q5_0 -> fives(of, b + 2, d, -16 * d, to, i);
                case Q5_1 -> fives(of, b + 4, d, Floats.half(of, b + 2), to, i);
                case Q4_K, Q5_K -> paired(type, of, b, g, d, to, i);
                case Q6_K -> sixes(of, b, g, d, to, i);
                case IQ4_NL -> pairs(v, of, b + 2, d, to, i);
                case IQ4_XS -> {
                    int s = (((of[b + 4 + g / 2] >>> (g % 2 * 4)) & 15)
                            | ((of[b + 2 + g / 4] >>> (g % 4 * 2)) & 3) << 4) - 32;
                    pairs(v, of, b + 8 + 16 * g, d * s, to, i);
                }
                default -> pairs(v, of, b + 1, Math.scalb(1f, (of[b] & 255) - 128), to, i);
            }
        }
    }

    private void fives(byte[] of, int word, float d, float m, float[] to, int i) {
        for (int j = 0; j < BLOCK; j++) {
            fifths[j] = (byte) ((of[word + j / 8] >>> (j % 8)) & 1);
        }
        sixteen(even, of, word + 4, 0, fifths, 0, 0, 1, d, m, to, i);
        sixteen(even, of, word + 4, 4, fifths, 16, 0, 1, d, m, to, i + 16);
    }

    private void paired(DType type, byte[] of, int b, int g, float d, float[] to, int i) {
        int third = word(of, b + 12);
        float scale = d * DType.six(word(of, b + 4), third, g);
        float offset = -Floats.half(of, b + 2) * DType.six(word(of, b + 8), third >>> 4, g);
        int mask = type == DType.Q5_K ? 1 : 0;
        for (int j = 0; j < BLOCK; j += 16) {
            sixteen(even, of, b + 16 + 32 * (mask + g / 2) + j, g % 2 * 4, of, b + 16 + j, g, mask, scale, offset, to,
                    i + j);
        }
    }

    private void sixes(byte[] of, int b, int g, float d, float[] to, int i) {
        for (int j = 0; j < BLOCK; j += 16) {
            float scale = d * of[b + 192 + 2 * g + j / 16];
            sixteen(even, of, b + g / 4 * 64 + g % 2 * 32 + j, g % 4 / 2 * 4, of, b + 128 + g / 4 * 32 + j, g % 4 * 2,
                    3, scale, -32 * scale, to, i + j);
        }
    }

    private static void pairs(float[] v, byte[] of, int at, float d, float[] to, int i) {
        sixteen(v, of, at, 0, of, at, 0, 0, d, 0, to, i);
        sixteen(v, of, at, 4, of, at, 0, 0, d, 0, to, i + 16);
    }

    /// Sixteen weights: four bits of each byte at `low`, and above them those bits of each at `high` that `mask` covers.
    private static void sixteen(float[] v, byte[] of, int low, int shift, byte[] above, int high, int highShift,
            int mask, float d, float m, float[] to, int i) {
        for (int j = 0; j < 16; j++) {
            to[i + j] = d * v[((of[low + j] >>> shift) & 15) | ((above[high + j] >>> highShift) & mask) << 4] + m;
        }
    }

    private static int word(byte[] of, int at) {
        return (of[at] & 255) | (of[at + 1] & 255) << 8 | (of[at + 2] & 255) << 16 | of[at + 3] << 24;
    }
}
