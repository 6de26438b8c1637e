package t2l.tensor.simd.attention;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorMask;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Heads;
import t2l.tensor.simd.lanes.Curves;
import t2l.tensor.simd.lanes.Lanes;
import t2l.tensor.simd.lanes.Rows;
import t2l.tensor.simd.product.Packing;
import t2l.tensor.simd.product.Tiles;

/// What both directions of attention read, which keys a query sees, and the matrix products they are made of.
///
/// [#QUERIES] queries meet [#KEYS] keys at a time. Their scores stand in a table with a line for each key, so that
/// neighbouring lanes hold neighbouring queries: maxima, exponentials and sums then run down the table, and nothing is
/// ever added across lanes. The queries are turned over for it, once for all keys; keys and values are read where they
/// are.
///
/// ```
///              query 0  1  2 … 47
///    key 0   │  s    s  s     s         a line is LINE bytes
///    key 1   │  s    s  s     s
///       …    │                         scores:  lines 4 by 4, four keys times the queries turned over
///    key 95  │  s    s  s     s         mix:     columns 4 by 4, four queries' weights times the values
/// ```
final class Attended {
    /// Queries of a block: a panel of [Packing], or two or four where registers are narrower.
    static final int QUERIES = 48;

    /// Keys of a block: its scores stay in a first-level cache.
    static final int KEYS = 96;

    /// Bytes of a line of scores.
    static final long LINE = 4L * QUERIES;

    /// Bytes of a table of scores.
    static final long TABLE = KEYS * LINE;

    private static final ValueLayout.OfFloat FLOAT = ValueLayout.JAVA_FLOAT_UNALIGNED;
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;

    private final Rows q = new Rows();
    private final Rows k = new Rows();
    private final Rows v = new Rows();
    private final Rows span = new Rows();
    private final Rows y = new Rows();
    private final Rows lse = new Rows();
    private final MemorySegment[] squares;
    private Heads heads = new Heads(1, 1, 1, 1, false);
    private int queries;
    private int keys;

    Attended(int workers) {
        squares = new MemorySegment[workers];
        for (int i = 0; i < workers; i++) {
            squares[i] = Packing.square(Arena.ofAuto());
        }
    }

    /// Looks at the operands, of which `y` and `lse` are written; false if [Rows] cannot walk one of them.
    boolean forward(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse) {
        return see(heads, q, k, v, span) && this.y.edit(y, false) && this.lse.edit(lse, false);
    }

    /// Looks at the operands, which are all read; false if [Rows] cannot walk one of them.
    boolean backward(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse) {
        return see(heads, q, k, v, span) && this.y.see(y, false) && this.lse.see(lse, false);
    }

    private boolean see(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span) {
        this.heads = heads;
        queries = q.dim(1);
        keys = k.dim(1);
        return this.q.see(q, false) && this.k.see(k, false) && this.v.see(v, false)
                && this.span.see(span, DType.I32, false);
    }

    Heads heads() {
        return heads;
    }

    int queries() {
        return queries;
    }

    Rows q() {
        return q;
    }

    Rows k() {
        return k;
    }

    Rows v() {
        return v;
    }

    Rows y() {
        return y;
    }

    /// The first key of sequence `b` that the query at `t` sees.
    int first(int b, int t) {
        return heads.mask().first(keys - queries + t, span.data().get(INT, span.row(b)));
    }

    /// The key after the last one of sequence `b` that the query at `t` sees.
    int end(int b, int t) {
        return heads.mask().end(keys - queries + t, span.data().get(INT, span.row(b) + 4));
    }

    /// Where head `h` of the query at `t` begins in an operand of the shape of `q`.
    long query(Rows like, int b, int t, int h) {
        return like.row(b * queries + t) + 4L * h * heads.width();
    }

    /// Where head `g` of key `j` begins in an operand of the shape of `k`.
    long key(Rows like, int b, int j, int g) {
        return like.row(b * keys + j) + 4L * g * heads.width();
    }

    float lse(int b, int t, int h) {
        return lse.data().get(FLOAT, lse.row(b * queries + t) + 4L * h);
    }

    void lse(int b, int t, int h, float value) {
        lse.data().set(FLOAT, lse.row(b * queries + t) + 4L * h, value);
    }

    /// Bytes of a row of `D` floats, filled up to whole registers of any width.
    long pitch() {
        return 4L * Math.ceilDiv(heads.width(), Lanes.VIRTUAL) * Lanes.VIRTUAL;
    }

