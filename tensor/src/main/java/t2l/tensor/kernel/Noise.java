package t2l.tensor.kernel;

import t2l.tensor.Tensor;

/// Random numbers that are a function of place and time instead of a sequence: the same for any number of threads,
/// and nothing has to be stored to draw them again in the backward pass.
///
/// A stream is named by a `key` tensor `i32[2]` (seed, step), whose content may change between two runs of a recorded
/// pass, and by a `salt` that tells the users of one key apart. The mixing is the finaliser of MurmurHash3.
public final class Noise {
    /// The step between the counters of neighbouring elements (2³²/φ).
    public static final int STRIDE = 0x9E3779B9;

    /// The first multiplier of [#mix].
    public static final int M1 = 0x85EBCA6B;

    /// The second multiplier of [#mix].
    public static final int M2 = 0xC2B2AE35;

    private Noise() {}

    /// The start of the stream of `key[2]` and `salt`.
    public static int stream(Tensor key, int salt) {
        int seed = (int) key.get(0);
        int step = (int) key.get(1);
        return mix(mix(mix(seed) + step * STRIDE) + salt * STRIDE);
    }

    /// 32 random bits for element `i` of a stream.
    public static int bits(int stream, int i) {
        return mix(stream + i * STRIDE);
    }

    /// The threshold below which the upper 24 of 32 random bits fall with probability `p`.
    public static int threshold(double p) {
        return (int) Math.round(p * (1 << 24));
    }

    /// 32 random bits as a number between −1 and 1, on the middles of 2²⁴ equal steps.
    public static double uniform(int bits) {
        return ((bits >>> 8) + 0.5) * 0x1p-23 - 1;
    }

    static int mix(int h) {
        h = (h ^ h >>> 16) * M1;
        h = (h ^ h >>> 13) * M2;
        return h ^ h >>> 16;
    }
}
