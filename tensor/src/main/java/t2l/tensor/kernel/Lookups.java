package t2l.tensor.kernel;

import t2l.tensor.*;
import t2l.tensor.kernel.Kernel.Access;

/// Rows of tables by their number.
public sealed interface Lookups extends Kernel {
    /// What each reads, updates and writes.
    @Override
    default Access access() {
        return switch (this) {
            case Gather k -> Access.reads(k.table, k.ids).andWrites(k.out);
            case ScatterAdd k -> Access.reads(k.x, k.ids).andUpdates(k.table);
        };
    }

    /// `out[n,c] = table[ids[n],c]`, zeros where `ids[n]` is −1. The table may be of any type that can be read. An id outside it
    /// throws [IllegalArgumentException] when the kernel runs.
    record Gather(Tensor table, Tensor ids, Tensor out) implements Lookups {
        public Gather {
            requireShapes("gather", table, ids, out);
        }

        /// Throws [IllegalArgumentException] for an id outside the table. Numbers change between two runs of one kernel, so
        /// every backend calls this at every run: a device reports no reads outside a table.
        public void requireIds() {
            requireRows("gather", ids, -1, table);
        }

        @Override
        public void define() {
            requireIds();
            for (int n = 0; n < ids.dim(0); n++) {
                int id = (int) ids.get(n);
                Loops.row(out, n, j -> id < 0 ? 0 : table.at(id, j));
            }
        }

        static void requireShapes(String kernel, Tensor table, Tensor ids, Tensor rows) {
            boolean ok = table.rank() == 2 && ids.rank() == 1 && ids.dtype() == DType.I32
                    && Shapes.is(rows, ids.dim(0), table.dim(1));
            Shapes.require(ok, kernel, "table[V,c] ids i32[n] rows[n,c]", table, ids, rows);
        }

        /// Throws [IllegalArgumentException] if one of `ids[n]` is below `least` or no row of `table`.
        static void requireRows(String kernel, Tensor ids, int least, Tensor table) {
            for (int n = 0; n < ids.dim(0); n++) {
                int id = (int) ids.get(n);
                if (id < least || id >= table.dim(0)) {
                    throw new IllegalArgumentException(kernel + ": needs ids below " + table.dim(0) + ", got " + id);
                }
            }
        }
    }

    /// `table[ids[n],c] += x[n,c]`, in the order of `n`; rows with `ids[n]` −1 are skipped. An id outside the table throws
    /// [IllegalArgumentException] when the kernel runs.
    record ScatterAdd(Tensor x, Tensor ids, Tensor table) implements Lookups {
        public ScatterAdd {
            Gather.requireShapes("scatterAdd", table, ids, x);
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
}
