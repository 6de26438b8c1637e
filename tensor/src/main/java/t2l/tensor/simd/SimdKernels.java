package t2l.tensor.simd;

import java.lang.ref.Reference;
import t2l.tensor.Parallel;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.KernelsOver;
import t2l.tensor.kernel.*;
import t2l.tensor.simd.attention.SimdAttention;
import t2l.tensor.simd.attention.SimdAttentionGrad;
import t2l.tensor.simd.lanes.Lanes;
import t2l.tensor.simd.product.SimdMatmul;
import t2l.tensor.simd.rows.SimdCopy;
import t2l.tensor.simd.rows.SimdDot;
import t2l.tensor.simd.rows.SimdGate;
import t2l.tensor.simd.rows.SimdGather;
import t2l.tensor.simd.rows.SimdMap;
import t2l.tensor.simd.rows.SimdNorm;
import t2l.tensor.simd.rows.SimdRope;
import t2l.tensor.simd.rows.SimdSoftmax;
import t2l.tensor.simd.training.SimdAdam;
import t2l.tensor.simd.training.SimdColumns;
import t2l.tensor.simd.training.SimdDistance;
import t2l.tensor.simd.training.SimdDropout;
import t2l.tensor.simd.training.SimdLoss;

/// Which kernel has a loop in vector registers: a table. What it leaves, and operands that a loop cannot walk, go to the
/// kernels under it.
public final class SimdKernels extends KernelsOver {
    private final Parallel threads;
    private final SimdMap map;
    private final SimdGate gate;
    private final SimdDropout dropout;
    private final SimdCopy copy;
    private final SimdDot dot;
    private final SimdColumns columns;
    private final SimdNorm norm;
    private final SimdRope rope;
    private final SimdAttention attention;
    private final SimdAttentionGrad attentionGrad;
    private final SimdGather gather;
    private final SimdSoftmax softmax;
    private final SimdLoss loss;
    private final SimdDistance distance;
    private final SimdAdam adam;
    private final SimdMatmul matmul;
    private final SimdSideBySide sideBySide;

    /// @param under runs what these kernels do not take
    public SimdKernels(Kernels under, Parallel threads) {
        super(under);
        this.threads = threads;
        map = new SimdMap(threads);
        gate = new SimdGate(threads);
        dropout = new SimdDropout(threads);
        copy = new SimdCopy(threads);
        dot = new SimdDot(threads);
        columns = new SimdColumns(threads);
        norm = new SimdNorm(threads);
        rope = new SimdRope(threads);
        attention = new SimdAttention(threads);
        attentionGrad = new SimdAttentionGrad(threads);
        gather = new SimdGather(threads);
        softmax = new SimdSoftmax(threads);
        loss = new SimdLoss(threads);
        distance = new SimdDistance(threads);
        adam = new SimdAdam(threads);
        matmul = new SimdMatmul(threads);
        sideBySide = new SimdSideBySide(threads);
    }

    @Override
    public String name() {
        return "simd/" + Lanes.F.vectorBitSize() + ", " + threads;
    }

    /// Kernels work on plain addresses ([t2l.tensor.simd.lanes.RawMemory]): what they lie in stays reachable until the end.
    @Override
    protected boolean take(Kernel kernel) {
        try {
            return start(kernel);
        } finally {
            Reference.reachabilityFence(kernel);
            Reference.reachabilityFence(this);
        }
    }

    private boolean start(Kernel kernel) {
        return switch (kernel) {
            case Fill k -> map.run(k);
            case Scale k -> map.run(k);
            case ScaleAdd k -> map.run(k);
            case ScaleByAdd k -> map.run(k);
            case Add k -> map.run(k);
            case Mul k -> map.run(k);
            case MulAdd k -> map.run(k);
            case AddRow k -> map.run(k);
            case Copy k -> copy.run(k);
            case Pointwise k -> gate.run(k);
            case PointwiseGradAdd k -> gate.run(k);
            case Gate k -> gate.run(k);
            case GateGradAdd k -> gate.run(k);
            case Dropout k -> dropout.run(k);
            case Dot k -> dot.run(k);
            case SumRowsAdd k -> columns.run(k);
            case RmsNormWeightGradAdd k -> columns.run(k);
            case LayerNormWeightGradAdd k -> columns.run(k);
            case MatMul k -> matmul.run(k);
            case RmsNorm k -> norm.run(k);
            case RmsNormGradAdd k -> norm.run(k);
            case LayerNorm k -> norm.run(k);
            case LayerNormGradAdd k -> norm.run(k);
            case Softmax k -> softmax.run(k);
            case SoftmaxGradAdd k -> softmax.run(k);
            case Attention k -> attention.run(k);
            case AttentionGradAdd k -> attentionGrad.run(k);
            case Rope k -> rope.run(k);
            case Gather k -> gather.run(k);
            case ScatterAdd k -> gather.run(k);
            case CrossEntropy k -> loss.run(k);
            case CrossEntropyGrad k -> loss.run(k);
            case L1 k -> distance.run(k);
            case L1GradAdd k -> distance.run(k);
            case AdamWStep k -> adam.run(k);
            case SideBySide k -> sideBySide.run(k);
            case LoraAdd _,ExpertMatMul _,ExpertWeightGradAdd _,TopExperts _,Perturb _,Nearest _,Sample _,Codebook _ ->
                false;
        };
    }
}
