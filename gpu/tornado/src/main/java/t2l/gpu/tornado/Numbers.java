package t2l.gpu.tornado;

import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// How kernels find and read a tensor: six numbers among their arguments, its block, its first element and its steps along
/// four axes, the last axis first. F32 lies in one array; everything else lies in words of 32 bits in another, and is
/// taken apart here: TornadoVM compiles neither `Float.intBitsToFloat` nor, on every device, types of 16 bits.
///
/// Blocks of Q8_0 and Q4_0 are those of GGUF (ggml block_q8_0, block_q4_0).
final class Numbers {
    /// Arguments of a tensor.
    static final int TENSOR = 6;

    /// Powers of two that every array of F32 begins with: at `e`, 2^(e − 134), what the last of the 7 bits behind the point
    /// of a BF16 with exponent `e` counts; 0 at 0.
    static final int POWERS = 256;

    private static final int BIAS = 134;
    private static final int BYTES_Q8_0 = 34;
    private static final int BYTES_Q4_0 = 18;

    private Numbers() {}

    /// What stands at `e` of [#POWERS].
    static float power(int e) {
        return e == 0 ? 0 : (float) Math.pow(2, e - BIAS);
    }

    /// Where element `(w, z, y, x)` of the F32 tensor lies whose arguments begin at `p`.
    static int at(IntArray a, int p, int x, int y, int z, int w) {
        return a.get(p) + a.get(p + 1) + x * a.get(p + 2) + y * a.get(p + 3) + z * a.get(p + 4) + w * a.get(p + 5);
    }

    /// Element `(y, x)` of a matrix.
    static int at(IntArray a, int p, int x, int y) {
        return a.get(p) + a.get(p + 1) + x * a.get(p + 2) + y * a.get(p + 3);
    }

    /// Element `(z, y, x)`.
    static int at(IntArray a, int p, int x, int y, int z) {
        return a.get(p) + a.get(p + 1) + x * a.get(p + 2) + y * a.get(p + 3) + z * a.get(p + 4);
    }

    /// Element `x` of a vector.
    static int at(IntArray a, int p, int x) {
        return a.get(p) + a.get(p + 1) + x * a.get(p + 2);
    }

    /// Number `i` of BF16 that begin at `block`.
    static float bf16(FloatArray f, IntArray w, int block, int i) {
        int bits = half(w, block, i);
        float size = f.get(bits >>> 7 & 255) * (128 + (bits & 127));
        return bits > 32767 ? -size : size;
    }

    /// Number `i` of F16 that begin at `block`.
    static float f16(FloatArray f, IntArray w, int block, int i) {
        int bits = half(w, block, i);
        int exponent = bits >>> 10 & 31;
        int fraction = bits & 1023;
        int whole = exponent == 0 ? fraction : fraction + 1024;
        int power = exponent == 0 ? BIAS - 24 : exponent == 31 ? 255 : exponent + BIAS - 25;
        float size = f.get(power) * whole;
        return bits > 32767 ? -size : size;
    }

    /// Number `i` of Q8_0 that begin at `block`.
    static float q8(FloatArray f, IntArray w, int block, int i) {
        int first = i / 32 * BYTES_Q8_0;
        int value = octet(w, block, first + 2 + i % 32) << 24 >> 24;
        return f16(f, w, block, first / 2) * value;
    }

    /// Number `i` of Q4_0 that begin at `block`.
    static float q4(FloatArray f, IntArray w, int block, int i) {
        int first = i / 32 * BYTES_Q4_0;
        int place = i % 32;
        int pair = octet(w, block, first + 2 + place % 16);
        int value = place < 16 ? pair & 15 : pair >>> 4;
        return f16(f, w, block, first / 2) * (value - 8);
    }

    private static int half(IntArray w, int block, int i) {
        return w.get(block + (i >>> 1)) >>> ((i & 1) << 4) & 65535;
    }

    private static int octet(IntArray w, int block, int i) {
        return w.get(block + (i >>> 2)) >>> ((i & 3) << 3) & 255;
    }
}
