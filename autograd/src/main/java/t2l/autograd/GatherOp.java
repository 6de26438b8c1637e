package t2l.autograd;

import java.util.List;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Lookups.Gather;
import t2l.tensor.kernel.Lookups.ScatterAdd;

/// Rows of a table: `y[n,c] = table[ids[n],c]`, zeros where the id is −1; `dtable[ids[n]] += dy[n]`. An embedding, or
/// any other selection or repetition of rows.
///
/// @param ids `i32[n]`
/// @param dtype the type of the result; the table may be stored in another
record GatherOp(Var table, Tensor ids, DType dtype) implements Op {
    @Override
    public List<Var> inputs() {
        return List.of(table);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor y = ws.take(dtype, ids.dim(0), table.value().dim(1));
        k.run(new Gather(table.value(), ids, y));
        return new Out(y);
    }

    @Override
    public void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        k.run(new ScatterAdd(dy, ids, g.of(table)));
    }
}
