package t2l.autograd;

import java.util.List;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.AddRow;
import t2l.tensor.kernel.Elementwise.ScaleAdd;
import t2l.tensor.kernel.Elementwise.SumRowsAdd;

/// A bias: `y[n,c] = x[n,c] + row[c]`; `dx += dy`, `drow[c] += Σ_n dy`.
record AddRowOp(Var x, Var row) implements Op {
    @Override
    public List<Var> inputs() {
        return List.of(x, row);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor y = ws.take(x.value().dtype(), x.value().dims());
        k.run(new AddRow(x.value(), row.value(), y));
        return new Out(y);
    }

    @Override
    public void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        if (x.wanted()) {
            k.run(new ScaleAdd(1, dy, g.of(x)));
        }
        if (row.wanted()) {
            k.run(new SumRowsAdd(dy, g.of(row)));
        }
    }
}
