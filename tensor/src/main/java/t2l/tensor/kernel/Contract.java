package t2l.tensor.kernel;

import t2l.tensor.DType;
import t2l.tensor.Shapes;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;

/// What each kernel requires of its operands, checked by every backend before it computes. All methods throw
/// [IllegalArgumentException] in the words of [Shapes], and allocate only then: backends call them at every kernel.
public final class Contract {
    private static final String ONE_SHAPE = "operands of one shape";

    private Contract() {}

    /// All operands have one shape.
    public static void elementwise(String op, Tensor a, Tensor b) {
        if (!Shapes.same(a, b)) {
            throw Shapes.failure(op, ONE_SHAPE, a, b);
        }
    }

    /// All operands have one shape.
    public static void elementwise(String op, Tensor a, Tensor b, Tensor c) {
        if (!(Shapes.same(a, b) && Shapes.same(a, c))) {
            throw Shapes.failure(op, ONE_SHAPE, a, b, c);
        }
    }

    /// All operands have one shape.
    public static void elementwise(String op, Tensor a, Tensor b, Tensor c, Tensor d) {
        if (!(Shapes.same(a, b) && Shapes.same(a, c) && Shapes.same(a, d))) {
            throw Shapes.failure(op, ONE_SHAPE, a, b, c, d);
        }
    }

    /// All operands have one shape.
    public static void elementwise(String op, Tensor a, Tensor b, Tensor c, Tensor d, Tensor e) {
        if (!(Shapes.same(a, b) && Shapes.same(a, c) && Shapes.same(a, d) && Shapes.same(a, e))) {
            throw Shapes.failure(op, ONE_SHAPE, a, b, c, d, e);
        }
    }

    /// A factor `[1]`, and `x` and `out` of one shape.
    public static void scaleBy(Tensor factor, Tensor x, Tensor out) {
        if (!(factor.size() == 1 && Shapes.same(x, out))) {
            throw Shapes.failure("scaleByAdd", "factor[1] x and out of one shape", factor, x, out);
        }
    }

    /// A matrix `x[n,c]` and a `row[c]` for each of its rows.
    public static void rows(String op, Tensor x, Tensor row) {
        if (!(x.rank() == 2 && Shapes.is(row, x.dim(1)))) {
            throw Shapes.failure(op, "x[n,c] row[c]", x, row);
        }
    }

    /// `a` and `b` of one shape, `out[1]`.
    public static void dot(Tensor a, Tensor b, Tensor out) {
        if (!(Shapes.same(a, b) && out.size() == 1)) {
            throw Shapes.failure("dot", "a and b of one shape and out[1]", a, b, out);
        }
    }

    /// `a[m,k] b[k,n] out[m,n]`, or `S` of each; `out` is neither `a` nor `b`.
    public static void matmul(Tensor a, Tensor b, Tensor out) {
        int r = a.rank();
        boolean ok = (r == 2 || r == 3) && b.rank() == r && out.rank() == r && a.dim(-1) == b.dim(-2)
                && out.dim(-2) == a.dim(-2) && out.dim(-1) == b.dim(-1)
                && (r == 2 || (a.dim(0) == b.dim(0) && a.dim(0) == out.dim(0)));
        if (!ok) {
            throw Shapes.failure("matmul", "a[m,k] b[k,n] out[m,n], or S of each", a, b, out);
        }
        apart("matmul", a, out);
        apart("matmul", b, out);
    }

    /// `x[n,c] w[c] y[n,c] rstd[n]`, rows of at least one element; `rstd` is not `w`.
    public static void norm(String op, Tensor x, Tensor w, Tensor y, Tensor rstd) {
        if (!(x.rank() == 2 && x.dim(1) > 0 && Shapes.is(w, x.dim(1)) && Shapes.same(x, y)
                && Shapes.is(rstd, x.dim(0)))) {
            throw Shapes.failure(op, "x[n,c] w[c] y[n,c] rstd[n] and c above 0", x, w, y, rstd);
        }
        apart(op, w, rstd);
    }

    /// As [#norm], with `b[c] mean[n]`; neither `mean` nor `rstd` is `w` or `b`.
    public static void layerNorm(String op, Tensor x, Tensor w, Tensor b, Tensor y, Tensor mean, Tensor rstd) {
        norm(op, x, w, y, rstd);
        norm(op, x, b, y, mean);
        apart(op, w, mean);
        apart(op, b, rstd);
    }

    /// All operands have one shape; `dg` and `du` are none of the inputs.
    public static void gateGrad(Tensor g, Tensor u, Tensor dy, Tensor dg, Tensor du) {
        elementwise("gateGradAdd", g, u, dy, dg, du);
        apart("gateGradAdd", g, dg);
        apart("gateGradAdd", u, dg);
        apart("gateGradAdd", dy, dg);
        apart("gateGradAdd", g, du);
        apart("gateGradAdd", u, du);
        apart("gateGradAdd", dy, du);
    }

