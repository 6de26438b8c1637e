package t2l.autograd;

import java.util.List;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Attending.Attention;
import t2l.tensor.kernel.Attending.AttentionGradAdd;
import t2l.tensor.kernel.Heads;

/// Scaled dot-product attention per head, as [t2l.tensor.kernel.Attending.Attention] defines it:
/// `q[B,Tq,H·D] k[B,Tk,G·D] v[B,Tk,G·D] → y[B,Tq,H·D]`.
///
/// Only the log of each softmax's denominator is kept; the backward pass computes the scores again.
record AttentionOp(Heads heads, Var q, Var k, Var v, Tensor span) implements Op {
    @Override
    public List<Var> inputs() {
        return List.of(q, k, v);
    }

    @Override
    public Out forward(Kernels kernels, Workspace ws) {
        Tensor tq = q.value();
        Tensor y = ws.take(tq.dtype(), tq.dims());
        Tensor lse = ws.take(tq.dtype(), tq.dim(0), tq.dim(1), heads.query());
        kernels.run(new Attention(heads, tq, k.value(), v.value(), span, y, lse));
        return new Out(y, lse);
    }

    /// One sweep computes all three gradients; those that are not wanted go into scratch memory.
    @Override
    public void backward(Kernels kernels, Out out, Tensor dy, Gradients g) {
        kernels.run(new AttentionGradAdd(heads, q.value(), k.value(), v.value(), span, out.y(), out.saved().get(0), dy,
                g.of(q), g.of(k), g.of(v)));
    }
}
