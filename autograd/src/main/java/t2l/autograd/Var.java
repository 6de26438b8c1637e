package t2l.autograd;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.kernel.*;
import t2l.tensor.kernel.Products.*;

/// A value of a [Pass]: a tensor, and whether it needs a gradient. Operations on it run at once and are recorded on the
/// tape of the pass.
///
/// An operation is one method: it computes its result, and returns what adds to the gradients of its inputs, given the
/// gradient `dy` of the result ([Pass#apply]). Shapes are checked by the kernels, or first by an operation that runs several;
/// both throw [IllegalArgumentException].
public final class Var {
    /// A view of the numbers of `x`: `narrow`, `reshape`, `t`. It has no gradient of its own: its gradient is the same view
    /// of the gradient of `x`, so it needs no backward pass.
    record View(Var x, UnaryOperator<Tensor> look) {}

    private final Pass pass;
    private final Tensor value;
    private final boolean wanted;
    private final Optional<View> view;
    private boolean released;

    private Var(Pass pass, Tensor value, boolean wanted, Optional<View> view) {
        this.pass = pass;
        this.value = value;
        this.wanted = wanted;
        this.view = view;
    }

    Var(Pass pass, Tensor value, boolean wanted) {
        this(pass, value, wanted, Optional.empty());
    }

    /// The pass it belongs to.
    public Pass pass() {
        return pass;
    }

    /// The numbers, until the pass walks back over them, replaces them by a [#layer], or is closed. Throws
    /// [IllegalStateException] after that.
    public Tensor value() {
        if (released()) {
            throw new IllegalStateException("pass: needs values that it still holds, " + value
                    + " was released; read it before the pass walks back, replaces it by a layer, or is closed");
        }
        return value;
    }

    private boolean released() {
        return view.isPresent() ? view.get().x().released() : released;
    }

    /// Called when the memory of the value goes back to the workspace.
    void release() {
        released = true;
    }

    /// What this is a view of.
    Optional<View> view() {
        return view;
    }

    /// Whether it needs a gradient.
    boolean wanted() {
        return wanted;
    }

    /// The single number.
    public double item() {
        return value().get(0);
    }

    // Views

    /// The same numbers in another shape; a view, see [Tensor#reshape].
    public Var reshape(int... shape) {
        return view(x -> x.reshape(shape));
    }

    /// The slice `from … from + count` along `axis`; a view.
    public Var narrow(int axis, int from, int count) {
        return view(x -> x.narrow(axis, from, count));
    }

    /// The last two axes exchanged; a view.
    public Var t() {
        return view(Tensor::t);
    }

    private Var view(UnaryOperator<Tensor> look) {
        return new Var(pass, look.apply(value()), wanted, Optional.of(new View(this, look)));
    }

    // Element by element

    /// `this + b`
    public Var add(Var b) {
        return same("Add", y -> new Elementwise.Add(value(), b.value(), y), dy -> {
            pass.accumulate(this, da -> new Elementwise.ScaleAdd(1, dy, da));
            pass.accumulate(b, db -> new Elementwise.ScaleAdd(1, dy, db));
        }, b);
    }

    /// `this − b`
    public Var sub(Var b) {
        return add(b.scale(-1));
    }

    /// `this ⊙ b`
    public Var mul(Var b) {
        return same("Mul", y -> new Elementwise.Mul(value(), b.value(), y), dy -> {
            pass.accumulate(this, da -> new Elementwise.MulAdd(dy, b.value(), da));
            pass.accumulate(b, db -> new Elementwise.MulAdd(dy, value(), db));
        }, b);
    }

    /// `this[n,c]`, of which each of `S` groups of `n/S` rows is multiplied by a frozen vector `[c]`, or left alone.
    public Var mulRows(List<Optional<Tensor>> groups) {
        return pass.apply("MulRows", List.of(this), () -> {
            Tensor y = like();
            Tensor all = like();
            int rows = y.dim(0) / groups.size();
            for (int i = 0; i < groups.size(); i++) {
                Tensor group = all.narrow(0, i * rows, rows);
                pass.run(new Elementwise.Fill(groups.get(i).isPresent() ? 0 : 1, group));
                groups.get(i).ifPresent(row -> pass.run(new Elementwise.AddRow(group, row, group)));
            }
            pass.run(new Elementwise.Mul(value(), all, y));
            return dy -> pass.accumulate(this, dx -> new Elementwise.MulAdd(dy, all, dx));
        });
    }

