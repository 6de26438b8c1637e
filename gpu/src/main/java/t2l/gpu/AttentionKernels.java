package t2l.gpu;

import static t2l.gpu.ElementKernels.f32;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Attending.*;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.tensor.kernel.Heads;

/// Attention on the device: `attention.cl`.
record AttentionKernels(Offload device) {
    private static final int LANES = Device.LANES;

    /// Which block holds `Σ dy⊙y` of each query.
    private static final int DOTS = 2;

    /// Keys or values that lie in pages, joined in memory of their own, which is used again for the next.
    static final class JoinedPages {
        private Tensor buffer = Tensor.allocate(Arena.ofAuto(), DType.F32, 0);

        /// `[B,Pi,c]`, one after the other: `[B,ΣPi,c]`. Valid until the next call.
        Tensor of(List<Tensor> pages, Kernels kernels) {
            Tensor first = pages.getFirst();
            DType type = first.dtype() == DType.F16 ? DType.F32 : first.dtype();
            int capacity = first.dim(0) * pages.size() * first.dim(1) * first.dim(2);
            if (buffer.size() < capacity || buffer.dtype() != type) {
                buffer = Tensor.allocate(Arena.ofAuto(), type, 2 * capacity);
            }
            Tensor all = buffer.narrow(0, 0, capacity).reshape(first.dim(0), pages.size() * first.dim(1), first.dim(2));
            int length = 0;
            for (Tensor page : pages) {
                kernels.run(new Copy(page, all.narrow(1, length, page.dim(1))));
                length += page.dim(1);
            }
            return all.narrow(1, 0, length);
        }
    }

    /// [Attention] to keys on one page; false if it cannot.
    boolean run(Attention call) {
        call.requireSpans();
        Tensor k = call.k().getFirst();
        Tensor v = call.v().getFirst();
        return call.k().size() == 1 && suits(call.q(), call.span()) && f32(call.q(), k, v, call.y(), call.lse())
                && device.run(call, task -> {
                    task.kernel("attention", "", "attention").tensors(call.q(), k, v, call.span(), call.y(),
                            call.lse());
                    sizes(task, call.heads(), call.q(), k).local(call.heads().width());
                    launch(task, call.heads().query(), call.q());
                });
    }

    /// [AttentionGradAdd]; false if it cannot.
    boolean run(AttentionGradAdd call) {
        call.requireSpans();
        return suits(call.q(), call.span())
                && f32(call.q(), call.k(), call.v(), call.y(), call.lse(), call.dy(), call.dq(), call.dk(), call.dv())
                && device.run(call, task -> {
                    Heads heads = call.heads();
                    long dots = task.scratch(DOTS, 4 * call.lse().size());
                    task.kernel("attention", "", "attention_dots").tensors(call.y(), call.dy()).block(dots)
                            .whole(call.q().dim(1)).whole(heads.query()).whole(heads.width());
                    launch(task, heads.query(), call.q());
                    inputs(task, "attention_grad_q", call).block(dots).tensor(call.dq());
                    launch(sizes(task, heads, call.q(), call.k()), heads.query(), call.q());
                    inputs(task, "attention_grad_kv", call).block(dots).tensors(call.dk(), call.dv());
                    launch(sizes(task, heads, call.q(), call.k()), heads.keyValue(), call.k());
                });
    }

    private static DeviceCall inputs(DeviceCall task, String kernel, AttentionGradAdd call) {
        return task.kernel("attention", "", kernel).tensors(call.q(), call.k(), call.v(), call.span(), call.lse(),
                call.dy());
    }

    /// A group for each head of each row of `rows[B,T,·]`.
    private static void launch(DeviceCall task, int heads, Tensor rows) {
        task.launch((long) LANES * heads * rows.dim(1), rows.dim(0), 1, LANES, 1);
    }

    private static boolean suits(Tensor q, Tensor span) {
        return q.size() > 0 && span.dtype() == DType.I32;
    }

    private static DeviceCall sizes(DeviceCall task, Heads heads, Tensor q, Tensor k) {
        return task.whole(q.dim(1)).whole(k.dim(1)).whole(heads.query()).whole(heads.group()).whole(heads.width())
                .real(heads.scale()).real(heads.cap()).whole(heads.mask().before()).whole(heads.mask().after());
    }
}
