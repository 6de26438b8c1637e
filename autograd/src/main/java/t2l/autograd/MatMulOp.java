package t2l.autograd;

import java.util.List;
import t2l.tensor.Shapes;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Products.MatMul;

/// `y[m,n] = a[m,k] · b[k,n]`, or a batch of `S` such products.
///
/// `da += dy·bᵀ`, `db += aᵀ·dy`.
record MatMulOp(Var a, Var b) implements Op {
    MatMulOp {
        Tensor x = a.value();
        Tensor w = b.value();
        Shapes.require(x.rank() == w.rank() && (x.rank() == 2 || (x.rank() == 3 && x.dim(0) == w.dim(0)))
                && x.dim(-1) == w.dim(-2), "matmul", "a[m,k] b[k,n], or S of each", x, w);
    }

    @Override
    public List<Var> inputs() {
        return List.of(a, b);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        int[] shape = a.value().dims();
        shape[shape.length - 1] = b.value().dim(-1);
        Tensor y = ws.take(a.value().dtype(), shape);
        k.run(new MatMul(a.value(), b.value(), y));
        return new Out(y);
    }

    @Override
    public void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        if (a.wanted()) {
            k.run(MatMul.add(1, dy, b.value().t(), g.of(a)));
        }
        if (b.wanted()) {
            k.run(MatMul.add(1, a.value().t(), dy, g.of(b)));
        }
    }
}
