package t2l.tensor.io;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static t2l.tensor.DType.BLOCK;

import module java.base;
import t2l.tensor.*;

/// Quantises tensors: blocks of 32 bit for bit as ggml's reference quantisation (`quantize_row_*_ref` of `ggml-quants.c`), blocks
/// of 256 closer to their numbers than it ([SuperBlocks]).
public final class Quantizer {
    private Quantizer() {}

    /// Whether [#quantise] makes blocks of this type, and not only reads them (IQ4_NL, IQ4_XS, MXFP4).
    public static boolean writes(DType type) {
        return type.quantised() && type.compareTo(DType.IQ4_NL) < 0;
    }

    /// A new contiguous tensor of the same shape and of type `to`. Blocks of the quantised types run along the last
    /// axis, which must be a multiple of their size. Throws [IllegalArgumentException] if it is not, if `source` is already
    /// quantised, if `to` is a type that is only read, or if a block contains a number that is not finite or too large for a
    /// half-precision scale.
    public static Tensor quantise(Tensor source, DType to, SegmentAllocator into) {
        Shapes.require(!source.dtype().quantised(), "quantise", "numbers that are not quantised yet", source);
        Tensor out = Tensor.allocate(into, to, source.dims());
        if (!to.quantised()) {
            for (long i = 0, n = source.size(); i < n; i++) {
                out.set(i, source.get(i));
            }
            return out;
        }
        float[] x = new float[to.blockSize()];
        boolean plain = source.dtype() == DType.F32 && source.contiguous();
        SuperBlocks large = x.length > BLOCK ? new SuperBlocks(to, SuperBlocks.THOROUGH) : null;
        for (long block = 0, n = source.size() / x.length; block < n; block++) {
            if (plain) {
                MemorySegment.copy(source.forReading(), JAVA_FLOAT_UNALIGNED,
                        Float.BYTES * (source.offset() + block * x.length), x, 0, x.length);
            } else {
                for (int j = 0; j < x.length; j++) {
                    x[j] = (float) source.get(block * x.length + j);
                }
            }
            MemorySegment at = out.forWriting().asSlice(block * to.blockBytes(), to.blockBytes());
            switch (to) {
                case Q8_0 -> q8v0(x, at);
                case Q4_0, Q5_0 -> signed(x, to == DType.Q5_0, at);
                case Q4_1, Q5_1 -> shifted(x, to == DType.Q5_1, at);
                case Q4_K, Q5_K, Q6_K -> MemorySegment.copy(large.of(x), 0, at, JAVA_BYTE, 0, to.blockBytes());
                default -> throw new IllegalArgumentException(
                        "quantise: needs q8_0, q6_k, q5_k, q5_1, q5_0, q4_k, q4_1 or q4_0, got " + to);
            }
        }
        return out;
    }

    /// `d = max|x| / 127`, `q = round(x / d)`, halves away from zero.
    private static void q8v0(float[] x, MemorySegment out) {
        float d = Math.abs(x[extreme(x)]) / 127;
        float inverse = d == 0 ? 0 : 1 / d;
        scale(d, out, 0);
        for (int j = 0; j < BLOCK; j++) {
            float v = x[j] * inverse;
            out.set(JAVA_BYTE, 2 + j, (byte) Math.copySign(Math.floor(Math.abs(v) + 0.5), v));
        }
    }

    /// Of `2 n` integers: `d = m / −n`, m the number of the largest magnitude, which maps to exactly 0 or just `2 n`;
    /// `q = ⌊x / d + n + 0.5⌋` in `0 … 2 n − 1`.
    private static void signed(float[] x, boolean five, MemorySegment out) {
        int n = five ? 16 : 8;
        float d = x[extreme(x)] / -n;
        float inverse = d == 0 ? 0 : 1 / d;
        scale(d, out, 0);
        codes(x, v -> (int) (v * inverse + (n + 0.5f)), five, out, 2);
    }

    /// `d = (max − min) / most`, `q = ⌊(x − min) / d + 0.5⌋`, both `d` and `min` in half precision, most 15 or 31.
    private static void shifted(float[] x, boolean five, MemorySegment out) {
        float min = Float.POSITIVE_INFINITY;
        float max = Float.NEGATIVE_INFINITY;
        for (float v : x) {
            min = Math.min(min, v);
            max = Math.max(max, v);
        }
        float lowest = min;
        float d = (max - min) / (five ? 31 : 15);
        float inverse = d == 0 ? 0 : 1 / d;
        scale(d, out, 0);
        scale(min, out, 2);
        codes(x, v -> (int) ((v - lowest) * inverse + 0.5f), five, out, 4);
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
        out.set(JAVA_SHORT_UNALIGNED, at, half(d));
    }

    /// Throws [IllegalArgumentException] if it is not finite.
    static short half(float d) {
        short half = Float.floatToFloat16(d);
        if (!Float.isFinite(Float.float16ToFloat(half))) {
            throw new IllegalArgumentException(
                    "quantise: needs finite numbers whose scale fits half precision (65504), got a scale of " + d);
        }
        return half;
    }

    private interface Code {
        int of(float v);
    }

    /// A word of fifth bits, if there are any; then element j in the low half of byte j, element j + 16 in its high half.
    private static void codes(float[] x, Code code, boolean five, MemorySegment out, long at) {
        int fifths = 0;
        for (int j = 0; j < BLOCK / 2; j++) {
            int low = Math.clamp(code.of(x[j]), 0, five ? 31 : 15);
            int high = Math.clamp(code.of(x[j + BLOCK / 2]), 0, five ? 31 : 15);
            out.set(JAVA_BYTE, at + (five ? 4 : 0) + j, (byte) ((low & 15) | high << 4));
            fifths |= low >> 4 << j | high >> 4 << (j + BLOCK / 2);
        }
        if (five) {
            out.set(JAVA_INT_UNALIGNED, at, fifths);
        }
    }
}
