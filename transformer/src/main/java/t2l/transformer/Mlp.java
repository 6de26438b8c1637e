package t2l.transformer;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.kernel.Unary;

/// The feed-forward layer of a decoder: `[N,C] → [N,C]`.
public sealed interface Mlp permits Mlp.Gated, Mlp.Fused, Mlp.Plain, Experts {
    /// `x[N,C] → [N,C]`
    Var forward(Var x, ActiveAdapter adapter);

    /// The projections that an adapter may update.
    List<Linear> projections();

    /// That of layer `layer`, with the weights `gate_proj`, `up_proj`, `down_proj`, or those of [Experts], below `at`.
    static Mlp of(Weights at, DecoderConfig c, int layer) {
        Optional<Experts.Config> experts = c.experts().filter(e -> !e.dense().contains(layer));
        return experts.isPresent() ? Experts.of(at, experts.get(), c) : single(at, c, layer);
    }

    private static Mlp single(Weights at, DecoderConfig c, int layer) {
        int hidden = c.hidden(layer);
        Linear down = Linear.of(at, "down_proj", hidden, c.width(), Block.start(hidden, c.layers()), c);
        if (!c.gated()) {
            return new Plain(Linear.input(at, "up_proj", hidden, c), down, c.activation());
        }
        return c.fused().contains("gate_up_proj")
                ? new Fused(Linear.input(at, "gate_up_proj", 2 * hidden, c), down, c.activation())
                : new Gated(Linear.input(at, "gate_proj", hidden, c), Linear.input(at, "up_proj", hidden, c),
                        down, c.activation());
    }

    /// `down(f(gate(x)) ⊙ up(x))` (Shazeer 2020)
    record Gated(Linear gate, Linear up, Linear down, Unary activation) implements Mlp {
        @Override
        public Var forward(Var x, ActiveAdapter adapter) {
            return down.forward(gate.forward(x, adapter).gate(activation, up.forward(x, adapter)), adapter);
        }

        @Override
        public List<Linear> projections() {
            return List.of(gate, up, down);
        }
    }

    /// The same with one projection for gate and up, concatenated in this order (Phi-3).
    record Fused(Linear both, Linear down, Unary activation) implements Mlp {
        @Override
        public Var forward(Var x, ActiveAdapter adapter) {
            Var two = both.forward(x, adapter);
            int f = two.value().dim(1) / 2;
            return down.forward(two.narrow(1, 0, f).gate(activation, two.narrow(1, f, f)), adapter);
        }

        @Override
        public List<Linear> projections() {
            return List.of(both, down);
        }
    }

    /// `down(f(up(x)))` (GPT-2)
    record Plain(Linear up, Linear down, Unary activation) implements Mlp {
        @Override
        public Var forward(Var x, ActiveAdapter adapter) {
            return down.forward(up.forward(x, adapter).map(activation), adapter);
        }

        @Override
        public List<Linear> projections() {
            return List.of(up, down);
        }
    }
}
