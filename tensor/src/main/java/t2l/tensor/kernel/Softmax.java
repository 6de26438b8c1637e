package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// `y[n,c] = e^x / Σ_c e^x` row by row; `y` may be `x`.
public record Softmax(Tensor x, Tensor y) implements Kernel {
    public Softmax {
        Shapes.require(x.rank() == 2 && Shapes.same(x, y), "softmax", "matrices of one shape", x, y);
    }

    @Override
    public Access access() {
        return Access.reads(x).andWrites(y);
    }

    @Override
    public void define() {
        for (int n = 0; n < x.dim(0); n++) {
            int row = n;
            double lse = Loops.logSumExp(x, row);
            Loops.row(y, row, j -> Math.exp(x.at(row, j) - lse));
        }
    }
}