    /// `alpha · this`
    public Var scale(double alpha) {
        return same("Scale", y -> new Elementwise.Scale(alpha, value(), y),
                dy -> pass.accumulate(this, dx -> new Elementwise.ScaleAdd(alpha, dy, dx)));
    }

    /// `this + by`, in the precision of the pass; this may be stored in another.
    public Var offset(double by) {
        return pass.apply("Offset", List.of(this), () -> {
            Tensor y = pass.take(pass.precision(), value().dims());
            pass.run(new Elementwise.Fill(by, y));
            pass.run(new Elementwise.ScaleAdd(1, value(), y));
            return dy -> pass.accumulate(this, dx -> new Elementwise.ScaleAdd(1, dy, dx));
        });
    }

    /// `f(this)`; `dx += dy ⊙ f′(x)`.
    public Var map(Unary f) {
        return same("Map", y -> new Elementwise.Pointwise(f, value(), y),
                dy -> pass.accumulate(this, dx -> new Elementwise.PointwiseGradAdd(f, value(), dy, dx)));
    }

    /// `f(this) ⊙ up`, the activation of a gated feed-forward (Shazeer 2020). `dgate += dy ⊙ up ⊙ f′(gate)`,
    /// `dup += dy ⊙ f(gate)`.
    public Var gate(Unary f, Var up) {
        return same("Gate", y -> new Elementwise.Gate(f, value(), up.value(), y),
                dy -> pass.run(new Elementwise.GateGradAdd(f, value(), up.value(), dy, pass.gradient(this),
                        pass.gradient(up))),
                up);
    }

    /// `cap·tanh(this/cap)` (Gemma 2): about this where it is small, within `± cap` everywhere. This itself if `cap` is
    /// infinite.
    public Var softCap(double cap) {
        return cap == Double.POSITIVE_INFINITY ? this : scale(1 / cap).map(Unary.TANH).scale(cap);
    }

    /// Sets each element to zero with probability `p` and scales the others by `1/(1 − p)` (Srivastava et al. 2014). The
    /// noise depends on `key i32[2]`, on the number of dropouts in the pass so far and on the position
    /// ([t2l.tensor.kernel.Noise]): it is not stored, but computed again for the gradient. This itself if `p` is 0.
    public Var dropout(double p, Tensor key) {
        if (p == 0) {
            return this;
        }
        int salt = pass.salts().getAndIncrement();
        return same("Dropout", y -> new Elementwise.Dropout(p, key, salt, false, value(), y),
                dy -> pass.accumulate(this, dx -> new Elementwise.Dropout(p, key, salt, true, dy, dx)));
    }

    /// Adds a number uniform in `±bound` to each element, with noise as for [#dropout]. This itself if `bound` is 0.
    public Var perturb(double bound, Tensor key) {
        if (bound == 0) {
            return this;
        }
        int salt = pass.salts().getAndIncrement();
        return same("Perturb", y -> new Elementwise.Perturb(bound, key, salt, value(), y),
                dy -> pass.accumulate(this, dx -> new Elementwise.ScaleAdd(1, dy, dx)));
    }

    // Products

    /// `this[m,k] · b[k,n]`, or a batch of `S` such products. `da += dy·bᵀ`, `db += aᵀ·dy`.
    public Var matmul(Var b) {
        Tensor x = value();
        Tensor w = b.value();
        Shapes.require(x.rank() == w.rank() && (x.rank() == 2 || (x.rank() == 3 && x.dim(0) == w.dim(0)))
                && x.dim(-1) == w.dim(-2), "matmul", "a[m,k] b[k,n], or S of each", x, w);
        return pass.apply("Matmul", List.of(this, b), () -> {
            int[] shape = x.dims();
            shape[shape.length - 1] = w.dim(-1);
            pass.run(new MatMul(x, w, pass.take(x.dtype(), shape)));
            return dy -> {
                pass.accumulate(this, da -> MatMul.add(1, dy, w.t(), da));
                pass.accumulate(b, db -> MatMul.add(1, x.t(), dy, db));
            };
        });
    }

