package t2l.autograd;

import java.util.Optional;

/// A projection `[n,in] → [n,out]`, `y = x·weightᵀ + bias`, with `weight[out,in]` and an optional `bias[out]`
/// (`torch.nn.Linear`).
public record Dense(Weight weight, Optional<Weight> bias) {
    /// With a bias and torch's initialisation.
    public static Dense of(Weights at, int in, int out) {
        return of(at, in, out, Init.linear(in), Optional.of(Init.linear(in)));
    }

    /// With these initialisations; without a bias if it has none.
    public static Dense of(Weights at, int in, int out, Init weight, Optional<Init> bias) {
        return new Dense(at.weight("weight", weight, out, in), bias.map(b -> at.weight("bias", b, out)));
    }

    /// `x[n,in] → [n,out]`
    public Var forward(Var x) {
        Var w = x.pass().use(weight);
        return bias.isPresent() ? x.linear(w, x.pass().use(bias.get())) : x.linear(w);
    }
}
