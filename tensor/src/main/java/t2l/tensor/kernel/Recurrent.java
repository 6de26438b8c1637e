package t2l.tensor.kernel;

import module java.base;
import t2l.tensor.Shapes;
import t2l.tensor.Tensor;

/// The gated delta rule (Yang et al. 2024, "Gated Delta Networks"), its decay, and their gradients: a state that each token
/// changes and reads, in place of keys and values.
public sealed interface Recurrent extends Kernel {
    /// The logarithm of what is left of a state: `y[n,h] = −exp(rate[h]) · log(1 + exp a[n,h])`.
    record Decay(Tensor a, Tensor rate, Tensor y) implements Recurrent {
        public Decay {
            requireShapes("decay", a, rate, y);
            Shapes.requireApart("decay", y, a, rate);
        }

        @Override
        public Access access() {
            return Access.reads(a, rate).andWrites(y);
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
        public Access access() {
            return Access.reads(a, rate, y, dy).andUpdates(da, drate);
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
            int b = q.dim(0);
            int t = q.rank() == 3 ? q.dim(1) : -1;
            Shapes.require(q.rank() == 3 && v.rank() == 3 && decay.rank() == 3 && width > 0 && q.dim(2) % width == 0
                    && Shapes.is(k, b, t, q.dim(2)) && Shapes.is(v, b, t, v.dim(2))
                    && Shapes.is(decay, b, t, decay.dim(2))
                    && decay.dim(2) > 0 && q.dim(2) > 0 && decay.dim(2) % (q.dim(2) / width) == 0
                    && v.dim(2) % decay.dim(2) == 0 && Shapes.is(beta, b, t, decay.dim(2)) && Shapes.is(span, b, 2),
                    "deltaRule",
                    "q[B,T,G·D] k[B,T,G·D] v[B,T,H·E] decay[B,T,H] beta[B,T,H] span[B,2], H a multiple of G",
                    q, k, v, decay, beta, span);
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

        private Access reads() {
            return Access.reads(q, k, v, decay, beta, span);
        }

        private void requireApart(String kernel, Tensor written) {
            Shapes.requireApart(kernel, written, q, k, v, decay, beta);
        }

        /// Numbers `from … from + n` of a row of `x`.
        private static double[] row(Tensor x, int b, int t, int from, int n) {
            double[] row = new double[n];
            for (int i = 0; i < n; i++) {
                row[i] = x.at(b, t, from + i);
            }
            return row;
        }
    }

    /// One head at one token: the state before it, and what the token changes.
    ///
    /// ```
    ///   S' = αS      e = v − S'ᵀk      S = S' + k·(βe)ᵀ      y = scale·Sᵀq
    /// ```
    final class Step {
        private final Operands of;
        private final int b;
        private final int t;
        private final int h;
        private final double alpha;
        private final double beta;
        private final double[] q;
        private final double[] k;
        private final double[] e;
        private final double[] before;

        /// @param before `S[D,E]`
        private Step(Operands of, int b, int t, int h, double[] before) {
            this.of = of;
            this.b = b;
            this.t = t;
            this.h = h;
            this.before = before;
            int at = h * of.groups() / of.heads() * of.width;
            alpha = Math.exp(of.decay.at(b, t, h));
            beta = of.beta.at(b, t, h);
            q = Operands.row(of.q, b, t, at, of.width);
            k = Operands.row(of.k, b, t, at, of.width);
            e = Operands.row(of.v, b, t, h * of.values(), of.values());
            for (int i = 0; i < before.length; i++) {
                e[i % e.length] -= alpha * k[i / e.length] * before[i];
            }
        }

        private double[] after() {
            double[] after = new double[before.length];
            for (int i = 0; i < after.length; i++) {
                after[i] = alpha * before[i] + k[i / e.length] * beta * e[i % e.length];
            }
            return after;
        }

        private void read(double[] state, Tensor y) {
            for (int j = 0; j < e.length; j++) {
                double sum = 0;
                for (int i = 0; i < k.length; i++) {
                    sum += q[i] * state[i * e.length + j];
                }
                y.set(((long) b * y.dim(1) + t) * y.dim(2) + (long) h * e.length + j, of.scale * sum);
            }
        }
    }

    /// The rule: at each token, of each head, the state decays, the value that it has at the key moves by `β` towards that of
    /// the token, and the query reads it ([Step]).
    ///
    /// `state[B,H·D,E]` is that before the first row, and then that after the last one; `y[B,T,H·E]`, zero outside of spans.
    record DeltaRule(Operands of, Tensor state, Tensor y) implements Recurrent {
        public DeltaRule {
            int b = of.q.dim(0);
            Shapes.require(Shapes.is(state, b, of.heads() * of.width, of.values())
                    && Shapes.is(y, b, of.q.dim(1), of.v.dim(2)), "deltaRule", "state[B,H·D,E] y[B,T,H·E]", state, y,
                    of.v);
            of.requireApart("deltaRule", y);
            of.requireApart("deltaRule", state);
            Shapes.requireApart("deltaRule", y, state);
        }

        @Override
        public Access access() {
            return new Access(of.reads().reads(), List.of(state), List.of(y));
        }

        @Override
        public void define() {
            int size = of.width * of.values();
            for (int b = 0; b < state.dim(0); b++) {
                for (int h = 0; h < of.heads(); h++) {
                    long at = ((long) b * of.heads() + h) * size;
                    double[] now = new double[size];
                    Arrays.setAll(now, i -> state.get(at + i));
                    for (int t = 0; t < y.dim(1); t++) {
                        if (t >= of.first(b) && t < of.end(b)) {
                            Step step = new Step(of, b, t, h, now);
                            now = step.after();
                            step.read(now, y);
                        } else {
                            for (int j = 0; j < of.values(); j++) {
                                y.set(((long) b * y.dim(1) + t) * y.dim(2) + (long) h * of.values() + j, 0);
                            }
                        }
                    }
                    for (int i = 0; i < size; i++) {
                        state.set(at + i, now[i]);
                    }
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
            Shapes.requireSame("deltaRuleGradAdd", of.v, dy);
            Shapes.requireSame("deltaRuleGradAdd", of.q, dq);
            Shapes.requireSame("deltaRuleGradAdd", of.k, dk);
            Shapes.requireSame("deltaRuleGradAdd", of.v, dv);
            Shapes.requireSame("deltaRuleGradAdd", of.decay, ddecay);
            Shapes.requireSame("deltaRuleGradAdd", of.beta, dbeta);
            for (Tensor written : List.of(dq, dk, dv, ddecay, dbeta)) {
                of.requireApart("deltaRuleGradAdd", written);
                Shapes.requireApart("deltaRuleGradAdd", written, dy);
            }
        }

        @Override
        public Access access() {
            List<Tensor> reads = new ArrayList<>(of.reads().reads());
            reads.add(dy);
            return new Access(reads, List.of(dq, dk, dv, ddecay, dbeta), List.of());
        }

        @Override
        public void define() {
            for (int b = 0; b < dy.dim(0); b++) {
                for (int h = 0; h < of.heads(); h++) {
                    List<Step> steps = new ArrayList<>();
                    double[] now = new double[of.width * of.values()];
                    for (int t = of.first(b); t < of.end(b); t++) {
                        steps.add(new Step(of, b, t, h, now));
                        now = steps.getLast().after();
                    }
                    double[] ds = new double[now.length];
                    steps.reversed().forEach(step -> back(step, ds));
                }
            }
        }

        private void back(Step s, double[] ds) {
            int n = s.e.length;
            int key = s.h * of.groups() / of.heads() * of.width;
            double[] out = Operands.row(dy, s.b, s.t, s.h * n, n);
            double[] after = s.after();
            double[] dd = new double[n];
            for (int i = 0; i < ds.length; i++) {
                add(dq, s, key + i / n, of.scale * after[i] * out[i % n]);
                ds[i] += of.scale * s.q[i / n] * out[i % n];
                dd[i % n] += s.k[i / n] * ds[i];
            }
            for (int j = 0; j < n; j++) {
                add(dbeta, s, s.h, s.e[j] * dd[j]);
                add(dv, s, s.h * n + j, s.beta * dd[j]);
            }
            for (int i = 0; i < ds.length; i++) {
                double decayed = s.alpha * s.before[i];
                add(dk, s, key + i / n, s.beta * (ds[i] * s.e[i % n] - decayed * dd[i % n]));
                ds[i] -= s.beta * s.k[i / n] * dd[i % n];
                add(ddecay, s, s.h, decayed * ds[i]);
                ds[i] *= s.alpha;
            }
        }

        private static void add(Tensor to, Step at, int column, double more) {
            long i = ((long) at.b * to.dim(1) + at.t) * to.dim(2) + column;
            to.set(i, to.get(i) + more);
        }
    }
}
