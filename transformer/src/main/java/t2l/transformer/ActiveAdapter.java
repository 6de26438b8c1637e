package t2l.transformer;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.Tensor;

/// A set of low-rank updates, by the path of the projection each one belongs to, for example
/// `model.layers.3.self_attn.q_proj`. Files, training runs and hypernetworks all produce this value. Its variables
/// belong to one pass, so each pass gets its own.
///
/// @param pairs   updates shared by all sequences, or stacked
/// @param each    updates of projections that have none in `pairs`: frozen ones of any ranks, one or none for each of `S`
///                groups of consecutive sequences. They belong to no pass
/// @param gains   of projections whose rows are scaled as well (DoRA): for each group a vector `[out]`, or none
/// @param dropout applied to the input of the factors `a` of `pairs` in training
public record ActiveAdapter(Map<String, Pair> pairs, Map<String, List<Optional<LowRank>>> each,
        Map<String, List<Optional<Tensor>>> gains, DropoutRate dropout) {
    /// No updates.
    public static final ActiveAdapter NONE = new ActiveAdapter(Map.of());

    public ActiveAdapter {
        pairs = Map.copyOf(pairs);
        each = Map.copyOf(each);
        gains = Map.copyOf(gains);
    }

    /// Without dropout.
    public ActiveAdapter(Map<String, Pair> pairs) {
        this(pairs, Map.of(), Map.of(), DropoutRate.NONE);
    }

    /// The same with dropout before every `a` (PEFT's `lora_dropout`; t2l-spec §9.3).
    public ActiveAdapter with(DropoutRate other) {
        return new ActiveAdapter(pairs, each, gains, other);
    }

    /// One update `scale · b·a` (Hu et al. 2021), or one for each of `S` groups of consecutive sequences: with `S = 1`
    /// all sequences share it, with `S = B` each has its own, and other divisors of `B` are allowed.
    ///
    /// @param a     `[S,r,in]`
    /// @param b     `[S,out,r]`
    /// @param scale `alpha/r`, or `alpha/√r` with rsLoRA: explicit, never implied (spec Q2)
    public record Pair(Var a, Var b, double scale) {
        /// `scale·(x·aᵀ)·bᵀ` alone: `x[n,in] → [n,out]`.
        Var update(Var x) {
            int n = x.value().dim(0);
            int groups = a.value().dim(0);
            Var h = x.reshape(groups, n / groups, x.value().dim(1)).matmul(a.t());
            return h.matmul(b.t()).scale(scale).reshape(n, b.value().dim(1));
        }
    }
}
