package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// `out[c] += Σ_n x[n,c]`
public record SumRowsAdd(Tensor x, Tensor out) implements Kernel {
    public SumRowsAdd {
        Shapes.requireRows("sumRowsAdd", x, out);
    }

    @Override
    public Access access() {
        return Access.reads(x).andUpdates(out);
    }

    @Override
    public void define() {
        int n = x.dim(0);
        Loops.eachAdd(out, j -> Loops.sum(n, i -> x.at(i, (int) j)));
    }
}
