package t2l.autograd;

import java.util.ArrayList;
import java.util.List;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Attention;
import t2l.tensor.kernel.AttentionGradAdd;
import t2l.tensor.kernel.Heads;
import t2l.tensor.kernel.Kernel;
import t2l.tensor.kernel.SideBySide;

/// Scaled dot-product attention per head, as [t2l.tensor.kernel.Attention] defines it:
/// `q[B,Tq,H·D] k[B,Tk,G·D] v[B,Tk,G·D] → y[B,Tq,H·D]`. Keys and values may come in `S` pieces of `B/S` sequences, each
/// with a `Tk` of its own; a sequence gets the same bits in any piece.
///
/// Only the log of each softmax's denominator is kept; the backward pass computes the scores again.
record AttentionOp(Heads heads, Var q, List<Var> k, List<Var> v, Tensor span) implements Op {
    AttentionOp {
        if (k.isEmpty() || k.size() != v.size() || q.value().dim(0) % k.size() != 0) {
            throw new IllegalArgumentException("attention: needs as many keys as values, for a part of the "
                    + q.value().dim(0) + " sequences each, got " + k.size() + " and " + v.size());
        }
    }

    @Override
    public List<Var> inputs() {
        List<Var> all = new ArrayList<>(1 + 2 * k.size());
        all.add(q);
        all.addAll(k);
        all.addAll(v);
        return all;
    }

    @Override
    public Out forward(Kernels kernels, Workspace ws) {
        Tensor tq = q.value();
        Tensor y = ws.take(tq.dtype(), tq.dims());
        Tensor lse = ws.take(tq.dtype(), tq.dim(0), tq.dim(1), heads.query());
        List<Kernel> parts = new ArrayList<>(k.size());
        for (int i = 0; i < k.size(); i++) {
            parts.add(new Attention(heads, piece(tq, i), k.get(i).value(), v.get(i).value(), piece(span, i),
                    piece(y, i), piece(lse, i)));
        }
        kernels.run(parts.size() == 1 ? parts.getFirst() : new SideBySide(parts));
        return new Out(y, lse);
    }

    /// One sweep computes all three gradients; those that are not wanted go into scratch memory.
    @Override
    public void backward(Kernels kernels, Out out, Tensor dy, Gradients g) {
        for (int i = 0; i < k.size(); i++) {
            kernels.run(new AttentionGradAdd(heads, piece(q.value(), i), k.get(i).value(), v.get(i).value(),
                    piece(span, i), piece(out.y(), i), piece(out.saved().get(0), i), piece(dy, i),
                    piece(g.of(q), i), g.of(k.get(i)), g.of(v.get(i))));
        }
    }

    private Tensor piece(Tensor of, int i) {
        int count = of.dim(0) / k.size();
        return count == of.dim(0) ? of : of.narrow(0, i * count, count);
    }
}
