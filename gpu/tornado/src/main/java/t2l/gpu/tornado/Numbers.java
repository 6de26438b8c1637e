package t2l.gpu.tornado;

import java.util.List;
import t2l.tensor.DType;
import uk.ac.manchester.tornado.api.types.arrays.FloatArray;
import uk.ac.manchester.tornado.api.types.arrays.IntArray;

/// How kernels find and read a tensor: six numbers among their arguments, its block, its first element and its steps along
/// four axes, the last axis first. F32 lies in one array; every other type lies in 32-bit words of a second array and is
/// converted here, because TornadoVM compiles neither `Float.intBitsToFloat` nor, on every device, 16-bit types.
///
/// Blocks of Q8_0 and Q4_0 are those of GGUF (ggml block_q8_0, block_q4_0).
final class Numbers {
    /// The names of the types that kernels read. An index in this list is a kernel's argument.
    static final List<String> TYPES = List.of("f32", "f16", "bf16", "q8_0", "q4_0");

    /// Arguments of a tensor.
    static final int TENSOR = 6;

    /// Powers of two at the beginning of the array of F32: place `e` holds 2^(e − 134), the weight of the last of the 7
    /// fraction bits of a BF16 with exponent `e`; place 0 holds 0.
    static final int POWERS = 256;

    private static final int F16 = 1;
    private static final int BF16 = 2;
    private static final int Q8_0 = 3;
    private static final int BIAS = 134;

    private Numbers() {}

    /// The value at place `e` of [#POWERS].
    static float power(int e) {
        return e == 0 ? 0 : (float) Math.pow(2, e - BIAS);
    }

    /// The place of element `(z, y, x)` of the F32 tensor whose arguments begin at `p`.
    static int at(IntArray a, int p, int x, int y, int z) {
        return a.get(p) + a.get(p + 1) + x * a.get(p + 2) + y * a.get(p + 3) + z * a.get(p + 4);
    }

    /// Element `i` behind `block`, whatever its type: the one conversion to F32.
    @SuppressWarnings("IfChainToSwitch") // TornadoVM compiles no switch inside of a loop
    static float value(FloatArray f, IntArray w, int type, int block, int i) {
        float v;
        if (type == 0) {
            v = f.get(block + i);
        } else if (type == F16) {
            v = f16(f, w, block, i);
        } else if (type == BF16) {
            int bits = half(w, block, i);
            float size = f.get(bits >>> 7 & 255) * (128 + (bits & 127));
            v = bits > 32767 ? -size : size;
        } else if (type == Q8_0) {
            int first = i / DType.BLOCK * DType.Q8_0_BYTES;
            v = f16(f, w, block, first / 2) * (octet(w, block, first + 2 + i % DType.BLOCK) << 24 >> 24);
        } else {
            int first = i / DType.BLOCK * DType.Q4_0_BYTES;
            int place = i % DType.BLOCK;
            int pair = octet(w, block, first + 2 + place % 16);
            v = f16(f, w, block, first / 2) * ((place < 16 ? pair & 15 : pair >>> 4) - 8);
        }
        return v;
    }

    private static float f16(FloatArray f, IntArray w, int block, int i) {
        int bits = half(w, block, i);
        int exponent = bits >>> 10 & 31;
        int fraction = bits & 1023;
        int whole = exponent == 0 ? fraction : fraction + 1024;
        int power = exponent == 0 ? BIAS - 24 : exponent == 31 ? 255 : exponent + BIAS - 25;
        float size = f.get(power) * whole;
        return bits > 32767 ? -size : size;
    }

    private static int half(IntArray w, int block, int i) {
        return w.get(block + (i >>> 1)) >>> ((i & 1) << 4) & 65535;
    }

    private static int octet(IntArray w, int block, int i) {
        return w.get(block + (i >>> 2)) >>> ((i & 3) << 3) & 255;
    }
}
