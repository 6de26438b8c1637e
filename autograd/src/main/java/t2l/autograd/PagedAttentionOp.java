package t2l.autograd;

import java.util.ArrayList;
import java.util.List;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Attending.Attention;
import t2l.tensor.kernel.Heads;
import t2l.tensor.kernel.Kernel;
import t2l.tensor.kernel.SideBySide;

/// Attention of the queries of each text to its own keys and values, of any number, in pages as
/// [t2l.tensor.kernel.Attending.Attention] reads them: `q[B,T,H·D] → y[B,T,H·D]`. A text gets the same bits beside any others. Keys in
/// pages have been computed in earlier passes, so there are no gradients.
///
/// @param k for each text, its pages `[1,P,G·D]`
/// @param v likewise
record PagedAttentionOp(Heads heads, Var q, List<List<Tensor>> k, List<List<Tensor>> v, Tensor span) implements Op {
    PagedAttentionOp {
        if (q.wanted() || q.value().dim(0) != k.size() || k.size() != v.size()) {
            throw new IllegalArgumentException("attention: needs pages of keys and values for each of "
                    + q.value().dim(0) + " texts in a pass that does not train, got " + k.size() + " and " + v.size()
                    + (q.wanted() ? " in one that does" : ""));
        }
    }

    @Override
    public List<Var> inputs() {
        return List.of(q);
    }

    @Override
    public Out forward(Kernels kernels, Workspace ws) {
        Tensor tq = q.value();
        Tensor y = ws.take(tq.dtype(), tq.dims());
        Tensor lse = ws.take(tq.dtype(), tq.dim(0), tq.dim(1), heads.query());
        List<Kernel> parts = new ArrayList<>(k.size());
        for (int i = 0; i < k.size(); i++) {
            parts.add(new Attention(heads, text(tq, i), k.get(i), v.get(i), text(span, i), text(y, i), text(lse, i)));
        }
        kernels.run(parts.size() == 1 ? parts.getFirst() : new SideBySide(parts));
        return new Out(y, lse);
    }

    private static Tensor text(Tensor of, int i) {
        return of.dim(0) == 1 ? of : of.narrow(0, i, 1);
    }

    @Override
    public void backward(Kernels kernels, Out out, Tensor dy, Gradients g) {
        throw new IllegalStateException("attention: needs keys of the same pass for a gradient, has pages");
    }
}