    /// `this[n,in] · w[out,in]ᵀ`
    public Var linear(Var w) {
        return matmul(w.t());
    }

    /// `this[n,in] · w[out,in]ᵀ + b[out]`. The bias is added in place: the output of a hypernetwork's heads is too large to
    /// be copied. `dx += dy·w`, `dw += dyᵀ·x`, `db[c] += Σ_n dy`.
    public Var linear(Var w, Var b) {
        Tensor tx = value();
        Tensor tw = w.value();
        Shapes.require(tx.rank() == 2 && tw.rank() == 2 && tx.dim(1) == tw.dim(1) && Shapes.is(b.value(), tw.dim(0)),
                "affine", "x[n,in] w[out,in] b[out]", tx, tw, b.value());
        return pass.apply("Linear", List.of(this, w, b), () -> {
            Tensor y = pass.take(tx.dtype(), tx.dim(0), tw.dim(0));
            pass.run(new MatMul(tx, tw.t(), y));
            pass.run(new Elementwise.AddRow(y, b.value(), y));
            return dy -> {
                pass.accumulate(this, dx -> MatMul.add(1, dy, tw, dx));
                pass.accumulate(w, dw -> MatMul.add(1, tx.t(), dy, dw.t()));
                pass.accumulate(b, db -> new Elementwise.SumRowsAdd(dy, db));
            };
        });
    }

    /// `this·wᵀ + scale·(this·aᵀ)·bᵀ`: `this[n,in] w[out,in] a[S,r,in] b[S,out,r]`.
    public Var loraLinear(Var w, Var a, Var b, double scale) {
        return new LoraLinear(this, w, a, b, scale).apply();
    }

    /// `this·wᵀ`, with a frozen low-rank update or none for each of `S` groups of rows: `this[n,in] w[out,in]`.
    public Var loraEach(Var w, List<Optional<LowRank>> each) {
        return new LoraEach(this, w, each).apply();
    }

    /// `Σ this ⊙ weights`, a tensor `[1]`; `dx += dy · weights`. Turns the losses of tokens into one loss.
    public Var dot(Tensor weights) {
        return pass.apply("Dot", List.of(this), () -> {
            pass.run(new Dot(value(), weights, pass.take(value().dtype(), 1)));
            return dy -> pass.accumulate(this, dx -> new Elementwise.ScaleByAdd(1, dy, weights, dx));
        });
    }

    /// `mean this²`, a tensor `[1]`; `dx += 2/size · dy · x`.
    public Var meanSquare() {
        long size = value().size();
        return pass.apply("MeanSquare", List.of(this), () -> {
            Tensor y = pass.take(value().dtype(), 1);
            pass.run(new Dot(value(), value(), y));
            pass.run(new Elementwise.Scale(1.0 / size, y, y));
            return dy -> pass.accumulate(this, dx -> new Elementwise.ScaleByAdd(2.0 / size, dy, value(), dx));
        });
    }

    // Rows

    /// `this[n,c] + row[c]`; `dx += dy`, `drow[c] += Σ_n dy`.
    public Var addRow(Var row) {
        return same("AddRow", y -> new Elementwise.AddRow(value(), row.value(), y), dy -> {
            pass.accumulate(this, dx -> new Elementwise.ScaleAdd(1, dy, dx));
            pass.accumulate(row, drow -> new Elementwise.SumRowsAdd(dy, drow));
        }, row);
    }

