package t2l.tensor.simd.attention;

import java.util.Arrays;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Attending.Attention;
import t2l.tensor.kernel.Attending.AttentionGradAdd;
import t2l.tensor.kernel.Heads;
import t2l.tensor.simd.lanes.RawMemory;
import t2l.tensor.simd.lanes.Rows;

/// What both directions of attention read, and which keys a query sees.
final class Attended {
    /// Keys that are attended to at a time.
    static final int KEYS = Attention.PAGE;

    private final Rows q = new Rows();
    /// By page.
    private Rows[] k = {};
    private Rows[] v = {};
    private final Rows span = new Rows();
    private final Rows y = new Rows();
    private final Rows lse = new Rows();
    private Heads heads = new Heads(1, 1, 1, 1, false);
    private int queries;
    private int keys;
    /// Keys of a page.
    private int page;
    /// Of keys and values: F32, or F16 forward.
    private DType stored = DType.F32;

    /// Looks at the operands, of which `y` and `lse` are written; false if [Rows] cannot walk one of them, or if
    /// blocks of keys would not lie within pages.
    boolean forward(Attention call) {
        int pages = call.k().size();
        int length = call.k().getFirst().dim(1);
        stored = call.k().getFirst().dtype() == DType.F16 ? DType.F16 : DType.F32;
        boolean all = (pages == 1 || (call.q().dim(0) == 1 && length % KEYS == 0))
                && see(call.heads(), call.q(), call.span(), call.keys(), length)
                && (pages == 1 || low(0) == 0) && y.edit(call.y(), false) && lse.edit(call.lse(), false);
        grow(pages);
        for (int i = 0; i < pages && all; i++) {
            all = k[i].see(call.k().get(i), stored, false) && v[i].see(call.v().get(i), stored, false);
        }
        return all;
    }

    /// Looks at the operands, which are all read; false if [Rows] cannot walk one of them.
    boolean backward(AttentionGradAdd call) {
        grow(1);
        stored = DType.F32;
        return see(call.heads(), call.q(), call.span(), call.k().dim(1), call.k().dim(1))
                && k[0].see(call.k(), false) && v[0].see(call.v(), false)
                && y.see(call.y(), false) && lse.see(call.lse(), false);
    }

    private boolean see(Heads heads, Tensor q, Tensor span, int keys, int length) {
        this.heads = heads;
        this.keys = keys;
        page = Math.max(1, length);
        queries = q.dim(1);
        return this.q.see(q, false) && this.span.see(span, DType.I32, false);
    }

    private void grow(int pages) {
        int before = k.length;
        if (before < pages) {
            k = Arrays.copyOf(k, Math.max(pages, 2 * before));
            v = Arrays.copyOf(v, k.length);
            for (int i = before; i < k.length; i++) {
                k[i] = new Rows();
                v[i] = new Rows();
            }
        }
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

    /// The page with key `j`.
    Rows k(int j) {
        return k[j / page];
    }

    /// The page with value `j`.
    Rows v(int j) {
        return v[j / page];
    }

    /// Whether keys and values are F16.
    boolean halves() {
        return stored == DType.F16;
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

    /// The address of head `g` of key `j` in its page, or in an operand of the shape of a single one.
    long key(Rows like, int b, int j, int g) {
        return like.row(b * page + j % page) + stored.bytes((long) g * heads.width());
    }

    /// The address of the log-sum-exp of head `h` of the query at `t`.
    long log(int b, int t, int h) {
        return lse.row(b * queries + t) + 4L * h;
    }

    Rows lse() {
        return lse;
    }

    /// Which keys of a block the queries of a block see: query `i` those from [#first] on and before [#end]. Queries and keys
    /// are counted from the first of their blocks. Both borders never fall from one query to the next. One object serves one
    /// thread.
    static final class VisibleKeys {
        private int low;
        private int high;
        private int from;
        private int to;

        /// Looks at the queries from `t` on and the keys from `key` on, of sequence `b`.
        void at(Attended on, int b, int t, int key) {
            int place = on.keys() - on.queries() + t - key;
            low = on.low(b) - key;
            high = on.high(b) - key;
            int farthest = on.keys() + on.queries();
            from = place - Math.min(farthest, on.heads().mask().before());
            to = place + 1 + Math.min(farthest, on.heads().mask().after());
        }

        int first(int i) {
            return Math.max(low, from + i);
        }

        int end(int i) {
            return Math.min(high, to + i);
        }

        /// [#first] of query 0 but for padding; of the next query it is one more.
        int from() {
            return from;
        }

        /// [#end] of query 0 but for padding; of the next query it is one more.
        int to() {
            return to;
        }

        /// The first key that is no padding.
        int low() {
            return low;
        }

        /// The key after the last one that is no padding.
        int high() {
            return high;
        }
    }
}
