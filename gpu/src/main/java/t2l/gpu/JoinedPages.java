package t2l.gpu;

import module java.base;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Copy;

/// Keys or values that lie in pages, joined in memory of their own, which is used again for the next.
final class JoinedPages {
    private Tensor buffer = Tensor.allocate(Arena.ofAuto(), DType.F32, 0);

    /// `[B,Pi,c]`, one after the other: `[B,ΣPi,c]`. Valid until the next call.
    Tensor of(List<Tensor> pages, Kernels kernels) {
        Tensor first = pages.getFirst();
        int capacity = first.dim(0) * pages.size() * first.dim(1) * first.dim(2);
        if (buffer.size() < capacity || buffer.dtype() != first.dtype()) {
            buffer = Tensor.allocate(Arena.ofAuto(), first.dtype(), 2 * capacity);
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
