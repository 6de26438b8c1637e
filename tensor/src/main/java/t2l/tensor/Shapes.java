package t2l.tensor;

import java.util.Arrays;
import java.util.StringJoiner;

/// Shape arithmetic, and the one place where shape failures are worded.
public final class Shapes {
    private Shapes() {}

    /// Throws [IllegalArgumentException] that names the operation, what it needs and what it got, unless `ok`.
    public static void require(boolean ok, String op, String needs, Tensor... got) {
        if (!ok) {
            throw failure(op, needs, got);
        }
    }

    /// What [#require] throws, for callers that must not allocate when all is well.
    public static IllegalArgumentException failure(String op, String needs, Tensor... got) {
        var all = new StringJoiner(" and ");
        for (Tensor t : got) {
            all.add(t.toString());
        }
        return new IllegalArgumentException(op + ": needs " + needs + ", got " + all);
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

    /// Whether `t` is a vector of `n`, without allocating.
    public static boolean is(Tensor t, int n) {
        return t.rank() == 1 && t.dim(0) == n;
    }

    /// Whether `t` is a matrix of `n` rows and `c` columns, without allocating.
    public static boolean is(Tensor t, int n, int c) {
        return t.rank() == 2 && t.dim(0) == n && t.dim(1) == c;
    }

    /// Whether both have the same shape.
    public static boolean same(Tensor a, Tensor b) {
        if (a.rank() != b.rank()) {
            return false;
        }
        for (int i = 0; i < a.rank(); i++) {
            if (a.dim(i) != b.dim(i)) {
                return false;
            }
        }
        return true;
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
