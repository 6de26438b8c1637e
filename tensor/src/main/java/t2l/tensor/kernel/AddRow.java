package t2l.tensor.kernel;

import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// `out[n,c] = x[n,c] + row[c]`; `out` may be `x`.
public record AddRow(Tensor x, Tensor row, Tensor out) implements Kernel {
    public AddRow {
        Shapes.requireRows("addRow", x, row);
        Shapes.requireSame("addRow", x, out);
    }

    @Override
    public Access access() {
        return Access.reads(x, row).andWrites(out);
    }

    @Override
    public void define() {
        int c = x.dim(1);
        Loops.each(out, i -> x.get(i) + row.get(i % c));
    }
}