    /// `this[n,c]` divided by its root mean square per row, times `w[c]`: `x / √(mean x² + eps) ⊙ w` (Zhang & Sennrich
    /// 2019); for the gradients see [Norms.RmsNormGradAdd].
    public Var rmsNorm(Var w, double eps) {
        return pass.apply("RmsNorm", List.of(this, w), () -> {
            Tensor y = like();
            Tensor rstd = pass.take(y.dtype(), y.dim(0));
            pass.run(new Norms.RmsNorm(value(), w.value(), eps, y, rstd));
            return dy -> {
                pass.accumulate(this, dx -> new Norms.RmsNormGradAdd(value(), w.value(), rstd, dy, dx));
                pass.accumulate(w, dw -> new Norms.RmsNormWeightGradAdd(value(), rstd, dy, dw));
            };
        });
    }

    /// `this[n,c]` standardised per row, times `w[c]`, plus `b[c]`: `(x − mean) / √(var + eps) ⊙ w + b`, biased variance (Ba
    /// et al. 2016); for the gradients see [Norms.LayerNormGradAdd].
    public Var layerNorm(Var w, Var b, double eps) {
        return pass.apply("LayerNorm", List.of(this, w, b), () -> {
            Tensor y = like();
            Tensor mean = pass.take(y.dtype(), y.dim(0));
            Tensor rstd = pass.take(y.dtype(), y.dim(0));
            pass.run(new Norms.LayerNorm(value(), w.value(), b.value(), eps, y, mean, rstd));
            return dy -> {
                pass.accumulate(this, dx -> new Norms.LayerNormGradAdd(value(), w.value(), mean, rstd, dy, dx));
                if (w.wanted || b.wanted) {
                    pass.run(new Norms.LayerNormWeightGradAdd(value(), mean, rstd, dy, pass.gradient(w),
                            pass.gradient(b)));
                }
            };
        });
    }

    /// The softmax of each row of `this[n,c]`; `dx += y ⊙ (dy − Σ_c dy⊙y)`.
    public Var softmax() {
        return pass.apply("Softmax", List.of(this), () -> {
            Tensor y = like();
            pass.run(new Norms.Softmax(value(), y));
            return dy -> pass.accumulate(this, dx -> new Norms.SoftmaxGradAdd(y, dy, dx));
        });
    }

    /// The rows `ids i32[n]` of `this[V,c]`, in the precision of the pass; zeros where the id is −1. An embedding, or any other
    /// selection or repetition of rows. `dtable[ids[n]] += dy[n]`.
    public Var gather(Tensor ids) {
        return pass.apply("Gather", List.of(this), () -> {
            pass.run(new Lookups.Gather(value(), ids, pass.take(pass.precision(), ids.dim(0), value().dim(1))));
            return dy -> pass.accumulate(this, dx -> new Lookups.ScatterAdd(dy, ids, dx));
        });
    }

    /// This and `more`, side by side: `[n,p] ⧺ [n,q] ⧺ … → [n,p+q+…]`. The gradient of each is its columns of `dy`.
    public Var concat(Var... more) {
        List<Var> all = withThis(more);
        for (Var v : all) {
            Shapes.require(v.value().rank() == 2 && v.value().dim(0) == value().dim(0), "concat",
                    "matrices with as many rows", value(), v.value());
        }
        return pass.apply("Concat", all, () -> {
            Tensor y = pass.take(value().dtype(), value().dim(0), all.stream().mapToInt(v -> v.value().dim(1)).sum());
            int at = 0;
            for (Var v : all) {
                pass.run(new Elementwise.Copy(v.value(), y.narrow(1, at, v.value().dim(1))));
                at += v.value().dim(1);
            }
            return dy -> {
                int from = 0;
                for (Var v : all) {
                    Tensor columns = dy.narrow(1, from, v.value().dim(1));
                    pass.accumulate(v, dx -> new Elementwise.ScaleAdd(1, columns, dx));
                    from += v.value().dim(1);
                }
            };
        });
    }

    // Attention

    /// Attention of the queries `this[B,Tq,H·D]` to `k v [B,Tk,G·D]`, as [Attending.Attention] defines it; `span i32[B,2]`
    /// holds the first visible key and the end. Only the log of each softmax's denominator is kept; the backward pass computes
    /// the scores again, and all three gradients in one sweep.
    public Var attention(Heads heads, Var k, Var v, Tensor span) {
        return attention(heads, k, v, span, Optional.empty());
    }

