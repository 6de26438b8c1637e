package t2l.tensor.kernel;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.kernel.Kernel.Access;
import t2l.tensor.kernel.Products.MatMul;

/// Mixtures of experts: which rows go to which expert, and the products of each (Shazeer et al. 2017).
public sealed interface Routing extends Kernel {
    /// Chooses the `K` largest scores of each row, and lists all choices by column, so that what goes to one expert lies
    /// together. Equal scores are chosen from left to right.
    ///
    /// @param scores `[n,E]`
    /// @param chosen `i32[n·K]`: the place `row·E + column` in `scores` of each choice, by row, the largest first
    /// @param rows   `i32[n·K]`: the row of each choice, by column and then by row
    /// @param places `i32[n·K]`: for each element of `chosen`, where it is in `rows`
    /// @param columns `i32[n·K]`: the column of each choice, in the order of `rows`
    /// @param ends   `i32[E]`: where the choices of each column end in `rows`
    record TopExperts(Tensor scores, Tensor chosen, Tensor rows, Tensor places, Tensor columns,
            Tensor ends) implements Routing {
        public TopExperts {
            int n = scores.rank() == 2 ? scores.dim(0) : 0;
            boolean ok = scores.rank() == 2 && Shapes.same(chosen, rows) && Shapes.same(rows, places)
                    && Shapes.same(rows, columns) && whole(columns)
                    && chosen.rank() == 1 && (n == 0 ? chosen.dim(0) == 0 : chosen.dim(0) % n == 0)
                    && chosen.dim(0) <= scores.size() && Shapes.is(ends, scores.dim(1)) && whole(chosen) && whole(rows)
                    && whole(places) && whole(ends);
            Shapes.require(ok, "topExperts", "scores[n,E], i32[n·K] of up to E choices a row four times, ends i32[E]",
                    scores, chosen, rows, places, columns, ends);
        }

        private static boolean whole(Tensor t) {
            return t.dtype() == DType.I32;
        }

        @Override
        public Access access() {
            return Access.reads(scores).andWrites(chosen, rows, places, columns, ends);
        }

        @Override
        public void define() {
            int width = scores.dim(1);
            int most = chosen.dim(0) / Math.max(1, scores.dim(0));
            for (int e = 0; e < width; e++) {
                ends.set(e, 0);
            }
            for (int i = 0; i < chosen.dim(0); i++) {
                int row = i / most;
                int column = next(row, i % most == 0 ? -1 : (int) chosen.get(i - 1) % width);
                chosen.set(i, (double) row * width + column);
                ends.set(column, ends.get(column) + 1);
            }
            for (int e = 0, start = 0; e < width; e++) {
                int count = (int) ends.get(e);
                ends.set(e, start);
                start += count;
            }
            for (int i = 0; i < chosen.dim(0); i++) {
                int column = (int) chosen.get(i) % width;
                int place = (int) ends.get(column);
                int row = i / most;
                rows.set(place, row);
                columns.set(place, column);
                places.set(i, place);
                ends.set(column, place + 1.0);
            }
        }

        /// The column whose score comes after that of `last` in descending order; the first of all after −1.
        private int next(int row, int last) {
            int best = -1;
            for (int e = 0; e < scores.dim(1); e++) {
                if ((last < 0 || before(row, last, e)) && (best < 0 || before(row, e, best))) {
                    best = e;
                }
            }
            return best;
        }

        private boolean before(int row, int a, int b) {
            int order = Double.compare(scores.at(row, b), scores.at(row, a));
            return order < 0 || (order == 0 && a < b);
        }
    }

