package t2l.gpu;

import static t2l.gpu.ElementKernels.f32;
import static t2l.gpu.ElementKernels.strides;

import java.util.Optional;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.CrossEntropy;
import t2l.tensor.kernel.Dot;
import t2l.tensor.kernel.Kernel;
import t2l.tensor.kernel.L1;
import t2l.tensor.kernel.LayerNorm;
import t2l.tensor.kernel.LayerNormGradAdd;
import t2l.tensor.kernel.LayerNormWeightGradAdd;
import t2l.tensor.kernel.RmsNorm;
import t2l.tensor.kernel.RmsNormGradAdd;
import t2l.tensor.kernel.RmsNormWeightGradAdd;
import t2l.tensor.kernel.Softmax;
import t2l.tensor.kernel.SoftmaxGradAdd;
import t2l.tensor.kernel.SumRowsAdd;

/// Sums along rows or columns on the device: `rows.cl`. A method returns false if it cannot.
final class RowKernels {
    private static final String OPTIONS = "-DIGNORE=" + CrossEntropy.IGNORE;

    /// Number of the scratch memory that holds the parts of a dot product.
    private static final int PARTS = 3;

    /// Elements of a part at least, and parts at most: enough groups for every core of a large device.
    private static final int PART = 2048;
    private static final int GROUPS = 1024;

    private final Offload device;

    RowKernels(Offload device) {
        this.device = device;
    }

    boolean run(RmsNorm call) {
        return f32(call.x(), call.w(), call.y(), call.rstd())
                && rows(call, "rms_norm", call.x(),
                        t -> t.tensors(call.x(), call.w(), call.y(), call.rstd()).real(call.eps()),
                        call.x(), call.y());
    }

    boolean run(RmsNormGradAdd call) {
        return f32(call.x(), call.w(), call.rstd(), call.dy(), call.dx()) && rows(call, "rms_norm_grad_add", call.x(),
                t -> t.tensors(call.x(), call.w(), call.rstd(), call.dy(), call.dx()), call.x(),
                call.dy(), call.dx());
    }

    boolean run(RmsNormWeightGradAdd call) {
        return f32(call.x(), call.rstd(), call.dy(), call.dw()) && columns(call, "rms_norm_weight_grad_add", call.x(),
                t -> t.tensors(call.x(), call.rstd(), call.dy(), call.dw()), call.x(), call.dy());
    }

    boolean run(LayerNorm call) {
        return f32(call.x(), call.w(), call.b(), call.y(), call.mean(), call.rstd()) && rows(call, "layer_norm",
                call.x(),
                t -> t.tensors(call.x(), call.w(), call.b(), call.y(), call.mean(), call.rstd()).real(call.eps()),
                call.x(), call.y());
    }

    boolean run(LayerNormGradAdd call) {
        return f32(call.x(), call.w(), call.mean(), call.rstd(), call.dy(), call.dx())
                && rows(call, "layer_norm_grad_add", call.x(),
                        t -> t.tensors(call.x(), call.w(), call.mean(), call.rstd(), call.dy(), call.dx()),
                        call.x(), call.dy(), call.dx());
    }

    boolean run(LayerNormWeightGradAdd call) {
        return f32(call.x(), call.mean(), call.rstd(), call.dy(), call.dw(), call.db())
                && columns(call, "layer_norm_weight_grad_add", call.x(),
                        t -> t.tensors(call.x(), call.mean(), call.rstd(), call.dy(), call.dw(), call.db()),
                        call.x(), call.dy());
    }

    boolean run(Softmax call) {
        return f32(call.x(), call.y())
                && rows(call, "softmax", call.x(), t -> t.tensors(call.x(), call.y()), call.x(), call.y());
    }

    boolean run(SoftmaxGradAdd call) {
        return f32(call.y(), call.dy(), call.dx()) && rows(call, "softmax_grad_add", call.y(),
                t -> t.tensors(call.y(), call.dy(), call.dx()), call.y(), call.dy(), call.dx());
    }

    boolean run(CrossEntropy call) {
        return f32(call.logits(), call.loss(), call.lse()) && Ids.targets(call.logits(), call.targets())
                && rows(call, "cross_entropy", call.logits(),
                        t -> t.tensors(call.logits(), call.targets(), call.loss(), call.lse())
                                .real(call.smoothing()),
                        call.logits());
    }

    boolean run(L1 call) {
        return f32(call.x(), call.target(), call.loss()) && rows(call, "l1", call.x(),
                t -> t.tensors(call.x(), call.target(), call.loss()), call.x(), call.target());
    }

    boolean run(Dot call) {
        Optional<Grid> grid = Grid.of(call.a().dims(), strides(call.a()), strides(call.b()));
        return f32(call.a(), call.b(), call.out()) && call.a().size() > 0 && grid.isPresent()
                && device.run(call, task -> {
                    Grid g = grid.get();
                    int groups = Math.clamp(call.a().size() / PART, 1, GROUPS);
                    long parts = task.scratch(PARTS, 4L * groups);
                    task.kernel("rows", g.unit() ? OPTIONS + " -DUNIT" : OPTIONS, "dot_parts").steps(g.size())
                            .tensor(call.a(), g.steps()[0]).tensor(call.b(), g.steps()[1]).block(parts).whole(groups)
                            .launch((long) Device.LANES * groups, 1, 1, Device.LANES, 1);
                    task.kernel("rows", OPTIONS, "dot_sum").block(parts).whole(groups).tensor(call.out())
                            .launch(Device.LANES, 1, 1, Device.LANES, 1);
                });
    }

    boolean run(SumRowsAdd call) {
        return f32(call.x(), call.out())
                && columns(call, "sum_rows_add", call.x(), t -> t.tensors(call.x(), call.out()), call.x());
    }

    private interface Arguments {
        DeviceCall give(DeviceCall task);
    }

    /// A kernel with a group for each row of `x`.
    private boolean rows(Kernel call, String kernel, Tensor x, Arguments arguments, Tensor... matrices) {
        return x.size() > 0 && device.run(call, task -> arguments
                .give(task.kernel("rows", options(matrices), kernel).wide(x.dim(1)))
                .launch((long) Device.LANES * x.dim(0), 1, 1, Device.LANES, 1));
    }

    /// A kernel with a work-item for each column of `x`.
    private boolean columns(Kernel call, String kernel, Tensor x, Arguments arguments, Tensor... matrices) {
        return x.size() > 0 && device.run(call, task -> arguments
                .give(task.kernel("rows", options(matrices), kernel).wide(x.dim(1)))
                .wide(x.dim(0)).launch(x.dim(1), 1, 1, Device.LANES, 1));
    }

    private static String options(Tensor... matrices) {
        return Grid.rows(matrices).unit() ? OPTIONS + " -DUNIT" : OPTIONS;
    }
}
