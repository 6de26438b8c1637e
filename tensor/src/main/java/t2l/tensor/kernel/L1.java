package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// `loss[n] = mean_c |x[n,c] − target[n,c]|`
public record L1(Tensor x, Tensor target, Tensor loss) implements Kernel {
    public L1 {
        requireShapes("l1", x, target, loss);
    }

    @Override
    public Access access() {
        return Access.reads(x, target).andWrites(loss);
    }

    @Override
    public void define() {
        int c = x.dim(1);
        Loops.each(loss, n -> Loops.sum(c, j -> Math.abs(x.at((int) n, j) - target.at((int) n, j))) / c);
    }

    static void requireShapes(String kernel, Tensor x, Tensor target, Tensor rows) {
        Shapes.require(x.rank() == 2 && Shapes.same(x, target) && Shapes.is(rows, x.dim(0)), kernel,
                "x[n,c] target[n,c] and one number a row", x, target, rows);
    }
}
