package t2l.tensor.backend;

import java.util.Optional;
import java.util.OptionalDouble;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Heads;
import t2l.tensor.kernel.Unary;

/// The arithmetic a backend supplies. Inputs are read, the last tensors are written, nothing is allocated. A kernel
/// whose name ends in `Add` accumulates (`+=`); any other overwrites (`=`). Outputs must not share memory with inputs
/// unless a kernel says so; shapes are checked ([Contract]) and throw [IllegalArgumentException].
///
/// The order of all additions is fixed by the shapes: results have the same bits for any number of threads and any
/// vector width. One object is used by one thread at a time; objects of several threads may share a [Parallel].
public interface Kernels {
    /// The cross-entropy target that means "no loss here", as in torch.
    int IGNORE = -100;

    /// What runs, as `t2l inspect` prints it: `simd/512, 2 threads`.
    String name();

    /// What a device has done for these kernels so far; nothing if there is none.
    default Optional<Traffic> traffic() {
        return Optional.empty();
    }

    /// Multiplies and adds in the registers of a device, in all its cores, `rounds` times: what it could do at most. Returns
    /// how many floating-point operations that were; nothing without a device or if it cannot tell.
    default OptionalDouble multiplyAdds(int rounds) {
        return OptionalDouble.empty();
    }

    /// Waits until a device has done what it was asked for so far. Nobody needs to who reads results; who measures does.
    default void finish() {
        // without a device, a kernel has done its work when it returns
    }

    /// `out = value`
    void fill(double value, Tensor out);

    /// `out = x`, converted to the type of `out`; any views of one shape.
    void copy(Tensor x, Tensor out);

    /// `out = alpha · x`; `out` may be `x`.
    void scale(double alpha, Tensor x, Tensor out);

    /// `out += alpha · x`
    void scaleAdd(double alpha, Tensor x, Tensor out);

    /// `out += alpha · factor · x`, with `factor[1]` read when the kernel runs.
    void scaleByAdd(double alpha, Tensor factor, Tensor x, Tensor out);

    /// `out = a + b`; `out` may be either.
    void add(Tensor a, Tensor b, Tensor out);

    /// `out = a ⊙ b`
    void mul(Tensor a, Tensor b, Tensor out);

    /// `out += a ⊙ b`
    void mulAdd(Tensor a, Tensor b, Tensor out);

    /// `out[n,c] = x[n,c] + row[c]`; `out` may be `x`.
    void addRow(Tensor x, Tensor row, Tensor out);

    /// `out[c] += Σ_n x[n,c]`
    void sumRowsAdd(Tensor x, Tensor out);

    /// `out[1] = Σ a ⊙ b`
    void dot(Tensor a, Tensor b, Tensor out);

    /// `out[m,n] = a[m,k] · b[k,n]`, or for each of `S` pairs `out[S,m,n] = a[S,m,k] · b[S,k,n]`. Transposed operands
    /// arrive as views. `a` or `b` may be of any type that can be read.
    void matmul(Tensor a, Tensor b, Tensor out);

    /// `out += alpha · a · b`, shapes as [#matmul].
    void matmulAdd(double alpha, Tensor a, Tensor b, Tensor out);

    /// `out = f(x)`; `out` may be `x`.
    void map(Unary f, Tensor x, Tensor out);

    /// `dx += dy ⊙ f′(x)`
    void mapGradAdd(Unary f, Tensor x, Tensor dy, Tensor dx);

    /// `out = f(g) ⊙ u`, the gated activation (SwiGLU with silu: Shazeer 2020).
    void gate(Unary f, Tensor g, Tensor u, Tensor out);

    /// `dg += dy ⊙ u ⊙ f′(g)` and `du += dy ⊙ f(g)`.
    void gateGradAdd(Unary f, Tensor g, Tensor u, Tensor dy, Tensor dg, Tensor du);

    /// `y[n,c] = x · rstd ⊙ w[c]` with `rstd[n] = 1/√(mean x² + eps)` (Zhang & Sennrich 2019).
    void rmsNorm(Tensor x, Tensor w, double eps, Tensor y, Tensor rstd);

    /// `dx += rstd·(w⊙dy − x·rstd²·mean(w⊙dy⊙x))`
    void rmsNormGradAdd(Tensor x, Tensor w, Tensor rstd, Tensor dy, Tensor dx);

    /// `dw[c] += Σ_n dy ⊙ x·rstd`
    void rmsNormWeightGradAdd(Tensor x, Tensor rstd, Tensor dy, Tensor dw);

    /// `y[n,c] = (x − mean)·rstd ⊙ w + b`, biased variance: `rstd[n] = 1/√(var + eps)` (Ba et al. 2016).
    void layerNorm(Tensor x, Tensor w, Tensor b, double eps, Tensor y, Tensor mean, Tensor rstd);

    /// With `x̂ = (x − mean)·rstd`, `g = w⊙dy`: `dx += rstd·(g − mean(g) − x̂·mean(g⊙x̂))`.
    void layerNormGradAdd(Tensor x, Tensor w, Tensor mean, Tensor rstd, Tensor dy, Tensor dx);

    /// `dw[c] += Σ_n dy ⊙ x̂` and `db[c] += Σ_n dy`.
    void layerNormWeightGradAdd(Tensor x, Tensor mean, Tensor rstd, Tensor dy, Tensor dw, Tensor db);

    /// `y[n,c] = e^x / Σ_c e^x` row by row; `y` may be `x`.
    void softmax(Tensor x, Tensor y);

