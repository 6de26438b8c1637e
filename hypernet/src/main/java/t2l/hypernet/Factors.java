package t2l.hypernet;

import t2l.autograd.Var;

/// The low-rank factors of one target for `n = L·S` rows: layer by layer, `S` tasks in each. They are usually views of
/// a head's output; `scale(1)` makes a contiguous copy.
///
/// @param a `[n,r,in]`
/// @param b `[n,out,r]`
public record Factors(Var a, Var b) {
    /// The factors of layer `l` of `tasks` tasks: `a[S,r,in] b[S,out,r]`.
    Factors layer(int l, int tasks) {
        return new Factors(a.narrow(0, l * tasks, tasks), b.narrow(0, l * tasks, tasks));
    }
}
