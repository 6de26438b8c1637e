package t2l.gpu;

import java.util.OptionalDouble;
import t2l.tensor.DType;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.*;
import t2l.tensor.kernel.Attending.*;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.kernel.Kernel.Access;
import t2l.tensor.kernel.Lookups.*;
import t2l.tensor.kernel.Losses.*;
import t2l.tensor.kernel.Norms.*;
import t2l.tensor.kernel.Products.*;
import t2l.tensor.kernel.Routing.*;

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
    private final AttentionKernels.JoinedPages keys = new AttentionKernels.JoinedPages();
    private final AttentionKernels.JoinedPages values = new AttentionKernels.JoinedPages();

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
            case Fill _,Copy _,Scale _,ScaleAdd _,ScaleByAdd _,Add _,Mul _,MulAdd _,AddRow _,Pointwise _,PointwiseGradAdd _,Gate _,GateGradAdd _,Rope _,Gather _,ScatterAdd _,CrossEntropyGrad _,L1GradAdd _,Dropout _,Perturb _,AdamWStep _ ->
                elements.run(kernel);
            case SumRowsAdd _,Dot _,RmsNorm _,RmsNormGradAdd _,RmsNormWeightGradAdd _,LayerNorm _,LayerNormGradAdd _,LayerNormWeightGradAdd _,Softmax _,SoftmaxGradAdd _,CrossEntropy _,L1 _ ->
                rows.run(kernel);
            case Attention k -> (k.k().size() == 1 && k.k().getFirst().dtype() != DType.F16)
                    ? attention.run(k)
                    : joined(k);
            case AttentionGradAdd k -> attention.run(k);
            case MatMul _,LoraAdd _ -> super.take(kernel);
            case ExpertMatMul _,ExpertWeightGradAdd _,TopExperts _,Sinks _,SinksGradAdd _,Sequences _,Recurrent _,SideBySide _ ->
                false;
        };
    }

    /// Attention to keys in pages, or in F16, which are joined first, in F32.
    private boolean joined(Attention call) {
        run(new Attention(call.heads(), call.q(), keys.of(call.k(), this), values.of(call.v(), this), call.span(),
                call.y(), call.lse()));
        return true;
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
