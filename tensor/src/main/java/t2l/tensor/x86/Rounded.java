package t2l.tensor.x86;

import t2l.tensor.DType;

/// How rows of activations lie in memory when they are rounded to signed bytes, `x ≈ d · q` with `d = max|x| / 127` for each
/// group of 32 elements, for weights of one type.
///
/// A piece of a row is four groups, 128 elements: 64 bytes with the first sixteen elements of each group, 64 with the last
/// sixteen, 64 with `d` of each group four times, and one or two lines of sixteen numbers, of which number `4g + j` belongs to
/// elements `4j … 4j + 3` and `16 + 4j … 19 + 4j` of group `g`. Up to [#ROWS] rows lie together, piece by piece; a last piece
/// is filled up with zeros.
///
/// @param offset    what is subtracted from a weight's unsigned integer; the numbers are then `−offset · Σ q`
/// @param shifted   whether weights have a minimum for each group instead; the numbers are then the floats `d · Σ q`
/// @param separated whether a scale belongs to sixteen weights: then there is a line of numbers for the first sixteen elements
///                  of each group and one for the last
record Rounded(int offset, boolean shifted, boolean separated) {
    /// Rows that lie together.
    static final int ROWS = 4;
    /// Elements of a piece.
    static final int PIECE = 128;
    /// Places of the lines of a piece.
    static final int SECOND = 64, SCALES = 128, SUMS = 192;

    /// What weights of this type are multiplied with; only for those that [#known] names.
    static Rounded of(DType type) {
        return switch (type) {
            case Q4_0 -> new Rounded(8, false, false);
            case Q5_0 -> new Rounded(16, false, false);
            case Q8_0 -> new Rounded(128, false, false);
            case Q6_K -> new Rounded(32, false, true);
            case Q4_1, Q5_1, Q4_K, Q5_K -> new Rounded(0, true, false);
            default -> throw new IllegalArgumentException("rounded: needs weights that kernels take, got " + type);
        };
    }

    /// Whether there is code for weights of this type.
    static boolean known(DType type) {
        return switch (type) {
            case Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, Q4_K, Q5_K, Q6_K -> true;
            default -> false;
        };
    }

    /// Bytes of a piece of one row.
    int bytes() {
        return separated ? 320 : 256;
    }

    /// Bytes of so many elements of one row.
    long bytes(int elements) {
        return (long) Math.ceilDiv(elements, PIECE) * bytes();
    }
}
