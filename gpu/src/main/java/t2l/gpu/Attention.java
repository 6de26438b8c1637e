package t2l.gpu;

import static t2l.gpu.Elements.f32;

import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Contract;
import t2l.tensor.kernel.Heads;

/// Attention on the device: `attention.cl`. Each method is the one of [t2l.tensor.backend.Kernels] of its name and returns false
/// if it cannot.
final class Attention {
    private static final int LANES = Device.LANES;

    /// Which block holds `Σ dy⊙y` of each query.
    private static final int DOTS = 2;

    private final Offload device;

    Attention(Offload device) {
        this.device = device;
    }

    boolean attention(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse) {
        Contract.attention(heads, q, k, v, span, y, lse);
        return suits(q, span) && f32(q, k, v, y, lse) && device.run("attention", task -> {
            task.kernel("attention", "", "attention").reads(q).reads(k).reads(v).reads(span).writes(y).writes(lse);
            sizes(task, heads, q, k).local(heads.width())
                    .launch((long) LANES * heads.query() * q.dim(1), q.dim(0), 1, LANES, 1);
        });
    }

    boolean attentionGradAdd(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse, Tensor dy,
            Tensor dq, Tensor dk, Tensor dv) {
        Contract.attentionGrad(heads, q, k, v, span, y, lse, dy, dq, dk, dv);
        return suits(q, span) && f32(q, k, v, y, lse, dy, dq, dk, dv) && device.run("attentionGradAdd", task -> {
            long dots = task.scratch(DOTS, 4 * lse.size());
            task.kernel("attention", "", "attention_dots").reads(y).reads(dy).block(dots).whole(q.dim(1))
                    .whole(heads.query()).whole(heads.width())
                    .launch((long) LANES * heads.query() * q.dim(1), q.dim(0), 1, LANES, 1);
            task.kernel("attention", "", "attention_grad_q").reads(q).reads(k).reads(v).reads(span).reads(lse)
                    .reads(dy).block(dots).changes(dq);
            sizes(task, heads, q, k).launch((long) LANES * heads.query() * q.dim(1), q.dim(0), 1, LANES, 1);
            task.kernel("attention", "", "attention_grad_kv").reads(q).reads(k).reads(v).reads(span).reads(lse)
                    .reads(dy).block(dots).changes(dk).changes(dv);
            sizes(task, heads, q, k).launch((long) LANES * heads.keyValue() * k.dim(1), q.dim(0), 1, LANES, 1);
        });
    }

    private static boolean suits(Tensor q, Tensor span) {
        return q.size() > 0 && span.dtype() == DType.I32;
    }

    private static Task sizes(Task task, Heads heads, Tensor q, Tensor k) {
        return task.whole(q.dim(1)).whole(k.dim(1)).whole(heads.query()).whole(heads.group()).whole(heads.width())
                .real(heads.scale()).real(heads.cap()).whole(heads.mask().before()).whole(heads.mask().after());
    }
}