    /// All operands have one shape, and no two of them are one.
    public static void adamw(Tensor w, Tensor g, Tensor m, Tensor v) {
        elementwise("adamw", w, g, m, v);
        apart("adamw", g, w);
        apart("adamw", g, m);
        apart("adamw", g, v);
        apart("adamw", w, m);
        apart("adamw", w, v);
        apart("adamw", m, v);
    }

    /// `q[B,Tq,H·D] k v [B,Tk,G·D] span[B,2] y[B,Tq,H·D] lse[B,Tq,H]`, at least as many keys as queries under a mask, and
    /// spans within the keys; `y` is no input.
    public static void attention(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse) {
        attentionShapes(heads, q, k, v, span, y, lse);
        apart("attention", q, y);
        apart("attention", k, y);
        apart("attention", v, y);
    }

    private static void attentionShapes(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse) {
        boolean ok = q.rank() == 3 && k.rank() == 3 && q.dim(2) == heads.query() * heads.width()
                && k.dim(2) == heads.keyValue() * heads.width()
                && k.dim(0) == q.dim(0) && k.dim(1) >= (heads.mask().equals(Mask.NONE) ? 0 : q.dim(1))
                && Shapes.same(k, v)
                && Shapes.same(q, y)
                && Shapes.is(span, q.dim(0), 2) && lse.rank() == 3 && lse.dim(0) == q.dim(0) && lse.dim(1) == q.dim(1)
                && lse.dim(2) == heads.query();
        if (!ok) {
            throw Shapes.failure("attention",
                    "q[B,Tq,H·D] k[B,Tk,G·D] v[B,Tk,G·D] span[B,2] y[B,Tq,H·D] lse[B,Tq,H] for " + heads, q, k, v, span,
                    y, lse);
        }
        for (int b = 0; b < span.dim(0); b++) {
            if (span.at(b, 0) < 0 || span.at(b, 1) > k.dim(1)) {
                throw new IllegalArgumentException("attention: needs spans within " + k.dim(1) + " keys, got "
                        + (long) span.at(b, 0) + " … " + (long) span.at(b, 1) + " for sequence " + b);
            }
        }
    }

    /// As [#attention], with `dy`, `dq`, `dk`, `dv` of the shapes of `y`, `q`, `k`, `v`; a gradient is no input.
    public static void attentionGrad(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse,
            Tensor dy, Tensor dq, Tensor dk, Tensor dv) {
        attentionShapes(heads, q, k, v, span, y, lse);
        attentionShapes(heads, dq, dk, dv, span, dy, lse);
        apart(q, k, v, y, dy, dq);
        apart(q, k, v, y, dy, dk);
        apart(q, k, v, y, dy, dv);
    }

    private static void apart(Tensor q, Tensor k, Tensor v, Tensor y, Tensor dy, Tensor out) {
        apart("attentionGradAdd", q, out);
        apart("attentionGradAdd", k, out);
        apart("attentionGradAdd", v, out);
        apart("attentionGradAdd", y, out);
        apart("attentionGradAdd", dy, out);
    }

    /// `x[n,H·D] positions[n] cos sin [P,D/2] out[n,H·D]`.
    public static void rope(Tensor x, Tensor positions, Tensor cos, Tensor sin, Tensor out) {
        boolean ok = x.rank() == 2 && Shapes.is(positions, x.dim(0)) && cos.rank() == 2 && cos.dim(1) > 0
                && Shapes.same(cos, sin)
                && x.dim(1) % (2 * cos.dim(1)) == 0 && Shapes.same(x, out);
        if (!ok) {
            throw Shapes.failure("rope", "x[n,H·D] positions[n] cos[P,D/2] sin[P,D/2] out[n,H·D]", x, positions, cos,
                    sin, out);
        }
    }

    /// `table[V,c]`, `ids` I32 `[n]`, `rows[n,c]`; whether an id is in the table is found as it is read ([#id]).
    public static void gather(String op, Tensor table, Tensor ids, Tensor rows) {
        boolean ok = table.rank() == 2 && ids.rank() == 1 && ids.dtype() == DType.I32
                && Shapes.is(rows, ids.dim(0), table.dim(1));
        if (!ok) {
            throw Shapes.failure(op, "table[V,c] ids i32[n] rows[n,c]", table, ids, rows);
        }
    }

