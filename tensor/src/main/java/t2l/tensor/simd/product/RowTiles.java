package t2l.tensor.simd.product;

import static t2l.tensor.DType.*;
import static t2l.tensor.simd.lanes.Exact.exact;
import static t2l.tensor.simd.lanes.FrozenWeights.*;
import static t2l.tensor.simd.lanes.Lanes.*;
import static t2l.tensor.simd.lanes.RawMemory.*;
import static t2l.tensor.simd.product.OneRow.column;
import static t2l.tensor.simd.product.OneRow.lane;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import t2l.tensor.DType;
import t2l.tensor.simd.lanes.Build.*;
import t2l.tensor.simd.lanes.Groups;
import t2l.tensor.simd.lanes.Lanes;

/// The innermost loops of [FewRows] for several rows.
///
/// ```
///    rows × columns      16 lanes: 4 × 4 (F32), twice 4 × 2 (others) or 8 × 2       8 lanes: 2 × 2       4 lanes: 2 × 1
/// ```
///
/// Eight rows at once leave the memory fewer pauses than four and then four, but read the rows twice as often: that pays while
/// the rows stay in the first-level cache.
///
/// The build writes the loops out, for each element type one of its own ([For]), in which a weight becomes a float between memory
/// and multiply-add: a processor that starts two of these at a time has slots left beside them. It would take as long to read a
/// weight, write it as a float and read that.
final class RowTiles {
    /// Bytes of rows that stay in the first-level cache beside weights and sums.
    private static final int CLOSE = 24 << 10;

    /// Bytes from one sum of a tile to the next: those of the next tiles lie between them, since [Lanes#fold] takes
    /// [Lanes#SUMS] of a row at a time.
    static final long NEXT = 4L * VIRTUAL * Lanes.SUMS;

    /// Rows that meet a weight at once, if there are `m` of `k` elements: eight that do not stay in the cache meet it in parts,
    /// which is slower in F32 and works with BF16 only ([#tile]), as do sums of unpacked weights.
    static int rows(DType type, int m, int k) {
        if (L < VIRTUAL) {
            return 2;
        }
        return (m - 1) % 8 >= 4 && (type == BF16 || (k <= close(8) && type.compareTo(DType.Q4_1) <= 0)) ? 8 : 4;
    }

    /// Elements of `rows` rows that stay in the first-level cache.
    static int close(int rows) {
        return CLOSE / (4 * rows) / DType.BLOCK * DType.BLOCK;
    }

    /// Whether each group of rows reads the weights where they lie. Otherwise a weight becomes a float in memory, if it is
    /// none, and meets all groups there.
    static boolean direct(DType type, int rows, int groups) {
        return (type == F32 || (L == VIRTUAL && type.compareTo(DType.Q4_1) <= 0))
                && (rows == 8 || groups == 1 || (groups <= 3 && type.quantised()));
    }

    /// The type of weights of this type once they are unpacked: floats, or integers ([Groups]), which become floats in registers.
    static DType unpacked(DType type) {
        return L == VIRTUAL && type.compareTo(DType.Q4_1) > 0 ? Groups.kind(type) : F32;
    }

    /// Columns that `rows` rows meet at once.
    static int columns(int rows) {
        return L < VIRTUAL ? OneRow.COLUMNS : 16 / rows;
    }

    /// The sums of the products of `rows` rows with [#columns] columns, `n` elements of each.
    ///
    /// @param n    a multiple of sixteen, and of a block
    /// @param w    address of the first column
    /// @param next bytes from one column to the next
    /// @param scales address of those of unpacked weights ([Groups]), a quarter of that apart
    /// @param x    address of the rows: sixteen elements of each in turn
    /// @param from address of what the sums begin with; those of eight rows of other types than F32 and BF16 begin with 0
    /// @param sums address of the sums, sixteen lanes each and [#NEXT] bytes apart, row by row
    static void add(DType type, int rows, int n, long w, long next, long scales, long x, long from, long sums) {
        if (rows == 2) {
            two(n, w, next, x, from, sums);
            return;
        }
        tile(type, rows, n, w, next, scales, x, x, from, sums);
        if (rows == 4 && type != F32) {
            tile(type, rows, n, w + 2 * next, next, scales + next / 2, x, x, from + 2 * NEXT, sums + 2 * NEXT);
        }
    }