    /// `dx += y ⊙ (dy − Σ_c dy⊙y)`, with the result `y` of [#softmax].
    void softmaxGradAdd(Tensor y, Tensor dy, Tensor dx);

    /// Scaled dot-product attention, `y = softmax(s)·v` per head with the scores `s = scale·q·kᵀ`, capped or not
    /// ([Heads#cap]), without the matrix of scores.
    ///
    /// `q[B,Tq,H·D] k[B,Tk,G·D] v[B,Tk,G·D] → y[B,Tq,H·D]`, `lse[B,Tq,H]` the log of each softmax's denominator, kept
    /// for the backward pass. Query `t` stands at key position `Tk − Tq + t`; it sees the keys `span[b,0] ≤ j <
    /// span[b,1]` (`span i32[B,2]`: padding on either side), and of those only the ones its [Heads#mask] lets it see. A
    /// query that sees nothing gives a row of zeros.
    void attention(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse);

    /// Gradients of [#attention], scores computed again: `dq += …`, `dk += …`, `dv += …`.
    void attentionGradAdd(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse, Tensor dy,
            Tensor dq, Tensor dk, Tensor dv);

    /// Rotary positions (Su et al. 2021) in the half-split convention of HF: within each head of width `D`, the pair
    /// `(i, i + D/2)` turns by the angle whose `cos[P,D/2] sin[P,D/2]` stand in row `positions[n]`, backwards if
    /// `inverse`. `x[n,H·D] → out`; `out` may be `x`.
    void rope(Tensor x, Tensor positions, Tensor cos, Tensor sin, boolean inverse, Tensor out);

    /// `out += rope(x)`, as [#rope].
    void ropeAdd(Tensor x, Tensor positions, Tensor cos, Tensor sin, boolean inverse, Tensor out);

    /// `out[n,c] = table[ids[n],c]`, zeros where `ids[n]` is −1. The table may be of any type that can be read.
    void gather(Tensor table, Tensor ids, Tensor out);

    /// `table[ids[n],c] += x[n,c]`, in the order of `n`; rows with `ids[n]` −1 are skipped.
    void scatterAdd(Tensor x, Tensor ids, Tensor table);

    /// Per row the cross entropy `loss[n] = lse − (1−ε)·z_t − ε·mean(z)` of logits `z[n,V]` against `targets[n]`, with
    /// label smoothing `ε` (torch's definition: `ε/V` on every class) and `lse[n] = log Σ exp z`. A target of −100
    /// gives loss 0.
    void crossEntropy(Tensor logits, Tensor targets, double smoothing, Tensor loss, Tensor lse);

    /// Turns logits into their gradient in place: `z = dy·(exp(z − lse) − (1−ε)·onehot − ε/V)`, zero where the target
    /// is −100. Logits that are `cap·tanh(u/cap)` of others become the gradient of `u`: times `1 − (z/cap)²`.
    ///
    /// @param cap above 0; infinity for logits as they are
    void crossEntropyGrad(Tensor logits, Tensor targets, double smoothing, double cap, Tensor lse, Tensor dy);

    /// `loss[n] = mean_c |x[n,c] − target[n,c]|`
    void l1(Tensor x, Tensor target, Tensor loss);

    /// `dx += dy[n]/c · sign(x − target)`; the sign of 0 is 0, as in torch.
    void l1GradAdd(Tensor x, Tensor target, Tensor dy, Tensor dx);

    /// `out = keep ? x / (1 − p) : 0`, each element kept with probability `1 − p` by [Noise] of `key` and `salt`.
    void dropout(double p, Tensor key, int salt, Tensor x, Tensor out);

    /// `dx += keep ? dy / (1 − p) : 0`, with the choices of [#dropout].
    void dropoutAdd(double p, Tensor key, int salt, Tensor dy, Tensor dx);

    /// `out = x + u` with `u` uniform in `±bound`, by [Noise] of `key` and `salt`; `out` may be `x`.
    void perturb(double bound, Tensor key, int salt, Tensor x, Tensor out);

    /// `ids[n]` = the column of `codes[d,K]` nearest to each row of `x[n,d]`, by squared distance; the first of several.
    void nearest(Tensor x, Tensor codes, Tensor ids);

    /// `ids[n]` = a column drawn from each row of the probabilities `p[n,c]`, by [Noise] of `key` and `salt`.
    void sample(Tensor p, Tensor key, int salt, Tensor ids);

    /// Moves `codes[d,K]` towards the rows of `x[n,d]` that they are nearest to, by moving averages (van den Oord et al.
    /// 2017, appendix A.1): with `o[n,K]` the one-hot choices of [#nearest],
    /// `counts = decay·counts + (1−decay)·Σ_n o`, `sums = decay·sums + (1−decay)·xᵀ·o`, and
    /// `codes = sums / ((counts + 1e-5)/(Σ counts + K·1e-5)·Σ counts)`. `counts[K] sums[d,K]`.
    void codebook(Tensor x, double decay, Tensor codes, Tensor counts, Tensor sums);

    /// One AdamW step (Loshchilov & Hutter 2019, as torch computes it) over flat blocks, in place; `t` counts from 1:
    /// `m = β₁m + (1−β₁)g`, `v = β₂v + (1−β₂)g²`, `w = w − lr·decay·w − lr·m̂/(√v̂ + eps)`.
    void adamw(Tensor w, Tensor g, Tensor m, Tensor v, double lr, double beta1, double beta2, double eps, double decay,
            long t);
}