    /// `logits[n,V] targets[n] lse[n] loss[n]`; a target is checked as it is read ([#target]).
    public static void crossEntropy(Tensor logits, Tensor targets, Tensor lse, Tensor loss) {
        boolean ok = logits.rank() == 2 && Shapes.is(targets, logits.dim(0)) && Shapes.is(lse, logits.dim(0))
                && Shapes.is(loss, logits.dim(0));
        if (!ok) {
            throw Shapes.failure("crossEntropy", "logits[n,V] targets[n] lse[n] and one number a row", logits, targets,
                    lse, loss);
        }
    }

    /// A soft cap is a positive number, or infinity for none.
    public static void cap(String op, double cap) {
        if (!(cap > 0)) {
            throw new IllegalArgumentException(op + ": needs a cap above 0, got " + cap);
        }
    }

    /// Matrices of one shape.
    public static void softmax(String op, Tensor x, Tensor y) {
        if (!(x.rank() == 2 && Shapes.same(x, y))) {
            throw Shapes.failure(op, "matrices of one shape", x, y);
        }
    }

    /// `x[n,c] target[n,c] rows[n]`.
    public static void l1(String op, Tensor x, Tensor target, Tensor rows) {
        if (!(x.rank() == 2 && Shapes.same(x, target) && Shapes.is(rows, x.dim(0)))) {
            throw Shapes.failure(op, "x[n,c] target[n,c] and one number a row", x, target, rows);
        }
    }

    /// A probability `0 ≤ p < 1`, a `key[2]`, and `x` and `out` of one shape with fewer than 2³¹ elements.
    public static void dropout(double p, Tensor key, Tensor x, Tensor out) {
        if (!(p >= 0 && p < 1 && key.size() == 2 && Shapes.same(x, out) && x.size() <= Integer.MAX_VALUE)) {
            throw Shapes.failure("dropout", "0 ≤ p < 1, key[2], and x and out of one shape, with p = " + p, key, x,
                    out);
        }
    }

    /// A bound of at least 0, a `key[2]`, and `x` and `out` of one shape with fewer than 2³¹ elements.
    public static void perturb(double bound, Tensor key, Tensor x, Tensor out) {
        if (!(bound >= 0 && key.size() == 2 && Shapes.same(x, out) && x.size() <= Integer.MAX_VALUE)) {
            throw Shapes.failure("perturb", "bound ≥ 0, key[2], and x and out of one shape, with bound = " + bound, key,
                    x, out);
        }
    }

    /// `x[n,d] codes[d,K] ids[n]` with a code to choose.
    public static void nearest(Tensor x, Tensor codes, Tensor ids) {
        if (!(x.rank() == 2 && codes.rank() == 2 && codes.dim(0) == x.dim(1) && codes.dim(1) > 0
                && Shapes.is(ids, x.dim(0)))) {
            throw Shapes.failure("nearest", "x[n,d] codes[d,K] ids[n] and K above 0", x, codes, ids);
        }
    }

    /// `p[n,c] key[2] ids[n]` with a column to draw.
    public static void sample(Tensor p, Tensor key, Tensor ids) {
        if (!(p.rank() == 2 && p.dim(1) > 0 && key.size() == 2 && Shapes.is(ids, p.dim(0)))) {
            throw Shapes.failure("sample", "p[n,c] key[2] ids[n] and c above 0", p, key, ids);
        }
    }

    /// `x[n,d] codes[d,K] counts[K] sums[d,K]` with at least one row.
    public static void codebook(Tensor x, Tensor codes, Tensor counts, Tensor sums) {
        if (!(x.rank() == 2 && x.dim(0) > 0 && codes.rank() == 2 && codes.dim(0) == x.dim(1)
                && Shapes.is(counts, codes.dim(1)) && Shapes.same(codes, sums))) {
            throw Shapes.failure("codebook", "x[n,d] codes[d,K] counts[K] sums[d,K] and n above 0", x, codes, counts,
                    sums);
        }
        apart("codebook", codes, sums);
    }

    /// A row number outside its table.
    public static IllegalArgumentException id(String op, long id, Tensor table) {
        return new IllegalArgumentException(op + ": needs ids below " + table.dim(0) + ", got " + id);
    }

    /// A class label outside the logits it is to pick from.
    public static IllegalArgumentException target(int target, Tensor logits) {
        return new IllegalArgumentException(
                "crossEntropy: needs targets below " + logits.dim(1) + " or " + Kernels.IGNORE + ", got " + target);
    }

    private static void apart(String op, Tensor in, Tensor out) {
        if (in.memory().place().address() == out.memory().place().address() && in.offset() == out.offset()
                && in.size() > 0
                && out.size() > 0) {
            throw new IllegalArgumentException(
                    op + ": needs an output apart from its inputs, got " + out + " on top of " + in);
        }
    }
}
