package t2l.transformer;

import t2l.autograd.Var;
import t2l.autograd.Weights;
import t2l.tensor.kernel.Unary;

/// A gated feed-forward layer (Shazeer 2020): `down(f(gate(x)) ⊙ up(x))`, `[N,C] → [N,C]`.
public record Mlp(Linear gate, Linear up, Linear down, Unary activation) {
    /// The feed-forward layer with the weights `gate_proj`, `up_proj`, `down_proj` below `at`.
    public static Mlp of(Weights at, DecoderConfig c) {
        return new Mlp(
                Linear.of(at, "gate_proj", c.width(), c.hidden(), Linear.start(c.width()), c),
                Linear.of(at, "up_proj", c.width(), c.hidden(), Linear.start(c.width()), c),
                Linear.of(at, "down_proj", c.hidden(), c.width(), Block.start(c.hidden(), c.layers()), c),
                c.traits().activation());
    }

    /// `x[N,C] → [N,C]`
    public Var forward(Var x, ActiveAdapter adapter) {
        return down.forward(gate.forward(x, adapter).gate(activation, up.forward(x, adapter)), adapter);
    }
}
