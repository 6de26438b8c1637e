package t2l.autograd;

import java.util.List;
import t2l.tensor.Shapes;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.AddRow;
import t2l.tensor.kernel.Elementwise.SumRowsAdd;
import t2l.tensor.kernel.Products.MatMul;

/// A projection with a bias: `x[n,in] w[out,in] b[out] → y[n,out]`, `y = x·wᵀ + b`. The bias is added in
/// place: the output of a hypernetwork's heads is too large to be copied.
///
/// `dx += dy·w`, `dw += dyᵀ·x`, `db[c] += Σ_n dy`.
record AffineOp(Var x, Var w, Var b) implements Op {
    AffineOp {
        Tensor tx = x.value();
        Tensor tw = w.value();
        Shapes.require(tx.rank() == 2 && tw.rank() == 2 && tx.dim(1) == tw.dim(1) && Shapes.is(b.value(), tw.dim(0)),
                "affine", "x[n,in] w[out,in] b[out]", tx, tw, b.value());
    }

    @Override
    public List<Var> inputs() {
        return List.of(x, w, b);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor y = ws.take(x.value().dtype(), x.value().dim(0), w.value().dim(0));
        k.run(new MatMul(x.value(), w.value().t(), y));
        k.run(new AddRow(y, b.value(), y));
        return new Out(y);
    }

    @Override
    public void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        if (x.wanted()) {
            k.run(MatMul.add(1, dy, w.value(), g.of(x)));
        }
        if (w.wanted()) {
            k.run(MatMul.add(1, x.value().t(), dy, g.of(w).t()));
        }
        if (b.wanted()) {
            k.run(new SumRowsAdd(dy, g.of(b)));
        }
    }
}