    /// Consecutive rows times the matrix of their expert: `out[i] = a[i] · b[e]` for the rows `ends[e-1] ≤ i < ends[e]`; `out
    /// += …` if `add`. `a[n,k]`, `E` matrices `b[k,m]`, `out[n,m]`. Only the matrices of experts with rows are read. Ends that
    /// do not ascend to `n` throw [IllegalArgumentException] when the kernel runs.
    ///
    /// @param ends `i32[E]`, as [TopExperts] writes them
    record ExpertMatMul(Tensor a, Tensor ends, List<Tensor> b, boolean add, Tensor out) implements Routing {
        public ExpertMatMul {
            b = List.copyOf(b);
            requireShapes("expertMatMul", a, ends, b, out);
            for (int e = 0; e < b.size(); e++) {
                Tensor w = b.get(e);
                Shapes.require(Shapes.is(w, a.dim(1), out.dim(1)), "expertMatMul", "a[n,k] b[k,m] out[n,m]", a, w, out);
                Shapes.requireApart("expertMatMul", out, a, w);
            }
        }

        static void requireShapes(String kernel, Tensor a, Tensor ends, List<Tensor> matrices, Tensor c) {
            Shapes.require(a.rank() == 2 && c.rank() == 2 && a.dim(0) == c.dim(0) && Shapes.is(ends, matrices.size())
                    && ends.dtype() == DType.I32, kernel, "rows a[n,k] c[n,m] and ends i32[" + matrices.size() + "]", a,
                    c, ends);
        }

        @Override
        public Access access() {
            List<Tensor> reads = new ArrayList<>(List.of(a, ends));
            reads.addAll(b);
            return add ? new Access(reads, List.of(out), List.of()) : new Access(reads, List.of(), List.of(out));
        }

        /// The products that it consists of at this moment, one for each expert with rows.
        public List<MatMul> products() {
            List<MatMul> products = new ArrayList<>();
            for (int e = 0, from = 0; e < b.size(); e++) {
                int count = count("expertMatMul", ends, e, from, out.dim(0));
                if (count > 0) {
                    products.add(new MatMul(1, a.narrow(0, from, count), b.get(e), add, out.narrow(0, from, count)));
                }
                from += count;
            }
            return products;
        }

        /// The number of rows of expert `e`, which begin at `from`.
        static int count(String kernel, Tensor ends, int e, int from, int rows) {
            int end = (int) ends.get(e);
            if (end < from || end > rows || (e == ends.dim(0) - 1 && end != rows)) {
                throw new IllegalArgumentException(kernel + ": needs ends that ascend to " + rows + ", got " + end
                        + " for expert " + e);
            }
            return end - from;
        }

        @Override
        public void define() {
            products().forEach(MatMul::define);
        }
    }

    /// The gradients of the weights `w[m,k]` of experts, of which [ExpertMatMul] takes the transposes: `dw[e] += Σ dy[i]ᵀ · a[i]`
    /// over the rows `ends[e-1] ≤ i < ends[e]`. `a[n,k] dy[n,m]`, `E` matrices `dw[m,k]`.
    ///
    /// @param ends `i32[E]`, as [TopExperts] writes them
    record ExpertWeightGradAdd(Tensor a, Tensor ends, Tensor dy, List<Tensor> dw) implements Routing {
        public ExpertWeightGradAdd {
            dw = List.copyOf(dw);
            ExpertMatMul.requireShapes("expertWeightGradAdd", a, ends, dw, dy);
            for (int e = 0; e < dw.size(); e++) {
                Shapes.require(Shapes.is(dw.get(e), dy.dim(1), a.dim(1)) && !dw.get(e).dtype().quantised(),
                        "expertWeightGradAdd", "a[n,k] dy[n,m] dw[m,k] that can be written", a, dy, dw.get(e));
                Shapes.requireApart("expertWeightGradAdd", dw.get(e), a, dy);
            }
        }

        @Override
        public Access access() {
            return new Access(List.of(a, ends, dy), dw, List.of());
        }

        /// The products that it consists of at this moment, one for each expert with rows.
        public List<MatMul> products() {
            List<MatMul> products = new ArrayList<>();
            for (int e = 0, from = 0; e < dw.size(); e++) {
                int count = ExpertMatMul.count("expertWeightGradAdd", ends, e, from, dy.dim(0));
                if (count > 0) {
                    products.add(MatMul.add(1, dy.narrow(0, from, count).t(), a.narrow(0, from, count), dw.get(e)));
                }
                from += count;
            }
            return products;
        }

        @Override
        public void define() {
            products().forEach(MatMul::define);
        }
    }
}
