package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// `dx += dy[n]/c · sign(x − target)`, the gradient of [L1]; the sign of 0 is 0, as in torch.
public record L1GradAdd(Tensor x, Tensor target, Tensor dy, Tensor dx) implements Kernel {
    public L1GradAdd {
        L1.requireShapes("l1GradAdd", x, target, dy);
        Shapes.requireSame("l1GradAdd", x, dx);
    }

    @Override
    public Access access() {
        return Access.reads(x, target, dy).andUpdates(dx);
    }

    @Override
    public void define() {
        int c = x.dim(1);
        for (int n = 0; n < x.dim(0); n++) {
            int row = n;
            Loops.rowAdd(dx, row, j -> dy.get(row) / c * Math.signum(x.at(row, j) - target.at(row, j)));
        }
    }
}