    /// The same with one more score `sinks[H]` for each head, which takes a share for nothing ([Attending.Sinks]).
    public Var attention(Heads heads, Var k, Var v, Tensor span, Optional<Var> sinks) {
        return pass.apply("Attention", Stream.concat(Stream.of(this, k, v), sinks.stream()).toList(), () -> {
            Tensor y = like();
            Tensor lse = pass.take(y.dtype(), y.dim(0), y.dim(1), heads.query());
            pass.run(new Attending.Attention(heads, value(), k.value(), v.value(), span, y, lse));
            sinks.ifPresent(s -> pass.run(new Attending.Sinks(y, lse, s.value())));
            return dy -> {
                pass.run(new Attending.AttentionGradAdd(heads, value(), k.value(), v.value(), span, y, lse, dy,
                        pass.gradient(this), pass.gradient(k), pass.gradient(v)));
                sinks.ifPresent(s -> pass.accumulate(s, ds -> new Attending.SinksGradAdd(y, lse, s.value(), dy, ds)));
            };
        });
    }

    /// Attention to keys and values of earlier passes, without gradients: `this[B,T,H·D]`. Each text has any number of them, in
    /// pages `[1,P,G·D]` of its own, as [Attending.Attention] reads them; it gets the same bits beside any others.
    public Var attentionToPages(Heads heads, List<List<Tensor>> k, List<List<Tensor>> v, Tensor span,
            Optional<Var> sinks) {
        if (wanted || value().dim(0) != k.size() || k.size() != v.size()) {
            throw new IllegalArgumentException("attention: needs pages of keys and values for each of "
                    + value().dim(0) + " texts in a pass that does not train, got " + k.size() + " and " + v.size()
                    + (wanted ? " in one that does" : ""));
        }
        return pass.apply("AttentionToPages", List.of(), () -> {
            Tensor y = like();
            Tensor lse = pass.take(y.dtype(), y.dim(0), y.dim(1), heads.query());
            List<Kernel> parts = new ArrayList<>(k.size());
            for (int i = 0; i < k.size(); i++) {
                parts.add(
                        new Attending.Attention(heads, text(value(), i), k.get(i), v.get(i), text(span, i), text(y, i),
                                text(lse, i)));
            }
            pass.run(parts.size() == 1 ? parts.getFirst() : new SideBySide(parts));
            sinks.ifPresent(s -> pass.run(new Attending.Sinks(y, lse, s.value())));
            return _ -> {};
        });
    }

    private static Tensor text(Tensor of, int i) {
        return of.dim(0) == 1 ? of : of.narrow(0, i, 1);
    }

    /// The first `R` numbers of each head of width `D` of `this[n,H·D]` rotated by position ([Attending.Rope]);
    /// `positions i32[n]`, `cos sin [P,R/2]`. The transpose of a rotation is its inverse: `dx += rope⁻¹(dy)`.
    public Var rope(Tensor positions, Tensor cos, Tensor sin, int head) {
        return same("Rope", y -> new Attending.Rope(value(), positions, cos, sin, head, false, false, y),
                dy -> pass.accumulate(this, dx -> new Attending.Rope(dy, positions, cos, sin, head, true, true, dx)));
    }

    // Along the text

    /// The causal convolution of each channel of `this[B,Tx,C]` with its column of `w[W,C]`, of the last `t` rows, as
    /// [Sequences.CausalConv] defines it: `[B,t,C]`. With fewer than all rows it has no gradient.
    ///
    /// @param from position of the first row
    public Var causalConv(Var w, Tensor span, int from, int t) {
        return pass.apply("CausalConv", t == value().dim(1) ? List.of(this, w) : List.of(), () -> {
            pass.run(new Sequences.CausalConv(value(), w.value(), span, from,
                    pass.take(value().dtype(), value().dim(0), t, value().dim(2))));
            return dy -> {
                pass.accumulate(this, dx -> new Sequences.CausalConvGradAdd(w.value(), span, dy, dx));
                pass.accumulate(w, dw -> new Sequences.CausalConvWeightGradAdd(value(), span, dy, dw));
            };
        });
    }

