package t2l.transformer;

import java.util.Map;
import t2l.autograd.Var;

/// A set of low-rank updates, by the path of the projection each one belongs to, for example
/// `model.layers.3.self_attn.q_proj`. A file, a training run and a hypernetwork all produce this same value; a model
/// neither knows nor cares which. Its variables belong to one pass, so it is made anew for each.
///
/// @param dropout of what the factors `a` read, while they are trained
public record ActiveAdapter(Map<String, Pair> pairs, DropoutRate dropout) {
    /// No update anywhere.
    public static final ActiveAdapter NONE = new ActiveAdapter(Map.of());

    public ActiveAdapter {
        pairs = Map.copyOf(pairs);
    }

    /// Without dropout.
    public ActiveAdapter(Map<String, Pair> pairs) {
        this(pairs, DropoutRate.NONE);
    }

    /// The same with dropout in front of every `a` (PEFT's `lora_dropout`; t2l-spec §9.3).
    public ActiveAdapter with(DropoutRate other) {
        return new ActiveAdapter(pairs, other);
    }

    /// One update `scale · b·a` (Hu et al. 2021), or one for each of `S` groups of sequences: with `S = 1` all
    /// sequences share it, with `S = B` each has its own, and any other divisor of `B` is a number of neighbouring
    /// groups.
    ///
    /// @param a     `[S,r,in]`
    /// @param b     `[S,out,r]`
    /// @param scale `alpha/r`, or `alpha/√r` with rsLoRA: part of the value, never implied (spec Q2)
    public record Pair(Var a, Var b, double scale) {
        /// `scale·(x·aᵀ)·bᵀ` by itself: `x[n,in] → [n,out]`.
        Var update(Var x) {
            int n = x.value().dim(0);
            int groups = a.value().dim(0);
            Var h = x.reshape(groups, n / groups, x.value().dim(1)).matmul(a.t());
            return h.matmul(b.t()).scale(scale).reshape(n, b.value().dim(1));
        }
    }
}
