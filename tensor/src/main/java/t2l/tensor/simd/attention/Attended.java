package t2l.tensor.simd.attention;

import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Heads;
import t2l.tensor.simd.lanes.RawMemory;
import t2l.tensor.simd.lanes.Rows;

/// What both directions of attention read, and which keys a query sees.
final class Attended {

    private final Rows q = new Rows();
    private final Rows k = new Rows();
    private final Rows v = new Rows();
    private final Rows span = new Rows();
    private final Rows y = new Rows();
    private final Rows lse = new Rows();
    private Heads heads = new Heads(1, 1, 1, 1, false);
    private int queries;
    private int keys;

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

    int keys() {
        return keys;
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

    /// The first key of sequence `b` that is no padding.
    int low(int b) {
        return RawMemory.integer(span.row(b));
    }

    /// The key after the last one of sequence `b` that is no padding.
    int high(int b) {
        return RawMemory.integer(span.row(b) + 4);
    }

    /// Where the block of `n` keys begins that `key` is in: blocks of sequence `b` are counted from its first key that is no
    /// padding, whoever reads them.
    int start(int b, int key, int n) {
        return low(b) + Math.max(0, key - low(b)) / n * n;
    }

    /// The address of head `h` of the query at `t` in an operand of the shape of `q`.
    long query(Rows like, int b, int t, int h) {
        return like.row(b * queries + t) + 4L * h * heads.width();
    }

    /// The address of head `g` of key `j` in an operand of the shape of `k`.
    long key(Rows like, int b, int j, int g) {
        return like.row(b * keys + j) + 4L * g * heads.width();
    }

    /// The address of the log-sum-exp of head `h` of the query at `t`.
    long log(int b, int t, int h) {
        return lse.row(b * queries + t) + 4L * h;
    }

    Rows lse() {
        return lse;
    }
}
