package t2l.tensor;

import java.util.Arrays;
import java.util.StringJoiner;

/// Shape arithmetic, and the one place where shape failures are worded.
public final class Shapes {
    private Shapes() {}

    /// Throws [IllegalArgumentException] that names the operation, what it needs and what it got, unless `ok`.
    public static void require(boolean ok, String op, String needs, Tensor... got) {
        if (!ok) {
            var all = new StringJoiner(" and ");
            for (Tensor t : got) {
                all.add(t.toString());
            }
            throw new IllegalArgumentException(op + ": needs " + needs + ", got " + all);
        }
    }

    /// Whether `t` has exactly this shape.
    public static boolean is(Tensor t, int... shape) {
        if (t.rank() != shape.length) {
            return false;
        }
        for (int i = 0; i < shape.length; i++) {
            if (t.dim(i) != shape[i]) {
                return false;
            }
        }
        return true;
    }

    /// Whether both have the same shape.
    public static boolean same(Tensor a, Tensor b) {
        return is(a, b.dims());
    }

    /// The number of elements; throws [IllegalArgumentException] for a negative size or more than 2⁶³ − 1 elements.
    public static long count(int... shape) {
        long n = 1;
        for (int d : shape) {
            if (d < 0 || (d > 0 && n > Long.MAX_VALUE / d)) {
                throw new IllegalArgumentException("shape: needs sizes of at least 0 and fewer than 2^63 elements, got "
                        + Arrays.toString(shape));
            }
            n *= d;
        }
        return n;
    }

    static long[] rowMajor(int... shape) {
        long[] strides = new long[shape.length];
        long n = 1;
        for (int i = shape.length - 1; i >= 0; i--) {
            strides[i] = n;
            n *= shape[i];
        }
        return strides;
    }
}
