package t2l.tensor.kernel;

import t2l.tensor.*;
import t2l.tensor.kernel.Kernel.Access;

/// What runs along the texts of a batch, from each token to those behind it.
public sealed interface Sequences extends Kernel {
    /// What each reads, updates and writes.
    @Override
    default Access access() {
        return switch (this) {
            case CausalConv k -> Access.reads(k.x, k.w, k.span).andWrites(k.y);
            case CausalConvGradAdd k -> Access.reads(k.w, k.span, k.dy).andUpdates(k.dx);
            case CausalConvWeightGradAdd k -> Access.reads(k.x, k.span, k.dy).andUpdates(k.dw);
        };
    }

    /// A causal convolution along the text, of each channel for itself: `y[b,t,c] = Σ_j w[j,c] · x[b, t − W + 1 + j, c]`.
    ///
    /// `x[B,Tx,C] w[W,C] span[B,2] → y[B,T,C]`. Row `t` of `y` stands at row `Tx − T + t` of `x`, as queries do behind cached
    /// keys; the rows before it are those of earlier tokens. Row `r` of `x` has position `from + r`. A position outside of
    /// `span[b,0] … span[b,1]` (`span i32[B,2]`: padding on either side) or before the first row counts as zero, and a row of
    /// `y` there is zero.
    ///
    /// @param from position of the first row of `x`
    record CausalConv(Tensor x, Tensor w, Tensor span, int from, Tensor y) implements Sequences {
        public CausalConv {
            requireShapes("causalConv", x, w, span, y);
            Shapes.requireApart("causalConv", y, x, w);
        }

        /// The first row of `x` that counts, of sequence `b`.
        public int first(int b) {
            return Math.clamp((long) span.at(b, 0) - from, 0, x.dim(1));
        }

        /// Where the rows of `x` that count end, of sequence `b`.
        public int end(int b) {
            return Math.clamp((long) span.at(b, 1) - from, 0, x.dim(1));
        }

        @Override
        public void define() {
            int skipped = x.dim(1) - y.dim(1);
            int taps = w.dim(0);
            Loops.each(y, i -> {
                int c = (int) (i % y.dim(2));
                int t = (int) (i / y.dim(2) % y.dim(1));
                int b = (int) (i / y.dim(2) / y.dim(1));
                int row = skipped + t;
                return row < first(b) || row >= end(b)
                        ? 0
                        : Loops.sum(taps, j -> row - taps + 1 + j < first(b)
                                ? 0
                                : w.at(j, c) * x.at(b, row - taps + 1 + j, c));
            });
        }

        static void requireShapes(String kernel, Tensor x, Tensor w, Tensor span, Tensor y) {
            Shapes.require(x.rank() == 3 && y.rank() == 3 && w.rank() == 2 && w.dim(0) > 0 && x.dim(0) == y.dim(0)
                    && x.dim(1) >= y.dim(1) && x.dim(2) == y.dim(2) && w.dim(1) == x.dim(2)
                    && Shapes.is(span, x.dim(0), 2), kernel, "x[B,Tx,C] w[W,C] span[B,2] y[B,T,C] with T up to Tx", x,
                    w, span, y);
        }
    }

    /// The gradient of [CausalConv] over whole texts for `x`: `dx[b,t,c] += Σ_j w[j,c] · dy[b, t + W − 1 − j, c]` within the
    /// spans.
    record CausalConvGradAdd(Tensor w, Tensor span, Tensor dy, Tensor dx) implements Sequences {
        public CausalConvGradAdd {
            CausalConv.requireShapes("causalConvGradAdd", dx, w, span, dy);
            Shapes.requireSame("causalConvGradAdd", dx, dy);
            Shapes.requireApart("causalConvGradAdd", dx, w, dy);
        }

        @Override
        public void define() {
            int taps = w.dim(0);
            Loops.eachAdd(dx, i -> {
                int c = (int) (i % dx.dim(2));
                int t = (int) (i / dx.dim(2) % dx.dim(1));
                int b = (int) (i / dx.dim(2) / dx.dim(1));
                double end = Math.min(dx.dim(1), span.at(b, 1));
                return t < span.at(b, 0) || t >= end
                        ? 0
                        : Loops.sum(taps, k -> t + k < end ? w.at(taps - 1 - k, c) * dy.at(b, t + k, c) : 0);
            });
        }
    }

    /// The gradient of [CausalConv] over whole texts for `w`: `dw[j,c] += Σ_b Σ_t dy[b,t,c] · x[b, t − W + 1 + j, c]` within
    /// the spans.
    record CausalConvWeightGradAdd(Tensor x, Tensor span, Tensor dy, Tensor dw) implements Sequences {
        public CausalConvWeightGradAdd {
            CausalConv.requireShapes("causalConvWeightGradAdd", x, dw, span, dy);
            Shapes.requireSame("causalConvWeightGradAdd", x, dy);
            Shapes.requireApart("causalConvWeightGradAdd", dw, x, dy);
        }

        @Override
        public void define() {
            int taps = dw.dim(0);
            for (int j = 0; j < taps; j++) {
                int back = taps - 1 - j;
                for (int c = 0; c < dw.dim(1); c++) {
                    double sum = 0;
                    for (int b = 0; b < x.dim(0); b++) {
                        for (int t = (int) span.at(b, 0) + back; t < Math.min(x.dim(1), span.at(b, 1)); t++) {
                            sum += dy.at(b, t, c) * x.at(b, t - back, c);
                        }
                    }
                    long at = (long) j * dw.dim(1) + c;
                    dw.set(at, dw.get(at) + sum);
                }
            }
        }
    }
}
