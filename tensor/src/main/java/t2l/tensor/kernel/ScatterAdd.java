package t2l.tensor.kernel;

import t2l.tensor.Tensor;

/// `table[ids[n],c] += x[n,c]`, in the order of `n`; rows with `ids[n]` −1 are skipped. An id outside the table throws
/// [IllegalArgumentException] when the kernel runs.
public record ScatterAdd(Tensor x, Tensor ids, Tensor table) implements Kernel {
    public ScatterAdd {
        Gather.requireShapes("scatterAdd", table, ids, x);
    }

    @Override
    public Access access() {
        return Access.reads(x, ids).andUpdates(table);
    }

    /// As [Gather#requireIds()].
    public void requireIds() {
        Gather.requireRows("scatterAdd", ids, -1, table);
    }

    @Override
    public void define() {
        requireIds();
        for (int n = 0; n < ids.dim(0); n++) {
            int row = n;
            int id = (int) ids.get(n);
            if (id >= 0) {
                Loops.rowAdd(table, id, j -> x.at(row, j));
            }
        }
    }
}
