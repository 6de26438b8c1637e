package t2l.transformer;

import t2l.autograd.Init;
import t2l.autograd.Var;
import t2l.autograd.Weights;
import t2l.tensor.Unary;

/// SwiGLU feed-forward (Shazeer 2020): `down(silu(gate(x)) ⊙ up(x))`, `[N,C] → [N,C]`.
public record Mlp(Linear gate, Linear up, Linear down) {
    public static Mlp of(Weights at, DecoderConfig c) {
        Init in = Linear.start(c.width());
        return new Mlp(
                Linear.of(at.at("gate_proj"), c.width(), c.hidden(), in, c.mlpBias()),
                Linear.of(at.at("up_proj"), c.width(), c.hidden(), in, c.mlpBias()),
                Linear.of(at.at("down_proj"), c.hidden(), c.width(), Block.start(c.hidden(), c.layers()), c.mlpBias()));
    }

    /// `x[N,C] → [N,C]`
    public Var forward(Var x, Adapter adapter) {
        return down.forward(gate.forward(x, adapter).gate(Unary.SILU, up.forward(x, adapter)), adapter);
    }
}
