package t2l.autograd;

import java.util.List;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Gate;
import t2l.tensor.kernel.Elementwise.GateGradAdd;
import t2l.tensor.kernel.Unary;

/// `y = f(gate) ⊙ up`, the activation of a gated feed-forward (Shazeer 2020).
///
/// `dgate += dy ⊙ up ⊙ f′(gate)`, `dup += dy ⊙ f(gate)`.
record GateOp(Unary f, Var gate, Var up) implements Op {
    @Override
    public List<Var> inputs() {
        return List.of(gate, up);
    }

    @Override
    public Out forward(Kernels k, Workspace ws) {
        Tensor y = ws.take(gate.value().dtype(), gate.value().dims());
        k.run(new Gate(f, gate.value(), up.value(), y));
        return new Out(y);
    }

    @Override
    public void backward(Kernels k, Out out, Tensor dy, Gradients g) {
        k.run(new GateGradAdd(f, gate.value(), up.value(), dy, g.of(gate), g.of(up)));
    }
}
