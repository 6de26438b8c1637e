package t2l.tensor.kernel;

import module java.base;
import t2l.tensor.*;

/// The gated delta rule (Yang et al. 2024, "Gated Delta Networks"), its decay, and their gradients: a state that each token
/// changes and reads, in place of keys and values.
public sealed interface Recurrent extends Kernel {
    /// What each reads, updates and writes.
    @Override
    default Access access() {
        return switch (this) {
            case Decay k -> Access.reads(k.a, k.rate).andWrites(k.y);
            case DecayGradAdd k -> Access.reads(k.a, k.rate, k.y, k.dy).andUpdates(k.da, k.drate);
            case DeltaRule k -> new Access(List.of(k.of.q, k.of.k, k.of.v, k.of.decay, k.of.beta, k.of.span),
                    List.of(k.state), List.of(k.y));
            case DeltaRuleGradAdd k -> Access.reads(k.of.q, k.of.k, k.of.v, k.of.decay, k.of.beta, k.of.span, k.dy)
                    .andUpdates(k.dq, k.dk, k.dv, k.ddecay, k.dbeta);
        };
    }

    /// The logarithm of what is left of a state: `y[n,h] = −exp(rate[h]) · log(1 + exp a[n,h])`.
    record Decay(Tensor a, Tensor rate, Tensor y) implements Recurrent {
        public Decay {
            requireShapes("decay", a, rate, y);
            Shapes.requireApart("decay", y, a, rate);
        }

