package t2l.gpu;

import java.util.OptionalDouble;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.*;

/// Which kernel a device runs: a table. What it leaves, and what the device fails at, goes to the kernels under it, for
/// which [t2l.tensor.Memory] copies home what they need.
public final class DeviceKernels extends DeviceProducts {
    /// Floats side by side that show the most the device could do: enough for every core of a large one to be busy for
    /// longer than a launch takes.
    private static final int PEAK_FLOATS = 1 << 20;

    /// Sums of each of them, as `peak.cl` has them.
    private static final int PEAK_SUMS = 12;

    private final ElementKernels elements;
    private final RowKernels rows;
    private final AttentionKernels attention;

    /// @param under  runs what the device cannot
    /// @param device closed with this
    public DeviceKernels(Kernels under, Device device) {
        super(under, device);
        elements = new ElementKernels(offload());
        rows = new RowKernels(offload());
        attention = new AttentionKernels(offload());
    }

    @Override
    protected boolean take(Kernel kernel) {
        return switch (kernel) {
            case Fill k -> elements.run(k);
            case Copy k -> elements.run(k);
            case Scale k -> elements.run(k);
            case ScaleAdd k -> elements.run(k);
            case ScaleByAdd k -> elements.run(k);
            case Add k -> elements.run(k);
            case Mul k -> elements.run(k);
            case MulAdd k -> elements.run(k);
            case AddRow k -> elements.run(k);
            case Pointwise k -> elements.run(k);
            case PointwiseGradAdd k -> elements.run(k);
            case Gate k -> elements.run(k);
            case GateGradAdd k -> elements.run(k);
            case Rope k -> elements.run(k);
            case Gather k -> elements.run(k);
            case ScatterAdd k -> elements.run(k);
            case CrossEntropyGrad k -> elements.run(k);
            case L1GradAdd k -> elements.run(k);
            case Dropout k -> elements.run(k);
            case Perturb k -> elements.run(k);
            case AdamWStep k -> elements.run(k);
            case SumRowsAdd k -> rows.run(k);
            case Dot k -> rows.run(k);
            case RmsNorm k -> rows.run(k);
            case RmsNormGradAdd k -> rows.run(k);
            case RmsNormWeightGradAdd k -> rows.run(k);
            case LayerNorm k -> rows.run(k);
            case LayerNormGradAdd k -> rows.run(k);
            case LayerNormWeightGradAdd k -> rows.run(k);
            case Softmax k -> rows.run(k);
            case SoftmaxGradAdd k -> rows.run(k);
            case CrossEntropy k -> rows.run(k);
            case L1 k -> rows.run(k);
            case Attention k -> attention.run(k);
            case AttentionGradAdd k -> attention.run(k);
            case MatMul _,LoraAdd _ -> super.take(kernel);
            case Nearest _,Sample _,Codebook _ -> false;
        };
    }

    /// Sums side by side in registers, as wide as the device likes them; see `peak.cl`.
    @Override
    public OptionalDouble multiplyAdds(int rounds) {
        int width = Math.max(1, offload().device().vector());
        int items = PEAK_FLOATS / width;
        boolean done = offload().run("multiplyAdds", Access.NONE,
                task -> task.kernel("peak", "-DWIDTH=" + width, "multiply_adds")
                        .block(task.scratch(0, 4L * PEAK_FLOATS))
                        .whole(rounds).real(0.999).launch(items, 1, 1, Device.LANES, 1));
        finish();
        return done ? OptionalDouble.of(2.0 * PEAK_SUMS * width * items * rounds) : OptionalDouble.empty();
    }
}
