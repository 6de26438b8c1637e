package t2l.hypernet;

import t2l.autograd.*;
import t2l.tensor.kernel.Unary;
import t2l.transformer.DropoutRate;

/// The layers between the codes and the heads: `[n,M] → [n,H]` (t2l-spec §2.3). They are called one by one, because
/// heads add codes in between, and some apply `mlp2` twice.
///
/// ```
///   mixer  dropout · linear M→4M · silu · dropout · linear 4M→M · silu · dropout
///   mlp1   x + [norm · linear M→4M · silu · dropout · linear 4M→M · silu · dropout](x)
///   mlp2   the same with its own weights
///   mlp3   norm · linear M→4M · silu · dropout · linear 4M→H · silu
/// ```
///
/// The names of the weights are the indices of these steps in torch's sequential containers.
record Trunk(Dense mixer1, Dense mixer4, Residual mlp1, Residual mlp2, Norm norm, Dense mlp1of3, Dense mlp4of3) {
    /// A residual two-layer perceptron with a norm.
    record Residual(Norm norm, Dense up, Dense down) {
        static Residual of(Weights at, int width) {
            return new Residual(Norm.of(at.at("mlp.0"), width), Dense.of(at.at("mlp.1"), width, 4 * width),
                    Dense.of(at.at("mlp.4"), 4 * width, width));
        }

        Var forward(Var x, DropoutRate dropout) {
            Var inner = dropout.on(up.forward(norm.forward(x)).map(Unary.SILU));
            return x.add(dropout.on(down.forward(inner).map(Unary.SILU)));
        }
    }

    static Trunk of(Weights root, int width, int head) {
        return new Trunk(Dense.of(root.at("mixer.1"), width, 4 * width), Dense.of(root.at("mixer.4"), 4 * width, width),
                Residual.of(root.at("mlp1"), width),
                Residual.of(root.at("mlp2"), width), Norm.of(root.at("mlp3.0"), width),
                Dense.of(root.at("mlp3.1"), width, 4 * width),
                Dense.of(root.at("mlp3.4"), 4 * width, head));
    }

    /// `[n,M] → [n,M]`
    Var mixer(Var x, DropoutRate dropout) {
        Var inner = dropout.on(mixer1.forward(dropout.on(x)).map(Unary.SILU));
        return dropout.on(mixer4.forward(inner).map(Unary.SILU));
    }

    /// `[n,M] → [n,M]`
    Var mlp1(Var x, DropoutRate dropout) {
        return mlp1.forward(x, dropout);
    }

    /// `[n,M] → [n,M]`
    Var mlp2(Var x, DropoutRate dropout) {
        return mlp2.forward(x, dropout);
    }

    /// `[n,M] → [n,H]`
    Var mlp3(Var x, DropoutRate dropout) {
        return mlp4of3.forward(dropout.on(mlp1of3.forward(norm.forward(x)).map(Unary.SILU))).map(Unary.SILU);
    }
}