    /// Whether rows of `D` floats are whole registers of any width as they are.
    boolean whole() {
        return heads.width() % Lanes.VIRTUAL == 0;
    }

    /// Bytes of [#QUERIES] rows turned over.
    long turned() {
        return (long) QUERIES / Tiles.COLUMNS * Packing.panelBytes(heads.width());
    }

    /// Turns `n` rows of `D` floats over into panels, times `scale`.
    void turn(int worker, float scale, MemorySegment src, long at, long step, int n, MemorySegment own, long to) {
        for (int j = 0; j < n; j += Tiles.COLUMNS, to += Packing.panelBytes(heads.width())) {
            int columns = Math.min(Tiles.COLUMNS, n - j);
            Packing.transposed(src, at + j * step, step, heads.width(), columns, squares[worker], own, to);
            if (scale != 1) {
                scale(scale, own, to, heads.width(), columns);
            }
        }
    }

    private static void scale(float scale, MemorySegment x, long p, int rows, int columns) {
        for (int r = 0; r < rows; r++, p += Packing.ROW) {
            for (int c = 0; c < columns; c += Lanes.L) {
                FloatVector.fromMemorySegment(Lanes.F, x, p + 4L * c, Lanes.LE).mul(scale).intoMemorySegment(x,
                        p + 4L * c, Lanes.LE);
            }
        }
    }

    /// Fills `n` lines of the table at `out`: rows of `D` floats from `at` on, times `count` queries turned over.
    ///
    /// @param spare room for four rows
    void scores(MemorySegment a, long at, long step, int n, MemorySegment own, long turned, int count, long spare,
            long out) {
        if (n < Tiles.ROWS) {
            copy(a, at, step, n, own, spare);
            four(own, spare, pitch(), own, turned, count, out);
            return;
        }
        for (int j = 0; j < n; j += Tiles.ROWS) {
            int from = Math.min(j, n - Tiles.ROWS); // the last four overlap those before
            four(a, at + from * step, step, own, turned, count, out + from * LINE);
        }
    }

    private void four(MemorySegment a, long at, long step, MemorySegment own, long turned, int count, long out) {
        for (int c = 0; c < count; c += Tiles.COLUMNS, turned += Packing.panelBytes(heads.width())) {
            int vectors = Math.ceilDiv(Math.min(Tiles.COLUMNS, count - c), Lanes.L);
            Tiles.tile(vectors, heads.width(), a, at, step, 4, own, turned, Packing.ROW, false, 1, own, out + 4L * c,
                    LINE);
        }
    }

    /// `s = cap·tanh(s/cap)` on `n` lines of a table of scores of `count` queries.
    void cap(MemorySegment own, long table, int n, int count) {
        float cap = (float) heads.cap();
        for (int j = 0; j < n; j++, table += LINE) {
            Curves.caps(own, table, cap, own, table, count);
        }
    }

    /// `out[4, D] = a[4, inner] · b[inner, D]`, or `+=` if `add`; element `a[r,k]` lies at byte `pa + r·rowA + k·stepA`
    /// of `own`, and rows of `b` are filled up as [#pitch] says.
    void mix(boolean add, MemorySegment own, long pa, long rowA, long stepA, int inner, MemorySegment b, long pb,
            long rowB, MemorySegment o, long po, long rowO) {
        int whole = Math.ceilDiv(heads.width(), Lanes.L) * Lanes.L;
        for (int c = 0; c < whole; c += Tiles.COLUMNS) {
            Tiles.tile(Math.min(Tiles.COLUMNS, whole - c) / Lanes.L, inner, own, pa, rowA, stepA, b, pb + 4L * c, rowB,
                    add, 1, o, po + 4L * c, rowO);
        }
    }

    /// Copies `n` rows of `D` floats into rows of [#pitch], zeros behind them.
    void copy(MemorySegment src, long at, long step, int n, MemorySegment own, long to) {
        long pitch = pitch();
        int width = heads.width();
        for (int i = 0; i < n; i++, at += step, to += pitch) {
            for (int d = 0; d < width; d += Lanes.L) {
                VectorMask<Float> m = Lanes.F.indexInRange(d, width);
                FloatVector.fromMemorySegment(Lanes.F, src, at + 4L * d, Lanes.LE, m).intoMemorySegment(own,
                        to + 4L * d, Lanes.LE);
            }
        }
    }
}
