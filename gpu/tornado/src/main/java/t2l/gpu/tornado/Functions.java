package t2l.gpu.tornado;

import uk.ac.manchester.tornado.api.math.TornadoMath;

/// The functions of [t2l.tensor.kernel.Unary] and the mixing of [t2l.tensor.kernel.Noise], as kernels call them.
@SuppressWarnings("IfChainToSwitch") // kernels hold what TornadoVM is known to compile
final class Functions {
    private static final int SILU = 0;
    private static final int GELU = 1;
    private static final int GELU_TANH = 2;
    private static final int TANH = 3;
    private static final int SIGMOID = 4;

    private Functions() {}

    static float sigmoid(float x) {
        return 1 / (1 + TornadoMath.exp(-x));
    }

    /// The normal distribution, as `t2l.tensor.simd` computes it.
    static float normal(float x) {
        float t = 1 / (1 + 0.21f * TornadoMath.abs(x));
        float p = -0.07226847f * t + 0.28661186f;
        p = p * t - 0.33663803f;
        p = p * t + 0.35692114f;
        p = p * t - 0.099321544f;
        p = p * t + 0.12728558f;
        p = p * t + 0.06853636f;
        p = p * t + 0.08516784f;
        p = p * t + 0.083705224f;
        float tail = p * t * TornadoMath.exp(-0.5f * x * x);
        return x > 0 ? 1 - tail : tail;
    }

    private static float gelu(float x) {
        return 2 * 0.7978846f * (x + 0.044715f * x * x * x);
    }

    /// A function by its place in [t2l.tensor.kernel.Unary].
    static float value(int f, float x) {
        float y;
        if (f == SILU) {
            y = x * sigmoid(x);
        } else if (f == GELU) {
            y = x * normal(x);
        } else if (f == GELU_TANH) {
            y = x * sigmoid(gelu(x));
        } else if (f == TANH) {
            y = TornadoMath.tanh(x);
        } else if (f == SIGMOID) {
            y = sigmoid(x);
        } else {
            y = x < 0 ? 0 : x; // TornadoVM 5.2.0 turns <= round and loses NaN
        }
        return y;
    }

    /// Its slope.
    static float slope(int f, float x) {
        float y;
        if (f == SILU) {
            y = sigmoid(x) * (1 + x * sigmoid(-x));
        } else if (f == GELU) {
            y = normal(x) + x * TornadoMath.exp(-0.5f * x * x) * 0.3989423f;
        } else if (f == GELU_TANH) {
            float s = sigmoid(gelu(x));
            y = s + x * s * sigmoid(-gelu(x)) * 2 * 0.7978846f * (1 + 3 * 0.044715f * x * x);
        } else if (f == TANH) {
            y = 4 * sigmoid(2 * x) * sigmoid(-2 * x);
        } else if (f == SIGMOID) {
            y = sigmoid(x) * sigmoid(-x);
        } else {
            y = x <= 0 ? 0 : 1;
        }
        return y;
    }

    /// The upper 24 of the random bits of element `i` of a stream.
    static int noise(int stream, int i) {
        int h = stream + i * 0x9E3779B9;
        h = (h ^ upper(h, 16)) * 0x85EBCA6B;
        h = (h ^ upper(h, 13)) * 0xC2B2AE35;
        return upper(h ^ upper(h, 16), 8);
    }

    /// `h >>> by`, which TornadoVM 5.2.0 compiles to a shift that keeps the sign.
    private static int upper(int h, int by) {
        return h >> by & (1 << (32 - by)) - 1;
    }
}