    /// What is left of a state, as [Recurrent.Decay] defines it: `this[n,h]`, `rate[h]`.
    public Var decay(Var rate) {
        return pass.apply("Decay", List.of(this, rate), () -> {
            Tensor y = like();
            pass.run(new Recurrent.Decay(value(), rate.value(), y));
            return dy -> pass.run(new Recurrent.DecayGradAdd(value(), rate.value(), y, dy, pass.gradient(this),
                    pass.gradient(rate)));
        });
    }

    /// The gated delta rule ([Recurrent.DeltaRule]) for the queries `this[B,T,G·D]`: `k[B,T,G·D] v[B,T,H·E] decay beta [B,T,H] →
    /// [B,T,H·E]`, from a state of zeros.
    ///
    /// @param width `D`
    public Var deltaRule(int width, double scale, Var k, Var v, Var decay, Var beta, Tensor span) {
        return pass.apply("DeltaRule", List.of(this, k, v, decay, beta), () -> {
            var of = new Recurrent.Operands(width, scale, value(), k.value(), v.value(), decay.value(), beta.value(),
                    span, 0);
            Tensor y = pass.take(value().dtype(), v.value().dims());
            Tensor state = pass.take(y.dtype(), y.dim(0), of.heads() * width, of.values());
            pass.run(new Elementwise.Fill(0, state));
            pass.run(new Recurrent.DeltaRule(of, state, y));
            pass.give(state);
            return dy -> pass.run(new Recurrent.DeltaRuleGradAdd(of, dy, pass.gradient(this), pass.gradient(k),
                    pass.gradient(v), pass.gradient(decay), pass.gradient(beta)));
        });
    }

    /// The same from the state `[1,H·D,E]` of each sequence, which then is that after the last token. Without a gradient.
    ///
    /// @param from for each sequence, the position of its first row
    public Var deltaRule(int width, double scale, Var k, Var v, Var decay, Var beta, Tensor span, int[] from,
            List<Tensor> states) {
        return pass.apply("DeltaRule", List.of(), () -> {
            Tensor y = pass.take(value().dtype(), v.value().dims());
            Kernel[] parts = new Kernel[states.size()];
            for (int i = 0; i < parts.length; i++) {
                var of = new Recurrent.Operands(width, scale, text(value(), i), text(k.value(), i), text(v.value(), i),
                        text(decay.value(), i), text(beta.value(), i), text(span, i), from[i]);
                parts[i] = new Recurrent.DeltaRule(of, states.get(i), text(y, i));
            }
            pass.run(parts.length == 1 ? parts[0] : new SideBySide(List.of(parts)));
            return _ -> {};
        });
    }

    // Experts

    /// Which of `n` rows go to which of `E` experts, `K` for each row; see [Routing.TopExperts].
    ///
    /// @param chosen `i32[n·K]`, the places of the choices in the scores `[n·E]`
    /// @param rows   `i32[n·K]`, the rows in the order of the experts
    /// @param places `i32[n·K]`, where the choices of each row are in that order
    /// @param experts `i32[n·K]`, the expert of each of these rows
    /// @param ends   `i32[E]`, where the rows of each expert end in that order
    public record Routes(Tensor chosen, Tensor rows, Tensor places, Tensor experts, Tensor ends) {
        /// The parts of `all`, one after the other.
        private static Routes of(Tensor all, int n, int experts) {
            return new Routes(all.narrow(0, 0, n), all.narrow(0, n, n), all.narrow(0, 2 * n, n),
                    all.narrow(0, 3 * n, n), all.narrow(0, 4 * n, experts));
        }
    }