    /// Register `q` has the same part of the same column as in [OneRow].
    private static void two(int n, long w, long next, long x, long from, long sums) {
        long row = NEXT * OneRow.COLUMNS;
        FloatVector[][] s = new FloatVector[2][4];
        for (@Unrolled
        int r = 0; r < 2; r++) {
            for (@Unrolled
            int q = 0; q < 4; q++) {
                s[r][q] = load(from + row * r + NEXT * column(q) + 4 * lane(q));
            }
        }
        for (int i = 0; i < 4 * n; i += 64) {
            long k = x + 2L * i & MASK;
            FloatVector[] v = new FloatVector[4];
            for (@Unrolled
            int q = 0; q < 4; q++) {
                v[q] = load(w + column(q) * next + 4 * lane(q) + i);
            }
            for (@Unrolled
            int r = 0; r < 2; r++) {
                for (@Unrolled
                int q = 0; q < 4; q++) {
                    s[r][q] = v[q].fma(loadMasked(k + 64L * r + 4 * lane(q)), s[r][q]);
                }
            }
        }
        for (@Unrolled
        int r = 0; r < 2; r++) {
            for (@Unrolled
            int q = 0; q < 4; q++) {
                store(s[r][q], sums + row * r + NEXT * column(q) + 4 * lane(q));
            }
        }
    }

    /// Two columns, or four of F32 with four rows: with other types those would have more nodes than C2 takes (docs/c2.md, rule
    /// 3).
    ///
    /// Eight rows of Q4_1 read `x` twice: C2 would keep all parts in registers, and have too few for the sums; one that it
    /// reads again becomes part of the multiply-add. And sums of eight rows begin with 0 in most types: with sixteen reads
    /// more, there would be more code than C1 takes (rule 6).
    ///
    /// @param x2 `x` once more, as far as C2 knows another address
    @NotInlined
    private static void tile(@For({F32, BF16, F16, Q8_0, Q4_0, Q4_1, Q4_K, Q6_K, IQ4_XS}) DType type,
            @For(ints = {4, 8}) int rows, int n, long w, long next, long scales, long x, long x2, long from,
            long sums) {
        int columns = type == F32 && rows == 4 ? 4 : 2;
        long row = 16 / rows * NEXT;
        long at = from & MASK;
        FloatVector zero = FloatVector.zero(F);
        FloatVector[][] s = new FloatVector[rows][columns];
        for (@Unrolled
        int r = 0; r < rows; r++) {
            for (@Unrolled
            int c = 0; c < columns; c++) {
                s[r][c] = rows == 4 || type == F32 || type == BF16 ? loadMasked(at + r * row + c * NEXT) : zero;
            }
        }
        long[] apart = new long[columns];
        for (@Unrolled
        int c = 0; c < columns; c++) {
            apart[c] = c * next & NEAR;
        }
        for (int i = 0; i < n; i += group(type)) {
            long b = w + bytes(type, i) & MASK;
            long k = x + 4L * rows * i & MASK;
            long k2 = x2 + 4L * rows * i & MASK;
            long d = Groups.scale(type, scales, i) & MASK;
            FloatVector[] by = new FloatVector[columns];
            FloatVector[] plus = new FloatVector[columns];
            IntVector[] nibbles = new IntVector[columns];
            for (@Unrolled
            int c = 0; c < columns; c++) {
                int head = head(type, b + apart[c], d + (apart[c] >> 2));
                plus[c] = offset(type, head, d + (apart[c] >> 2));
                by[c] = scale(type, head, plus[c]);
                nibbles[c] = nibbles(type, b + apart[c], 0);
            }
            for (int h = 0; h < group(type) / VIRTUAL; h++, k += 64L * rows, k2 += 64L * rows) {
                FloatVector[] v = new FloatVector[columns];
                for (@Unrolled
                int c = 0; c < columns; c++) {
                    FloatVector scale = type == Q6_K ? Groups.scale(d + (apart[c] >> 2) + 4L * h) : by[c];
                    v[c] = weight(type, b + apart[c], h, 0, scale, plus[c], nibbles[c]);
                }
                tripNodeLimit();
                for (@Unrolled
                int r = 0; r < rows; r++) {
                    FloatVector u = loadMasked(k + 64L * r);
                    s[r][0] = v[0].fma(u, exact(s[r][0]));
                    for (@Unrolled
                    int c = 1; c < columns; c++) {
                        s[r][c] = v[c].fma(type == Q4_1 && r >= 4 ? loadMasked(k2 + 64L * r) : u, exact(s[r][c]));
                    }
                }
            }
        }
        for (@Unrolled
        int r = 0; r < rows; r++) {
            for (@Unrolled
            int c = 0; c < columns; c++) {
                store(s[r][c], sums + r * row + c * NEXT);
            }
        }
    }
}
