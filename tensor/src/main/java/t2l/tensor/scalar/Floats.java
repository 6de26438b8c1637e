package t2l.tensor.scalar;

import static java.lang.foreign.ValueLayout.*;
import static t2l.tensor.DType.BLOCK;

import java.lang.foreign.MemorySegment;
import t2l.tensor.*;
import t2l.tensor.simd.lanes.Build.Unrolled;

/// A tensor as rows of floats that are read into arrays and written from them. A loop over an array is what every
/// compiler of the JVM does well at once; access to native memory is that only when the last of them is done.
///
/// One object serves one thread, for one tensor after the other.
final class Floats {
    private DType dtype = DType.F32;
    private MemorySegment data = MemorySegment.NULL;
    private long start;
    private long outer;
    private long middle;
    private long inner;
    private int perMatrix;
    private int rows;
    private int width;
    private byte[] bytes = {};
    private short[] halves = {};
    /// What a byte stands for, by its bits: a signed number, or two of four bits.
    private final float[] signed = new float[256];
    private final float[] lower = new float[256];
    private final float[] upper = new float[256];

    private final ScalarGroups groups = new ScalarGroups();

    Floats() {
        for (int bits = 0; bits < 256; bits++) {
            signed[bits] = (byte) bits;
            lower[bits] = bits & 15;
            upper[bits] = bits >>> 4;
        }
    }

    /// Looks at a tensor of up to three axes that is F32, or frozen with rows that lie end to end, and is only read; false
    /// if it is not.
    boolean see(Tensor t) {
        boolean readable = place(t);
        data = readable ? t.forReading() : MemorySegment.NULL;
        return readable;
    }

    /// Looks at an F32 tensor of up to three axes that is written; false if it is not.
    boolean edit(Tensor t) {
        boolean floats = t.dtype() == DType.F32 && place(t);
        data = floats ? t.forWriting() : MemorySegment.NULL;
        return floats;
    }

    private boolean place(Tensor t) {
        int rank = t.rank();
        if (rank < 1 || rank > 3) {
            return false;
        }
        dtype = t.dtype();
        width = t.dim(-1);
        inner = width == 1 ? 1 : t.stride(-1);
        middle = rank > 1 ? t.stride(-2) : 0;
        outer = rank > 2 ? t.stride(-3) : 0;
        start = t.offset();
        perMatrix = rank > 1 ? t.dim(-2) : 1;
        rows = rank > 2 ? perMatrix * t.dim(-3) : perMatrix;
        return switch (dtype) {
            case F32 -> true;
            case BF16, F16 -> inner == 1;
            case F64, I32 -> false;
            default -> inner == 1 && (start | middle | outer | width) % dtype.blockSize() == 0;
        };
    }

    /// Rows of all matrices together.
    int rows() {
        return rows;
    }

    int width() {
        return width;
    }

    /// Copies row `r` to `to`, from place `at` on.
    void read(int r, float[] to, int at) {
        long first = first(r);
        switch (dtype) {
            case F32 -> floats(first, to, at, width);
            case BF16 -> {
                halves(first);
                for (int i = 0; i < width; i++) {
                    to[at + i] = Float.intBitsToFloat(halves[i] << 16);
                }
            }
            case F16 -> {
                halves(first);
                for (int i = 0; i < width; i++) {
                    to[at + i] = Float.float16ToFloat(halves[i]);
                }
            }
            case F64, I32 -> throw new IllegalStateException("read of " + dtype);
            default -> blocks(first, to, at);
        }
    }

    private long first(int r) {
        return start + r / perMatrix * outer + r % perMatrix * middle;
    }

    /// As [#read], just `count` elements from `column` on; for a tensor in F32.
    void part(int r, int column, float[] to, int at, int count) {
        floats(first(r) + column * inner, to, at, count);
    }

    private void floats(long first, float[] to, int at, int count) {
        if (inner == 1) {
            MemorySegment.copy(data, JAVA_FLOAT_UNALIGNED, 4 * first, to, at, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            to[at + i] = data.get(JAVA_FLOAT_UNALIGNED, 4 * (first + i * inner));
        }
    }

    private void halves(long first) {
        if (halves.length < width) {
            halves = new short[width];
        }
        MemorySegment.copy(data, JAVA_SHORT_UNALIGNED, 2 * first, halves, 0, width);
    }

    private void blocks(long first, float[] to, int at) {
        int size = dtype.blockBytes();
        int all = width / dtype.blockSize() * size;
        if (bytes.length < all) {
            bytes = new byte[all];
        }
        MemorySegment.copy(data, JAVA_BYTE, first / dtype.blockSize() * size, bytes, 0, all);
        for (int from = 0, i = at; from < all; from += size, i += dtype.blockSize()) {
            switch (dtype) {
                case Q8_0 -> q8(bytes, from + 2, half(bytes, from), to, i);
                case Q4_0 -> q4(bytes, from + 2, half(bytes, from), -8 * half(bytes, from), to, i);
                case Q4_1 -> q4(bytes, from + 4, half(bytes, from), half(bytes, from + 2), to, i);
                default -> groups.read(dtype, bytes, from, to, i);
            }
        }
    }

    /// Four at a time, looked up: half the time of a conversion each with the first compiler, a quarter for [#q4].
    private void q8(byte[] of, int from, float d, float[] to, int at) {
        float[] number = signed;
        for (int i = 0; i < BLOCK; i += 4) {
            for (@Unrolled
            int j = 0; j < 4; j++) {
                to[at + i + j] = d * number[of[from + i + j] & 255];
            }
        }
    }

    private void q4(byte[] of, int from, float d, float m, float[] to, int at) {
        float[] low = lower;
        float[] high = upper;
        for (int i = 0; i < BLOCK / 2; i += 4) {
            for (@Unrolled
            int j = 0; j < 4; j++) {
                int b = of[from + i + j] & 255;
                to[at + i + j] = d * low[b] + m;
                to[at + i + j + BLOCK / 2] = d * high[b] + m;
            }
        }
    }

    static float half(byte[] bytes, int at) {
        return Float.float16ToFloat((short) ((bytes[at] & 255) | (bytes[at + 1] << 8)));
    }

    /// Copies `count` numbers of `from`, beginning at `at`, to row `r`, from its element `column` on.
    void write(int r, int column, float[] from, int at, int count) {
        long first = first(r) + column * inner;
        if (inner == 1) {
            MemorySegment.copy(from, at, data, JAVA_FLOAT_UNALIGNED, 4 * first, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            data.set(JAVA_FLOAT_UNALIGNED, 4 * (first + i * inner), from[at + i]);
        }
    }

    /// An array of at least `size` numbers: `old`, if it is long enough.
    static float[] atLeast(float[] old, int size) {
        return old.length < size ? new float[Math.max(size, 2 * old.length)] : old;
    }
}
