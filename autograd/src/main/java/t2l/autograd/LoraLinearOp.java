package t2l.autograd;

import java.util.List;
import t2l.tensor.Shapes;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Products.LoraAdd;
import t2l.tensor.kernel.Products.MatMul;

/// A projection with a low-rank update (Hu et al. 2021, eq. 3), one for each of `S` groups of rows:
/// `y = x·wᵀ + s·h·bᵀ` with `h = x·aᵀ`.
///
/// `x[n,in] w[out,in] a[S,r,in] b[S,out,r] → y[n,out]`; rows `i·n/S … (i+1)·n/S` belong to group `i`, and `S = 1` is
/// one adapter for all rows. `a` and `b` may be views of the output of a hypernetwork. The update `s·b·a` itself is not
/// computed.
///
/// With `u = s·dy·b`: `dx += dy·w + u·a`, `da += uᵀ·x`, `db += s·dyᵀ·h`, `dw += dyᵀ·x`.
record LoraLinearOp(Var x, Var w, Var a, Var b, double s) implements Op {
    LoraLinearOp {
        Tensor tx = x.value();
        Tensor tw = w.value();
        Tensor ta = a.value();
        Tensor tb = b.value();
        Shapes.require(
                tx.rank() == 2 && tw.rank() == 2 && ta.rank() == 3 && tb.rank() == 3 && tx.dim(1) == tw.dim(1)
                        && ta.dim(2) == tw.dim(1) && tb.dim(1) == tw.dim(0)
                        && ta.dim(1) == tb.dim(2) && ta.dim(0) == tb.dim(0) && tx.dim(0) % ta.dim(0) == 0,
                "loraLinear", "x[n,in] w[out,in] a[S,r,in] b[S,out,r] with n a multiple of S", tx, tw, ta, tb);
    }

    @Override
    public List<Var> inputs() {
        return List.of(x, w, a, b);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor tx = x.value();
        Tensor y = ws.take(tx.dtype(), tx.dim(0), w.value().dim(0));
        Tensor h = ws.take(tx.dtype(), groups(), tx.dim(0) / groups(), a.value().dim(1));
        k.run(new MatMul(tx, w.value().t(), y));
        k.run(new LoraAdd(s, grouped(tx), a.value().t(), b.value().t(), h, grouped(y)));
        return new Out(y, h);
    }

    @Override
    public void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        Tensor h = out.saved().get(0);
        Tensor dyGrouped = grouped(dy);
        if (b.wanted()) {
            k.run(MatMul.add(s, dyGrouped.t(), h, g.of(b)));
        }
        Tensor u = h; // h is no longer needed: its memory takes dy·b
        if (x.wanted()) {
            k.run(MatMul.add(1, dy, w.value(), g.of(x)));
            k.run(new LoraAdd(s, dyGrouped, b.value(), a.value(), u, grouped(g.of(x))));
        } else {
            k.run(new MatMul(dyGrouped, b.value(), u));
        }
        if (a.wanted()) {
            k.run(MatMul.add(s, u.t(), grouped(x.value()), g.of(a)));
        }
        if (w.wanted()) {
            k.run(MatMul.add(1, dy.t(), x.value(), g.of(w)));
        }
    }

    private int groups() {
        return a.value().dim(0);
    }

    private Tensor grouped(Tensor rows) {
        return rows.reshape(groups(), rows.dim(0) / groups(), rows.dim(1));
    }
}
