package t2l.tensor.io;

import static t2l.tensor.DType.BLOCK;

import module java.base;
import t2l.tensor.DType;

/// Quantises blocks of Q4_K, Q5_K and Q6_K, such that the sum of squared errors is small. One object serves one thread.
///
/// A group is rounded to integers on grids of several widths. Least squares give the scale and the offset that fit these integers
/// best, and the grid with the smallest error wins. Then scales and offsets are rounded to integers themselves: of those beside
/// the nearest ones, the pair with the smallest error is taken.
final class SuperBlocks {
    private static final int SIZE = 256;

    /// Grids of a group: the numbers on them are up to this many steps narrower or wider than all integers, on either side so
    /// often.
    private static final double WIDER = 1.2;
    static final int THOROUGH = 5;

    private final DType type;
    private final int widths;
    /// Whether there are offsets.
    private final boolean shifted;
    /// Elements of a group, and its integers.
    private final int group;
    private final int low;
    private final int high;
    /// The integer of the largest scale and offset.
    private final int most;

    private final double[] x = new double[SIZE];
    private final int[] q = new int[SIZE];
    private final double[] scales;
    private final double[] offsets;
    private final byte[] block;

    /// @param widths the number of grids of a group on either side of the plain one: [#THOROUGH], or 0 for speed
    SuperBlocks(DType type, int widths) {
        this.type = type;
        this.widths = widths;
        shifted = type != DType.Q6_K;
        group = shifted ? BLOCK : BLOCK / 2;
        low = shifted ? 0 : -32;
        high = type == DType.Q4_K ? 15 : 31;
        most = shifted ? 63 : -128;
        scales = new double[SIZE / group];
        offsets = new double[SIZE / group];
        block = new byte[type.blockBytes()];
    }

    /// The block of these 256 numbers, valid until the next call. Throws [IllegalArgumentException] like [Quantizer#quantise].
    byte[] of(float[] numbers) {
        Arrays.fill(block, (byte) 0);
        for (int i = 0; i < SIZE; i++) {
            x[i] = numbers[i];
        }
        for (int g = 0; g < scales.length; g++) {
            fit(g);
        }
        double d = half(scales, shifted ? 0 : 208);
        double m = shifted ? half(offsets, 2) : 0;
        for (int g = 0; g < scales.length; g++) {
            write(g, d, m);
        }
        return block;
    }

    /// The block of Q6_K of the same numbers as the one of Q3_K at byte `at` of `b`. Throws like [#of].
    byte[] ofQ3K(MemorySegment b, long at) {
        Arrays.fill(block, (byte) 0);
        for (int i = 0; i < SIZE; i++) {
            put(i, BlockFormat.three(b, at, i) - low);
        }
        for (int g = 0; g < scales.length; g++) {
            block[192 + g] = (byte) BlockFormat.scale(b, at, g);
        }
        half(BlockFormat.half(b, at + 108), 208);
        return block;
    }

    /// Writes the number of which [#most] is the one of largest magnitude, or one that is not finite.
    private double half(double[] all, int at) {
        double largest = all[0];
        for (double v : all) {
            largest = Math.abs(v) <= Math.abs(largest) || Double.isNaN(largest) ? largest : v;
        }
        return half((float) (largest / most), at);
    }

    private double half(float d, int at) {
        short half = Quantizer.half(d);
        block[at] = (byte) half;
        block[at + 1] = (byte) (half >> 8);
        return Float.float16ToFloat(half);
    }

