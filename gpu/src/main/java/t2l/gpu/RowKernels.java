package t2l.gpu;

import static t2l.gpu.ElementKernels.f32;
import static t2l.gpu.ElementKernels.strides;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.kernel.*;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.kernel.Losses.*;
import t2l.tensor.kernel.Norms.*;
import t2l.tensor.kernel.Products.*;

/// Sums along rows or columns on the device: `rows.cl`.
record RowKernels(Offload device) {
    private static final String OPTIONS = "-DIGNORE=" + CrossEntropy.IGNORE;

    /// Number of the scratch memory that holds the parts of a dot product.
    private static final int PARTS = 3;

    /// Elements of a part at least, and parts at most: enough groups for every core of a large device.
    private static final int PART = 2048;
    private static final int GROUPS = 1024;

    /// Runs `kernel`; false if it cannot.
    boolean run(Kernel kernel) {
        return switch (kernel) {
            case RmsNorm k -> rows(k, "rms_norm", task -> task.real(k.eps()), k.x(), k.w(), k.y(), k.rstd());
            case RmsNormGradAdd k -> rows(k, "rms_norm_grad_add", task -> task, k.x(), k.w(), k.rstd(), k.dy(), k.dx());
            case RmsNormWeightGradAdd k -> columns(k, "rms_norm_weight_grad_add", k.x(), k.rstd(), k.dy(), k.dw());
            case LayerNorm k -> rows(k, "layer_norm", task -> task.real(k.eps()), k.x(), k.w(), k.b(), k.y(), k.mean(),
                    k.rstd());
            case LayerNormGradAdd k -> rows(k, "layer_norm_grad_add", task -> task, k.x(), k.w(), k.mean(), k.rstd(),
                    k.dy(), k.dx());
            case LayerNormWeightGradAdd k -> columns(k, "layer_norm_weight_grad_add", k.x(), k.mean(), k.rstd(), k.dy(),
                    k.dw(), k.db());
            case Softmax k -> rows(k, "softmax", task -> task, k.x(), k.y());
            case SoftmaxGradAdd k -> rows(k, "softmax_grad_add", task -> task, k.y(), k.dy(), k.dx());
            case CrossEntropy k -> crossEntropy(k);
            case L1 k -> rows(k, "l1", task -> task, k.x(), k.target(), k.loss());
            case SumRowsAdd k -> columns(k, "sum_rows_add", k.x(), k.out());
            case Dot k -> dot(k);
            default -> false;
        };
    }

    private boolean crossEntropy(CrossEntropy call) {
        call.requireTargets();
        return f32(call.logits(), call.loss(), call.lse()) && call.targets().dtype() == DType.I32
                && launch(call, "cross_entropy", true, task -> task.real(call.smoothing()), call.logits(),
                        call.targets(), call.loss(), call.lse());
    }

    private boolean dot(Dot call) {
        Optional<Grid> grid = Grid.of(call.a().dims(), strides(call.a()), strides(call.b()));
        return f32(call.a(), call.b(), call.out()) && call.a().size() > 0 && grid.isPresent()
                && device.run(call, task -> {
                    Grid g = grid.get();
                    int groups = Math.clamp(call.a().size() / PART, 1, GROUPS);
                    long parts = task.scratch(PARTS, 4L * groups);
                    task.kernel("rows", options(g), "dot_parts").steps(g.size())
                            .tensor(call.a(), g.steps()[0]).tensor(call.b(), g.steps()[1]).block(parts).whole(groups)
                            .launch((long) Device.LANES * groups, 1, 1, Device.LANES, 1);
                    task.kernel("rows", OPTIONS, "dot_sum").block(parts).whole(groups).tensor(call.out())
                            .launch(Device.LANES, 1, 1, Device.LANES, 1);
                });
    }

    /// A kernel with a group for each row of its first operand.
    private boolean rows(Kernel call, String kernel, UnaryOperator<DeviceCall> numbers, Tensor... operands) {
        return f32(operands) && launch(call, kernel, true, numbers, operands);
    }

    /// A kernel with a work-item for each column of its first operand.
    private boolean columns(Kernel call, String kernel, Tensor... operands) {
        return f32(operands) && launch(call, kernel, false, task -> task.wide(operands[0].dim(0)), operands);
    }

    private boolean launch(Kernel call, String kernel, boolean rows, UnaryOperator<DeviceCall> numbers,
            Tensor... operands) {
        Tensor x = operands[0];
        Tensor[] matrices = Arrays.stream(operands).filter(t -> Shapes.same(t, x)).toArray(Tensor[]::new);
        long items = rows ? (long) Device.LANES * x.dim(0) : x.dim(1);
        return x.size() > 0 && device.run(call,
                task -> numbers.apply(task.kernel("rows", options(Grid.rows(matrices)), kernel).wide(x.dim(1))
                        .tensors(operands)).launch(items, 1, 1, Device.LANES, 1));
    }

    private static String options(Grid grid) {
        return grid.unit() ? OPTIONS + " -DUNIT" : OPTIONS;
    }
}
