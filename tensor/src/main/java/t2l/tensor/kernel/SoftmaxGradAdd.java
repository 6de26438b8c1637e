package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// `dx += y ⊙ (dy − Σ_c dy⊙y)`, with the result `y` of [Softmax].
public record SoftmaxGradAdd(Tensor y, Tensor dy, Tensor dx) implements Kernel {
    public SoftmaxGradAdd {
        Shapes.require(y.rank() == 2 && Shapes.same(y, dy) && Shapes.same(y, dx), "softmaxGradAdd",
                "matrices of one shape", y, dy,
                dx);
    }

    @Override
    public Access access() {
        return Access.reads(y, dy).andUpdates(dx);
    }

    @Override
    public void define() {
        for (int n = 0; n < y.dim(0); n++) {
            int row = n;
            double mean = Loops.sum(y.dim(1), j -> y.at(row, j) * dy.at(row, j));
            Loops.rowAdd(dx, row, j -> y.at(row, j) * (dy.at(row, j) - mean));
        }
    }
}