        @Override
        public void define() {
            int heads = rate.dim(0);
            for (long i = 0; i < y.size(); i++) {
                double x = a.get(i);
                y.set(i, -Math.exp(rate.get(i % heads)) * (Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))));
            }
        }

        private static void requireShapes(String kernel, Tensor a, Tensor rate, Tensor y) {
            Shapes.require(a.rank() == 2 && Shapes.is(rate, a.dim(1)) && Arrays.equals(a.dims(), y.dims()), kernel,
                    "a[n,h] rate[h] y[n,h]", a, rate, y);
        }
    }

    /// The gradient of [Decay], of which `y` is the result: `da[n,h] −= exp(rate[h]) · σ(a[n,h]) · dy[n,h]`,
    /// `drate[h] += Σ_n y[n,h] · dy[n,h]`.
    record DecayGradAdd(Tensor a, Tensor rate, Tensor y, Tensor dy, Tensor da, Tensor drate) implements Recurrent {
        public DecayGradAdd {
            Decay.requireShapes("decayGradAdd", a, rate, y);
            Decay.requireShapes("decayGradAdd", dy, drate, da);
            Shapes.requireSame("decayGradAdd", a, dy);
            Shapes.requireApart("decayGradAdd", da, a, rate, y, dy);
            Shapes.requireApart("decayGradAdd", drate, a, rate, y, dy);
        }

        @Override
        public void define() {
            int heads = rate.dim(0);
            for (int h = 0; h < heads; h++) {
                double sum = 0;
                for (int n = 0; n < a.dim(0); n++) {
                    long i = (long) n * heads + h;
                    sum += y.get(i) * dy.get(i);
                    da.set(i, da.get(i) - Math.exp(rate.get(h)) * Unary.SIGMOID.f(a.get(i)) * dy.get(i));
                }
                drate.set(h, drate.get(h) + sum);
            }
        }
    }

    /// What both directions of the rule read: `q k [B,T,G·D]`, `v[B,T,H·E]`, `decay beta [B,T,H]`, `span i32[B,2]`. Head `h` of
    /// `v` goes with head `h·G/H` of `q` and `k`. Row `t` has position `from + t`; one outside of `span[b,0] … span[b,1]`
    /// changes nothing.
    ///
    /// @param width `D`
    /// @param scale of what is read
    record Operands(int width, double scale, Tensor q, Tensor k, Tensor v, Tensor decay, Tensor beta, Tensor span,
            int from) {
        public Operands {
            Shapes.require(q.rank() == 3 && v.rank() == 3 && decay.rank() == 3 && width > 0 && Shapes.same(q, k)
                    && Shapes.same(decay, beta) && Shapes.is(v, q.dim(0), q.dim(1), v.dim(2))
                    && Shapes.is(decay, q.dim(0), q.dim(1), decay.dim(2)) && Shapes.is(span, q.dim(0), 2)
                    && q.dim(2) >= width && q.dim(2) % width == 0 && decay.dim(2) > 0
                    && decay.dim(2) % (q.dim(2) / width) == 0 && v.dim(2) % decay.dim(2) == 0, "deltaRule",
                    "q[B,T,G·D] k[B,T,G·D] v[B,T,H·E] decay[B,T,H] beta[B,T,H] span[B,2], H a multiple of G", q, k, v,
                    decay, beta, span);
        }

        /// `G`
        public int groups() {
            return q.dim(2) / width;
        }

        /// `H`
        public int heads() {
            return decay.dim(2);
        }

        /// `E`
        public int values() {
            return v.dim(2) / heads();
        }

        /// The first row that counts, of sequence `b`.
        public int first(int b) {
            return Math.clamp((long) span.at(b, 0) - from, 0, q.dim(1));
        }

        /// Where the rows that count end, of sequence `b`.
        public int end(int b) {
            return Math.clamp((long) span.at(b, 1) - from, 0, q.dim(1));
        }

        private void requireApart(String kernel, Tensor... written) {
            for (Tensor t : written) {
                Shapes.requireApart(kernel, t, q, k, v, decay, beta);
            }
        }
    }

    /// A head of a text, token by token.
    ///
    /// ```
    ///   S' = αS      e = v − S'ᵀk      S = S' + k·(βe)ᵀ      y = scale·Sᵀq
    /// ```
    final class Head {
        private final Operands of;
        private final int b;
        private final int h;
        private final double[] s;
        private final double[] q;
        private final double[] k;
        private final double[] e;
        private double alpha;
        private double beta;

        private Head(Operands of, int b, int h) {
            this.of = of;
            this.b = b;
            this.h = h;
            s = new double[of.width * of.values()];
            q = new double[of.width];
            k = new double[of.width];
            e = new double[of.values()];
        }

        /// Of token `t`; `s` is the state before it, and then that after it.
        private void read(int t) {
            alpha = Math.exp(of.decay.at(b, t, h));
            beta = of.beta.at(b, t, h);
            Arrays.setAll(q, i -> of.q.at(b, t, key() + i));
            Arrays.setAll(k, i -> of.k.at(b, t, key() + i));
            Arrays.setAll(e, j -> of.v.at(b, t, h * e.length + j));
            for (int i = 0, at = 0; i < k.length; i++) {
                for (int j = 0; j < e.length; j++, at++) {
                    s[at] *= alpha;
                    e[j] -= k[i] * s[at];
                }
            }
            for (int i = 0, at = 0; i < k.length; i++) {
                for (int j = 0; j < e.length; j++, at++) {
                    s[at] += k[i] * beta * e[j];
                }
            }
        }

        /// The first column of its key.
        private int key() {
            return h * of.groups() / of.heads() * of.width;
        }
    }

    /// The rule: at each token, of each head, the state decays, the value that it has at the key moves by `β` towards that of
    /// the token, and the query reads it ([Head]).
    ///
    /// `state[B,H·D,E]` is that before the first row, and then that after the last one; `y[B,T,H·E]`, zero outside of spans.
    record DeltaRule(Operands of, Tensor state, Tensor y) implements Recurrent {
        public DeltaRule {
            Shapes.require(Shapes.is(state, of.q.dim(0), of.heads() * of.width, of.values()), "deltaRule",
                    "state[B,H·D,E]", state);
            Shapes.requireSame("deltaRule", of.v, y);
            of.requireApart("deltaRule", state, y);
            Shapes.requireApart("deltaRule", y, state);
        }

        @Override
        public void define() {
            for (int task = 0; task < y.dim(0) * of.heads(); task++) {
                Head head = new Head(of, task / of.heads(), task % of.heads());
                long first = (long) task * head.s.length;
                Arrays.setAll(head.s, i -> state.get(first + i));
                for (int t = 0; t < y.dim(1); t++) {
                    boolean counts = t >= of.first(head.b) && t < of.end(head.b);
                    if (counts) {
                        head.read(t);
                    }
                    for (int j = 0; j < head.e.length; j++) {
                        int column = j;
                        y.set((((long) head.b * y.dim(1) + t) * of.heads() + head.h) * head.e.length + j, counts
                                ? of.scale
                                        * Loops.sum(head.q.length, i -> head.q[i] * head.s[i * head.e.length + column])
                                : 0);
                    }
                }
                for (int i = 0; i < head.s.length; i++) {
                    state.set(first + i, head.s[i]);
                }
            }
        }
    }

    /// The gradient of [DeltaRule] over whole texts, from a state of zeros. With the gradient `dS` of the state after a token,
    /// walking back:
    ///
    /// ```
    ///   dS += scale·q·dyᵀ     dq += scale·S·dy     dd = dSᵀk     dβ += e·dd     dv += β·dd     dk += dS·(βe) − S'·(β·dd)
    ///   dS' = dS − k·(β·dd)ᵀ                       ddecay += ⟨S', dS'⟩          dS = α·dS'
    /// ```
    record DeltaRuleGradAdd(Operands of, Tensor dy, Tensor dq, Tensor dk, Tensor dv, Tensor ddecay,
            Tensor dbeta) implements Recurrent {
        public DeltaRuleGradAdd {
            Shapes.requireSame("deltaRuleGradAdd", of.v, dy, dv);
            Shapes.requireSame("deltaRuleGradAdd", of.q, dq, dk);
            Shapes.requireSame("deltaRuleGradAdd", of.decay, ddecay, dbeta);
            of.requireApart("deltaRuleGradAdd", dq, dk, dv, ddecay, dbeta);
            Shapes.requireApart("deltaRuleGradAdd", dy, dq, dk, dv, ddecay, dbeta);
        }

        @Override
        public void define() {
            for (int task = 0; task < dy.dim(0) * of.heads(); task++) {
                Head head = new Head(of, task / of.heads(), task % of.heads());
                int first = of.first(head.b);
                List<double[]> before = new ArrayList<>();
                for (int t = first; t < of.end(head.b); t++) {
                    before.add(head.s.clone());
                    head.read(t);
                }
                double[] ds = new double[head.s.length];
                for (int t = before.size() - 1; t >= 0; t--) {
                    System.arraycopy(before.get(t), 0, head.s, 0, ds.length);
                    head.read(first + t);
                    back(head, first + t, before.get(t), ds);
                }
            }
        }

        private void back(Head head, int t, double[] before, double[] ds) {
            int n = head.e.length;
            double[] dd = new double[n];
            for (int i = 0; i < ds.length; i++) {
                double out = of.scale * dy.at(head.b, t, head.h * n + i % n);
                add(dq, head, t, head.key() + i / n, head.s[i] * out);
                ds[i] += head.q[i / n] * out;
                dd[i % n] += head.k[i / n] * ds[i];
            }
            for (int j = 0; j < n; j++) {
                add(dbeta, head, t, head.h, head.e[j] * dd[j]);
                add(dv, head, t, head.h * n + j, head.beta * dd[j]);
            }
            for (int i = 0; i < ds.length; i++) {
                double decayed = head.alpha * before[i];
                add(dk, head, t, head.key() + i / n, head.beta * (ds[i] * head.e[i % n] - decayed * dd[i % n]));
                ds[i] -= head.beta * head.k[i / n] * dd[i % n];
                add(ddecay, head, t, head.h, decayed * ds[i]);
                ds[i] *= head.alpha;
            }
        }

        private static void add(Tensor to, Head head, int t, int column, double more) {
            long i = ((long) head.b * to.dim(1) + t) * to.dim(2) + column;
            to.set(i, to.get(i) + more);
        }
    }
}
