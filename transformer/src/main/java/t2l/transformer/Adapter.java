package t2l.transformer;

import java.util.Map;
import t2l.autograd.Var;

/// A set of low-rank updates, by the path of the projection each one belongs to, for example
/// `model.layers.3.self_attn.q_proj`. A file, a training run and a hypernetwork all produce this same value; a model
/// neither knows nor cares which. Its variables belong to one pass, so it is made anew for each.
public record Adapter(Map<String, Pair> pairs) {
    /// No update anywhere.
    public static final Adapter NONE = new Adapter(Map.of());

    public Adapter {
        pairs = Map.copyOf(pairs);
    }

    /// One update `scale · b·a` (Hu et al. 2021), or one for each of `S` groups of sequences: with `S = 1` all
    /// sequences share it, with `S = B` each has its own, and any other divisor of `B` is a number of neighbouring
    /// groups.
    ///
    /// @param a     `[S,r,in]`
    /// @param b     `[S,out,r]`
    /// @param scale `alpha/r`, or `alpha/√r` with rsLoRA: part of the value, never implied (spec Q2)
    public record Pair(Var a, Var b, double scale) {}
}
