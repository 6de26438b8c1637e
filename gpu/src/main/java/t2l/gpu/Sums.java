package t2l.gpu;

import static t2l.gpu.Elements.f32;
import static t2l.gpu.Elements.strides;

import java.util.Optional;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Contract;

/// What adds along rows or columns, on the device: `rows.cl`. Each method is the one of [Kernels] of its name and returns
/// false if it cannot.
final class Sums {
    private static final String OPTIONS = "-DIGNORE=" + Kernels.IGNORE;

    /// Number of the scratch memory that holds the parts of a dot product.
    private static final int PARTS = 3;

    /// Elements of a part at least, and parts at most: enough groups for every core of a large device.
    private static final int PART = 2048;
    private static final int GROUPS = 1024;

    private final Offload device;

    Sums(Offload device) {
        this.device = device;
    }

    boolean rmsNorm(Tensor x, Tensor w, double eps, Tensor y, Tensor rstd) {
        Contract.norm("rmsNorm", x, w, y, rstd);
        return f32(x, w, y, rstd)
                && rows("rms_norm", x, t -> t.reads(x).reads(w).writes(y).writes(rstd).real(eps), x, y);
    }

    boolean rmsNormGradAdd(Tensor x, Tensor w, Tensor rstd, Tensor dy, Tensor dx) {
        Contract.norm("rmsNormGradAdd", x, w, dy, rstd);
        Contract.elementwise("rmsNormGradAdd", x, dx);
        return f32(x, w, rstd, dy, dx) && rows("rms_norm_grad_add", x,
                t -> t.reads(x).reads(w).reads(rstd).reads(dy).changes(dx), x, dy, dx);
    }

    boolean rmsNormWeightGradAdd(Tensor x, Tensor rstd, Tensor dy, Tensor dw) {
        Contract.norm("rmsNormWeightGradAdd", x, dw, dy, rstd);
        return f32(x, rstd, dy, dw) && columns("rms_norm_weight_grad_add", x,
                t -> t.reads(x).reads(rstd).reads(dy).changes(dw), x, dy);
    }

    boolean layerNorm(Tensor x, Tensor w, Tensor b, double eps, Tensor y, Tensor mean, Tensor rstd) {
        Contract.layerNorm("layerNorm", x, w, b, y, mean, rstd);
        return f32(x, w, b, y, mean, rstd) && rows("layer_norm", x,
                t -> t.reads(x).reads(w).reads(b).writes(y).writes(mean).writes(rstd).real(eps), x, y);
    }

    boolean layerNormGradAdd(Tensor x, Tensor w, Tensor mean, Tensor rstd, Tensor dy, Tensor dx) {
        Contract.norm("layerNormGradAdd", x, w, dy, rstd);
        Contract.norm("layerNormGradAdd", x, w, dx, mean);
        return f32(x, w, mean, rstd, dy, dx) && rows("layer_norm_grad_add", x,
                t -> t.reads(x).reads(w).reads(mean).reads(rstd).reads(dy).changes(dx), x, dy, dx);
    }

    boolean layerNormWeightGradAdd(Tensor x, Tensor mean, Tensor rstd, Tensor dy, Tensor dw, Tensor db) {
        Contract.layerNorm("layerNormWeightGradAdd", x, dw, db, dy, mean, rstd);
        return f32(x, mean, rstd, dy, dw, db) && columns("layer_norm_weight_grad_add", x,
                t -> t.reads(x).reads(mean).reads(rstd).reads(dy).changes(dw).changes(db), x, dy);
    }

    boolean softmax(Tensor x, Tensor y) {
        Contract.softmax("softmax", x, y);
        return f32(x, y) && rows("softmax", x, t -> t.reads(x).writes(y), x, y);
    }

    boolean softmaxGradAdd(Tensor y, Tensor dy, Tensor dx) {
        Contract.softmax("softmaxGradAdd", y, dy);
        Contract.softmax("softmaxGradAdd", y, dx);
        return f32(y, dy, dx) && rows("softmax_grad_add", y, t -> t.reads(y).reads(dy).changes(dx), y, dy, dx);
    }

    boolean crossEntropy(Tensor logits, Tensor targets, double smoothing, Tensor loss, Tensor lse) {
        Contract.crossEntropy(logits, targets, lse, loss);
        return f32(logits, loss, lse) && Ids.targets(logits, targets) && rows("cross_entropy", logits,
                t -> t.reads(logits).reads(targets).writes(loss).writes(lse).real(smoothing), logits);
    }

    boolean l1(Tensor x, Tensor target, Tensor loss) {
        Contract.l1("l1", x, target, loss);
        return f32(x, target, loss) && rows("l1", x, t -> t.reads(x).reads(target).writes(loss), x, target);
    }

    boolean dot(Tensor a, Tensor b, Tensor out) {
        Contract.dot(a, b, out);
        Optional<Grid> grid = Grid.of(a.dims(), strides(a), strides(b));
        return f32(a, b, out) && a.size() > 0 && grid.isPresent() && device.run("dot", task -> {
            Grid g = grid.get();
            int groups = Math.clamp(a.size() / PART, 1, GROUPS);
            long parts = task.scratch(PARTS, 4L * groups);
            task.kernel("rows", g.unit() ? OPTIONS + " -DUNIT" : OPTIONS, "dot_parts").steps(g.size())
                    .reads(a, g.steps()[0]).reads(b, g.steps()[1]).block(parts).whole(groups)
                    .launch((long) Device.LANES * groups, 1, 1, Device.LANES, 1);
            task.kernel("rows", OPTIONS, "dot_sum").block(parts).whole(groups).writes(out)
                    .launch(Device.LANES, 1, 1, Device.LANES, 1);
        });
    }

    boolean sumRowsAdd(Tensor x, Tensor out) {
        Contract.rows("sumRowsAdd", x, out);
        return f32(x, out) && columns("sum_rows_add", x, t -> t.reads(x).changes(out), x);
    }

    private interface Arguments {
        Task give(Task task);
    }

    /// A kernel with a group for each row of `x`.
    private boolean rows(String kernel, Tensor x, Arguments arguments, Tensor... matrices) {
        return x.size() > 0 && device.run(kernel, task -> arguments
                .give(task.kernel("rows", options(matrices), kernel).wide(x.dim(1)))
                .launch((long) Device.LANES * x.dim(0), 1, 1, Device.LANES, 1));
    }

    /// A kernel with a work-item for each column of `x`.
    private boolean columns(String kernel, Tensor x, Arguments arguments, Tensor... matrices) {
        return x.size() > 0 && device.run(kernel, task -> arguments
                .give(task.kernel("rows", options(matrices), kernel).wide(x.dim(1)))
                .wide(x.dim(0)).launch(x.dim(1), 1, 1, Device.LANES, 1));
    }

    private static String options(Tensor... matrices) {
        return Grid.rows(matrices).unit() ? OPTIONS + " -DUNIT" : OPTIONS;
    }
}
