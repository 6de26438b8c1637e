package t2l.tensor.kernel;

import t2l.tensor.DType;
import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// `out[n,c] = table[ids[n],c]`, zeros where `ids[n]` is −1. The table may be of any type that can be read. An id outside it
/// throws [IllegalArgumentException] when the kernel runs.
public record Gather(Tensor table, Tensor ids, Tensor out) implements Kernel {
    public Gather {
        requireShapes("gather", table, ids, out);
    }

    @Override
    public Access access() {
        return Access.reads(table, ids).andWrites(out);
    }

    @Override
    public void define() {
        for (int n = 0; n < ids.dim(0); n++) {
            int id = id("gather", ids, n, table);
            Loops.row(out, n, j -> id < 0 ? 0 : table.at(id, j));
        }
    }

    /// The failure of an `id` that is no row of `table`.
    public static IllegalArgumentException outside(String kernel, long id, Tensor table) {
        return new IllegalArgumentException(kernel + ": needs ids below " + table.dim(0) + ", got " + id);
    }

    static void requireShapes(String kernel, Tensor table, Tensor ids, Tensor rows) {
        boolean ok = table.rank() == 2 && ids.rank() == 1 && ids.dtype() == DType.I32
                && Shapes.is(rows, ids.dim(0), table.dim(1));
        Shapes.require(ok, kernel, "table[V,c] ids i32[n] rows[n,c]", table, ids, rows);
    }

    static int id(String kernel, Tensor ids, int n, Tensor table) {
        int id = (int) ids.get(n);
        if (id < -1 || id >= table.dim(0)) {
            throw outside(kernel, id, table);
        }
        return id;
    }
}