    /// Finds the scale and the offset of group `g`.
    private void fit(int g) {
        double sum = 0;
        double min = 0;
        double max = Double.NEGATIVE_INFINITY;
        for (int i = g * group; i < (g + 1) * group; i++) {
            sum += x[i];
            min = Math.min(min, x[i]);
            max = Math.max(max, x[i]);
        }
        double range = shifted ? max - min : max > -min ? max : min;
        scales[g] = Double.isFinite(range) ? 0 : range;
        offsets[g] = shifted ? -min : 0;
        double best = 0;
        for (int width = -widths; width <= widths && range != 0; width++) {
            round(g, ((shifted ? high : low) + WIDER * width / THOROUGH) / range, shifted ? -min : 0);
            int qs = 0;
            int qq = 0;
            double qx = 0;
            for (int i = g * group; i < (g + 1) * group; i++) {
                qs += q[i];
                qq += q[i] * q[i];
                qx += q[i] * x[i];
            }
            double scale = (group * qx - qs * sum) / (group * qq - qs * qs);
            double offset = (qs * scale - sum) / group;
            if (!shifted || !(offset >= 0)) { // also if all are the same integer
                scale = qx / qq;
                offset = 0;
            }
            double gain = scale * qx - offset * sum; // how much smaller than the sum of all squares the error is
            if (gain > best) {
                best = gain;
                scales[g] = scale;
                offsets[g] = offset;
            }
        }
    }

    /// Rounds a group's `(x + offset) · inverse`.
    private void round(int g, double inverse, double offset) {
        for (int i = g * group; i < (g + 1) * group; i++) {
            int above = (int) ((x[i] + offset) * inverse + (0.5 - low));
            q[i] = Math.max(0, Math.min(above, high - low)) + low;
        }
    }

    /// Writes the integers of group `g`, with the best of the scales and offsets, multiples of `d` and `m`, that are beside
    /// its own.
    private void write(int g, double d, double m) {
        long scale = d == 0 ? 0 : Math.round(scales[g] / d);
        long offset = m == 0 ? 0 : Math.round(offsets[g] / m);
        double least = Double.POSITIVE_INFINITY;
        int s = 0;
        int o = 0;
        for (int i = 0; i < (shifted ? 9 : 3); i++) {
            int a = Math.clamp(scale + i % 3 - 1, shifted ? 0 : most, shifted ? most : 127);
            int b = Math.clamp(offset + i / 3 - 1, 0, shifted ? most : 0);
            double error = error(g, d * a, m * b);
            if (error < least) {
                least = error;
                s = a;
                o = b;
            }
        }
        error(g, d * s, m * o);
        if (shifted) {
            six(4, g, s);
            six(8, g, o);
        } else {
            block[192 + g] = (byte) s;
        }
        for (int i = g * group; i < (g + 1) * group; i++) {
            put(i, q[i] - low);
        }
    }

    /// Rounds a group and returns the sum of its squared errors.
    private double error(int g, double scale, double offset) {
        round(g, scale == 0 ? 0 : 1 / scale, offset);
        double error = 0;
        for (int i = g * group; i < (g + 1) * group; i++) {
            double e = q[i] * scale - offset - x[i];
            error += e * e;
        }
        return error;
    }

    /// Six bits of group `g`, as [DType#six] reads them from the bytes at `at` and the last four.
    private void six(int at, int g, int v) {
        if (g < 4) {
            block[at + g] |= (byte) v;
        } else {
            block[at + g - 4] |= (byte) (v >> 4 << 6);
            block[8 + g] |= (byte) ((v & 15) << (at == 4 ? 0 : 4));
        }
    }

    /// The bits of element `i`, where [DType] has them.
    private void put(int i, int v) {
        int g = i / BLOCK;
        int j = i % BLOCK;
        if (type == DType.Q6_K) {
            block[g / 4 * 64 + g % 2 * 32 + j] |= (byte) ((v & 15) << (g % 4 / 2 * 4));
            block[128 + g / 4 * 32 + j] |= (byte) (v >> 4 << (g % 4 * 2));
        } else {
            block[(type == DType.Q5_K ? 48 : 16) + g / 2 * 32 + j] |= (byte) ((v & 15) << (g % 2 * 4));
            if (type == DType.Q5_K) {
                block[16 + j] |= (byte) (v >> 4 << g);
            }
        }
    }
}
