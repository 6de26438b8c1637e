package t2l.transformer;

import t2l.autograd.*;
import t2l.tensor.kernel.Unary;

/// The feed-forward layer of a text encoder: `[N,E] → [N,E]`.
public sealed interface FeedForward {
    /// `x[N,E] → [N,E]`
    Var forward(Var x);

    /// `down(f(up(x)))`
    record Plain(Dense up, Dense down, Unary activation) implements FeedForward {
        @Override
        public Var forward(Var x) {
            return down.forward(up.forward(x).map(activation));
        }
    }

    /// `down(f(gate) ⊙ up)`, with gate and up computed by one projection.
    ///
    /// @param both      `[2F,E]`
    /// @param gateFirst whether the gate is the first half
    record Gated(Dense both, Dense down, Unary activation, boolean gateFirst) implements FeedForward {
        @Override
        public Var forward(Var x) {
            Var two = both.forward(x);
            int f = two.value().dim(1) / 2;
            Var gate = two.narrow(1, gateFirst ? 0 : f, f);
            Var up = two.narrow(1, gateFirst ? f : 0, f);
            return down.forward(gate.gate(activation, up));
        }
    }
}
