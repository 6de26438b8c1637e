package t2l.tensor.kernel;

import java.util.ArrayList;
import java.util.List;
import t2l.tensor.DType;
import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// Consecutive rows times the matrix of their expert: `out[i] = a[i] · b[e]` for the rows `ends[e-1] ≤ i < ends[e]`; `out += …`
/// if `add`. `a[n,k]`, `E` matrices `b[k,m]`, `out[n,m]`. Only the matrices of experts with rows are read. Ends that do not
/// ascend to `n` throw [IllegalArgumentException] when the kernel runs.
///
/// @param ends `i32[E]`, as [TopExperts] writes them
public record ExpertMatMul(Tensor a, Tensor ends, List<Tensor> b, boolean add, Tensor out) implements Kernel {
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
                && ends.dtype() == DType.I32, kernel, "rows a[n,k] c[n,m] and ends i32[" + matrices.size() + "]", a, c,
                ends);
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
