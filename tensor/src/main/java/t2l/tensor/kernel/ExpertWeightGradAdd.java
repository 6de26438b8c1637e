package t2l.tensor.kernel;

import java.util.ArrayList;
import java.util.List;
import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// The gradients of the weights `w[m,k]` of experts, of which [ExpertMatMul] takes the transposes: `dw[e] += Σ dy[i]ᵀ · a[i]`
/// over the rows `ends[e-1] ≤ i < ends[e]`. `a[n,k] dy[n,m]`, `E` matrices `dw[m,k]`.
///
/// @param ends `i32[E]`, as [TopExperts] writes them
public record ExpertWeightGradAdd(Tensor a, Tensor ends, Tensor dy, List<Tensor> dw) implements Kernel {
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