    /// Where the rows of the scores `this[n,E]` go: to the `most` experts with the largest. A choice has no gradient; what is
    /// done with the scores chosen has one.
    public Routes route(int most) {
        Tensor s = value();
        int n = s.dim(0) * most;
        Var all = pass.apply("Route", List.of(), () -> {
            Routes to = Routes.of(pass.take(DType.I32, 4 * n + s.dim(1)), n, s.dim(1));
            pass.run(new Routing.TopExperts(s, to.chosen(), to.rows(), to.places(), to.experts(), to.ends()));
            return _ -> {};
        });
        return Routes.of(all.value(), n, s.dim(1));
    }

    /// The rows `this[n,in]`, in the order of the experts, times the weights `[out,in]` of their expert, transposed; `ends
    /// i32[E]` says where the rows of each expert end: `[n,out]`. `dx += dy·w[e]`, `dw[e] += dyᵀ·x` over the rows of `e`.
    public Var experts(Tensor ends, List<Var> w) {
        return pass.apply("Experts", withThis(w.toArray(Var[]::new)), () -> {
            Tensor y = pass.take(value().dtype(), value().dim(0), w.getFirst().value().dim(0));
            pass.run(new Routing.ExpertMatMul(value(), ends, w.stream().map(e -> e.value().t()).toList(), false, y));
            return dy -> {
                pass.accumulate(this,
                        dx -> new Routing.ExpertMatMul(dy, ends, w.stream().map(Var::value).toList(), true, dx));
                if (w.stream().anyMatch(Var::wanted)) {
                    pass.run(new Routing.ExpertWeightGradAdd(value(), ends, dy,
                            w.stream().map(pass::gradient).toList()));
                }
            };
        });
    }

    // Losses

    /// Cross entropy of the logits `this[n,C]·w[V,C]ᵀ`, capped as by [#softCap], per row: `[n]`.
    public Var linearCrossEntropy(Var w, Tensor targets, double smoothing, double cap) {
        return new LinearCrossEntropy(this, w, targets, smoothing, cap).apply();
    }

    /// Without smoothing and cap.
    public Var linearCrossEntropy(Var w, Tensor targets) {
        return linearCrossEntropy(w, targets, 0, Double.POSITIVE_INFINITY);
    }

    /// `mean_c |this − target|` per row of `this[n,c]`: `[n]`; `dx += dy/c ⊙ sign(x − target)`. The reconstruction loss on
    /// factors (t2l-spec §8). A [#dot] after it weighs the rows or averages them.
    public Var l1(Tensor target) {
        return pass.apply("L1", List.of(this), () -> {
            pass.run(new Losses.L1(value(), target, pass.take(value().dtype(), value().dim(0))));
            return dy -> pass.accumulate(this, dx -> new Losses.L1GradAdd(value(), target, dy, dx));
        });
    }

    /// For the factors `this[S,r,in]` and `b[S,out,r]`: `mean_in |b·a − scale·wantedB·wantedA|` per row, `[S,out]`.
    public Var deltaL1(Var b, Tensor wantedA, Tensor wantedB, double scale) {
        return new DeltaL1(this, b, wantedA, wantedB, scale).apply();
    }

    // Layers

    /// `f(this)`, a layer that replaces this value. A pass that does not train keeps only the result: this value and those
    /// inside `f` are released, so a loop over layers holds one layer at a time. A [Pass#recomputing] pass keeps this value
    /// and the result.
    ///
    /// @param f ends with an operation that is not a view, works in the pass of its argument, and may run twice
    public Var layer(UnaryOperator<Var> f) {
        return pass.layer(this, f);
    }

    /// An operation of one kernel, whose result has the shape and the element type of this value.
    private Var same(String name, Function<Tensor, Kernel> forward, Consumer<Tensor> backward, Var... more) {
        return pass.apply(name, withThis(more), () -> {
            pass.run(forward.apply(like()));
            return backward;
        });
    }

    /// Memory for a result of this shape and element type.
    private Tensor like() {
        return pass.take(value().dtype(), value().dims());
    }

    private List<Var> withThis(Var... more) {
        List<Var> all = new ArrayList<>(1 + more.length);
        all.add(this);
        all.addAll(List.of(more));
        return all;
    }
}
