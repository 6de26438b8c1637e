package t2l.tensor.simd;

import module java.base;
import t2l.tensor.Parallel;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.*;
import t2l.tensor.kernel.Attending.*;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.kernel.Lookups.*;
import t2l.tensor.kernel.Losses.*;
import t2l.tensor.kernel.Norms.*;
import t2l.tensor.kernel.Products.*;
import t2l.tensor.kernel.Recurrent.*;
import t2l.tensor.kernel.Routing.*;
import t2l.tensor.kernel.Sequences.*;
import t2l.tensor.simd.attention.SimdAttention;
import t2l.tensor.simd.attention.SimdAttentionGrad;
import t2l.tensor.simd.lanes.Lanes;
import t2l.tensor.simd.product.SimdMatmul;
import t2l.tensor.simd.rows.*;
import t2l.tensor.simd.training.*;
import t2l.tensor.x86.ByteKernels;

/// Which kernel has a loop in vector registers: a table. What it leaves, and operands that a loop cannot walk, go to the
/// kernels under it.
public final class SimdKernels extends KernelsOver {
    private final Parallel threads;
    private final SimdMap map = new SimdMap(threads);
    private final SimdGate gate = new SimdGate(threads);
    private final SimdDropout dropout = new SimdDropout(threads);
    private final SimdCopy copy = new SimdCopy(threads);
    private final SimdDot dot = new SimdDot(threads);
    private final SimdColumns columns = new SimdColumns(threads);
    private final SimdNorm norm = new SimdNorm(threads);
    private final SimdRope rope = new SimdRope(threads);
    private final SimdSinks sinks = new SimdSinks(threads);
    private final SimdConv conv = new SimdConv(threads);
    private final SimdDelta delta = new SimdDelta(threads);
    private final SimdAttention attention = new SimdAttention(threads);
    private final SimdAttentionGrad attentionGrad = new SimdAttentionGrad(threads);
    private final SimdGather gather = new SimdGather(threads);
    private final SimdSoftmax softmax = new SimdSoftmax(threads);
    private final SimdLoss loss = new SimdLoss(threads);
    private final SimdDistance distance = new SimdDistance(threads);
    private final SimdAdam adam = new SimdAdam(threads);
    private final SimdMatmul matmul = new SimdMatmul(threads);
    private final SimdSideBySide sideBySide = new SimdSideBySide(threads);

    /// @param under runs what these kernels do not take
    public SimdKernels(Kernels under, Parallel threads) {
        this.threads = threads;
        super(under);
    }

    @Override
    public String name() {
        return "simd/" + Lanes.F.vectorBitSize() + ", " + threads;
    }

    @Override
    public Kernels rounding(Kernels over) {
        return ByteKernels.over(over, threads);
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
            case Sinks k -> sinks.run(k);
            case CausalConv k -> conv.run(k);
            case CausalConvGradAdd k -> conv.run(k);
            case DeltaRule k -> delta.run(k);
            case DeltaRuleGradAdd k -> delta.run(k);
            case Gather k -> gather.run(k);
            case ScatterAdd k -> gather.run(k);
            case CrossEntropy k -> loss.run(k);
            case CrossEntropyGrad k -> loss.run(k);
            case L1 k -> distance.run(k);
            case L1GradAdd k -> distance.run(k);
            case AdamWStep k -> adam.run(k);
            case SideBySide k -> sideBySide.run(k);
            case LoraAdd _,ExpertMatMul _,ExpertWeightGradAdd _,TopExperts _,CausalConvWeightGradAdd _,Decay _,DecayGradAdd _,SinksGradAdd _,Perturb _ ->
                false;
        };
    }

    /// Independent kernels, each on one thread. A kernel's bits do not depend on its threads, so they are those of running one
    /// after the other.
    static final class SimdSideBySide implements Parallel.Body {
        private final Parallel threads;
        /// For each thread, kernels that use this thread only; made when they are first needed.
        private Kernels[] serial = {};
        private List<Kernel> parts = List.of();

        SimdSideBySide(Parallel threads) {
            this.threads = threads;
        }

        /// False, having done nothing, if threads would have no part: then the parts are better shared out one by one.
        boolean run(SideBySide call) {
            if (threads.threads() == 1 || call.parts().size() < threads.threads()) {
                return false;
            }
            if (serial.length == 0) {
                serial = new Kernels[threads.threads()];
                Arrays.setAll(serial, _ -> new SimdKernels(new ReferenceKernels(), new Parallel(1)));
            }
            parts = call.parts();
            threads.rows(parts.size(), 1, this);
            return true;
        }

        @Override
        public void run(int worker, int from, int to) {
            for (int i = from; i < to; i++) {
                serial[worker].run(parts.get(i));
            }
        }
    }
}
