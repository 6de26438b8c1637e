package t2l.gpu;

import static t2l.gpu.ElementKernels.f32;

import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Attention;
import t2l.tensor.kernel.AttentionGradAdd;
import t2l.tensor.kernel.Heads;

/// AttentionKernels on the device: `attention.cl`. A method returns false if it cannot.
final class AttentionKernels {
    private static final int LANES = Device.LANES;

    /// Which block holds `Σ dy⊙y` of each query.
    private static final int DOTS = 2;

    private final Offload device;

    AttentionKernels(Offload device) {
        this.device = device;
    }

    boolean run(Attention call) {
        Attention.requireSpans(call.span(), call.k());
        return suits(call.q(), call.span()) && f32(call.q(), call.k(), call.v(), call.y(), call.lse())
                && device.run(call, task -> {
                    task.kernel("attention", "", "attention").tensors(call.q(), call.k(), call.v(), call.span(),
                            call.y(), call.lse());
                    sizes(task, call.heads(), call.q(), call.k()).local(call.heads().width())
                            .launch((long) LANES * call.heads().query() * call.q().dim(1), call.q().dim(0), 1, LANES,
                                    1);
                });
    }

    boolean run(AttentionGradAdd call) {
        Attention.requireSpans(call.span(), call.k());
        return suits(call.q(), call.span())
                && f32(call.q(), call.k(), call.v(), call.y(), call.lse(), call.dy(), call.dq(), call.dk(), call.dv())
                && device.run(call, task -> {
                    long dots = task.scratch(DOTS, 4 * call.lse().size());
                    task.kernel("attention", "", "attention_dots").tensors(call.y(), call.dy()).block(dots)
                            .whole(call.q().dim(1))
                            .whole(call.heads().query()).whole(call.heads().width())
                            .launch((long) LANES * call.heads().query() * call.q().dim(1), call.q().dim(0), 1, LANES,
                                    1);
                    task.kernel("attention", "", "attention_grad_q")
                            .tensors(call.q(), call.k(), call.v(), call.span(), call.lse(), call.dy()).block(dots)
                            .tensor(call.dq());
                    sizes(task, call.heads(), call.q(), call.k()).launch(
                            (long) LANES * call.heads().query() * call.q().dim(1), call.q().dim(0), 1, LANES, 1);
                    task.kernel("attention", "", "attention_grad_kv")
                            .tensors(call.q(), call.k(), call.v(), call.span(), call.lse(), call.dy()).block(dots)
                            .tensors(call.dk(), call.dv());
                    sizes(task, call.heads(), call.q(), call.k()).launch(
                            (long) LANES * call.heads().keyValue() * call.k().dim(1), call.q().dim(0), 1, LANES, 1);
                });
    }

    private static boolean suits(Tensor q, Tensor span) {
        return q.size() > 0 && span.dtype() == DType.I32;
    }

    private static DeviceCall sizes(DeviceCall task, Heads heads, Tensor q, Tensor k) {
        return task.whole(q.dim(1)).whole(k.dim(1)).whole(heads.query()).whole(heads.group()).whole(heads.width())
                .real(heads.scale()).real(heads.cap()).whole(heads.mask().before()).whole(heads.mask().after());
    }
}
