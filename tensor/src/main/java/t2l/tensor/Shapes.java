package t2l.tensor;

import module java.base;

/// Shape arithmetic, and the one place where shape failures are worded.
public final class Shapes {
    private Shapes() {}

    /// Throws [IllegalArgumentException] that names the operation, what it needs and what it got, unless `ok`.
    public static void require(boolean ok, String op, String needs, Tensor... got) {
        if (!ok) {
            throw failure(op, needs, got);
        }
    }

    /// Throws [IllegalArgumentException] unless all have one shape.
    public static void requireSame(String op, Tensor first, Tensor... others) {
        for (Tensor t : others) {
            if (!same(first, t)) {
                throw failure(op, "operands of one shape",
                        Stream.concat(Stream.of(first), Stream.of(others)).toArray(Tensor[]::new));
            }
        }
    }

    /// Throws [IllegalArgumentException] unless `x[n,c] row[c]`.
    public static void requireRows(String op, Tensor x, Tensor row) {
        require(x.rank() == 2 && is(row, x.dim(1)), op, "x[n,c] row[c]", x, row);
    }

    /// Throws [IllegalArgumentException] if `out` begins where one of `operands` does.
    public static void requireApart(String op, Tensor out, Tensor... operands) {
        for (Tensor in : operands) {
            if (in.memory().place().address() == out.memory().place().address() && in.offset() == out.offset()
                    && in.size() > 0 && out.size() > 0) {
                throw new IllegalArgumentException(
                        op + ": needs an output apart from its inputs, got " + out + " on top of " + in);
            }
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
