package t2l.autograd;

import java.util.List;
import t2l.tensor.*;
import t2l.tensor.kernel.Products.*;

/// A projection with a low-rank update (Hu et al. 2021, eq. 3), one for each of `S` groups of rows:
/// `y = x·wᵀ + s·h·bᵀ` with `h = x·aᵀ`.
///
/// `x[n,in] w[out,in] a[S,r,in] b[S,out,r] → y[n,out]`; rows `i·n/S … (i+1)·n/S` belong to group `i`, and `S = 1` is
/// one adapter for all rows. `a` and `b` may be views of the output of a hypernetwork. The update `s·b·a` itself is not
/// computed.
///
/// With `u = s·dy·b`: `dx += dy·w + u·a`, `da += uᵀ·x`, `db += s·dyᵀ·h`, `dw += dyᵀ·x`.
record LoraLinear(Var x, Var w, Var a, Var b, double s) {
    LoraLinear {
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

    Var apply() {
        Pass pass = x.pass();
        return pass.apply("LoraLinear", List.of(x, w, a, b), () -> {
            Tensor tx = x.value();
            Tensor y = pass.take(tx.dtype(), tx.dim(0), w.value().dim(0));
            Tensor h = pass.take(tx.dtype(), groups(), tx.dim(0) / groups(), a.value().dim(1));
            pass.run(new MatMul(tx, w.value().t(), y));
            pass.run(new LoraAdd(s, grouped(tx), a.value().t(), b.value().t(), h, grouped(y)));
            return dy -> backward(pass, h, dy);
        });
    }

    private void backward(Pass pass, Tensor h, Tensor dy) {
        Tensor dyGrouped = grouped(dy);
        pass.accumulate(b, db -> MatMul.add(s, dyGrouped.t(), h, db));
        Tensor u = h; // h is no longer needed: its memory takes dy·b
        if (x.wanted()) {
            Tensor dx = pass.gradient(x);
            pass.run(MatMul.add(1, dy, w.value(), dx));
            pass.run(new LoraAdd(s, dyGrouped, b.value(), a.value(), u, grouped(dx)));
        } else {
            pass.run(new MatMul(dyGrouped, b.value(), u));
        }
        pass.accumulate(a, da -> MatMul.add(s, u.t(), grouped(x.value()), da));
        pass.accumulate(w, dw -> MatMul.add(1, dy.t(), x.value(), dw));
    }

    private int groups() {
        return a.value().dim(0);
    }

    private Tensor grouped(Tensor rows) {
        return rows.reshape(groups(), rows.dim(0) / groups(), rows.dim(1));
    }
}
