package t2l.gpu;

import t2l.tensor.DType;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.*;
import t2l.tensor.kernel.Attending.*;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.kernel.Lookups.*;
import t2l.tensor.kernel.Losses.*;
import t2l.tensor.kernel.Norms.*;
import t2l.tensor.kernel.Products.*;
import t2l.tensor.kernel.Routing.*;

/// Which kernel a device runs: a table. What it leaves, and what the device fails at, goes to the kernels under it, for
/// which [t2l.tensor.Memory] copies home what they need.
public final class DeviceKernels extends DeviceProducts {
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
}
