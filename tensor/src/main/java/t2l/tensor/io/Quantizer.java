package t2l.tensor.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static t2l.tensor.DType.BLOCK;

import module java.base;
import t2l.tensor.*;

/// Quantises tensors, bit for bit as ggml's reference quantisation (`quantize_row_*_ref` of `ggml-quants.c`).
public final class Quantizer {
    private Quantizer() {}

    /// A new contiguous tensor of the same shape and of type `to`. Blocks of the quantised types run along the last
    /// axis, which must be a multiple of 32. Throws [IllegalArgumentException] if it is not, if `source` is already
    /// quantised, or if a block contains a number that is not finite or too large for a half-precision scale.
    public static Tensor quantise(Tensor source, DType to, SegmentAllocator into) {
        Shapes.require(!source.dtype().quantised(), "quantise", "numbers that are not quantised yet", source);
        Tensor out = Tensor.allocate(into, to, source.dims());
        if (!to.quantised()) {
            for (long i = 0, n = source.size(); i < n; i++) {
                out.set(i, source.get(i));
            }
            return out;
        }
        float[] x = new float[BLOCK];
        for (long block = 0, n = source.size() / BLOCK; block < n; block++) {
            for (int j = 0; j < BLOCK; j++) {
                x[j] = (float) source.get(block * BLOCK + j);
            }
            MemorySegment at = out.forWriting().asSlice(block * to.blockBytes(), to.blockBytes());
            switch (to) {
                case Q8_0 -> q8v0(x, at);
                case Q4_0 -> q4v0(x, at);
                case Q4_1 -> q4v1(x, at);
                default -> throw new IllegalArgumentException("quantise: needs q8_0, q4_0 or q4_1, got " + to);
            }
        }
        return out;
    }

    /// `d = max|x| / 127`, `q = round(x / d)`, halves away from zero.
    static void q8v0(float[] x, MemorySegment out) {
        float d = Math.abs(x[extreme(x)]) / 127;
        float inverse = d == 0 ? 0 : 1 / d;
        scale(d, out, 0);
        for (int j = 0; j < BLOCK; j++) {
            float v = x[j] * inverse;
            out.set(JAVA_BYTE, 2 + j, (byte) Math.copySign(Math.floor(Math.abs(v) + 0.5), v));
        }
    }

    /// `d = m / −8`, m the number of the largest magnitude, which maps to exactly 0 or just 16; `q = ⌊x / d + 8.5⌋` in
    /// `0 … 15`.
    private static void q4v0(float[] x, MemorySegment out) {
        float d = x[extreme(x)] / -8;
        float inverse = d == 0 ? 0 : 1 / d;
        scale(d, out, 0);
        nibbles(x, v -> (int) (v * inverse + 8.5f), out, 2);
    }

    /// `d = (max − min) / 15`, `q = ⌊(x − min) / d + 0.5⌋`, both `d` and `min` in half precision.
    private static void q4v1(float[] x, MemorySegment out) {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (float v : x) {
            min = Math.min(min, v);
            max = Math.max(max, v);
        }
        float lowest = min;
        float d = (max - min) / 15;
        float inverse = d == 0 ? 0 : 1 / d;
        scale(d, out, 0);
        scale(min, out, 2);
        nibbles(x, v -> (int) ((v - lowest) * inverse + 0.5f), out, 4);
    }

    /// The index of the first element of largest magnitude, or of a NaN.
    private static int extreme(float[] x) {
        int at = 0;
        for (int j = 0; j < BLOCK && !Float.isNaN(x[at]); j++) {
            if (!(Math.abs(x[j]) <= Math.abs(x[at]))) {
                at = j;
            }
        }
        return at;
    }

    private static void scale(float d, MemorySegment out, long at) {
        short half = Float.floatToFloat16(d);
        if (!Float.isFinite(Float.float16ToFloat(half))) {
            throw new IllegalArgumentException(
                    "quantise: needs finite numbers whose scale fits half precision (65504), got a scale of " + d);
        }
        out.set(JAVA_SHORT_UNALIGNED, at, half);
    }

    private interface Code {
        int of(float v);
    }

    /// Element j in the low half of byte j, element j + 16 in its high half.
    private static void nibbles(float[] x, Code code, MemorySegment out, long at) {
        for (int j = 0; j < BLOCK / 2; j++) {
            int low = Math.clamp(code.of(x[j]), 0, 15);
            int high = Math.clamp(code.of(x[j + BLOCK / 2]), 0, 15);
            out.set(JAVA_BYTE, at + j, (byte) (low | high << 4));
        }
    }
}
