package t2l.tensor.kernel;

import t2l.tensor.*;
import t2l.tensor.kernel.Kernel.Access;

/// Sums, products and functions of single elements, and noise upon them.
public sealed interface Elementwise extends Kernel {
    /// What each reads, updates and writes.
    @Override
    default Access access() {
        return switch (this) {
            case Fill k -> Access.writes(k.out);
            case Copy k -> Access.reads(k.x).andWrites(k.out);
            case Add k -> Access.reads(k.a, k.b).andWrites(k.out);
            case Mul k -> Access.reads(k.a, k.b).andWrites(k.out);
            case MulAdd k -> Access.reads(k.a, k.b).andUpdates(k.out);
            case Scale k -> Access.reads(k.x).andWrites(k.out);
            case ScaleAdd k -> Access.reads(k.x).andUpdates(k.out);
            case ScaleByAdd k -> Access.reads(k.factor, k.x).andUpdates(k.out);
            case AddRow k -> Access.reads(k.x, k.row).andWrites(k.out);
            case SumRowsAdd k -> Access.reads(k.x).andUpdates(k.out);
            case Pointwise k -> Access.reads(k.x).andWrites(k.out);
            case PointwiseGradAdd k -> Access.reads(k.x, k.dy).andUpdates(k.dx);
            case Gate k -> Access.reads(k.g, k.u).andWrites(k.out);
            case GateGradAdd k -> Access.reads(k.g, k.u, k.dy).andUpdates(k.dg, k.du);
            case Dropout k when k.add -> Access.reads(k.key, k.x).andUpdates(k.out);
            case Dropout k -> Access.reads(k.key, k.x).andWrites(k.out);
            case Perturb k -> Access.reads(k.key, k.x).andWrites(k.out);
        };
    }

    /// `out = value`
    record Fill(double value, Tensor out) implements Elementwise {
        @Override
        public void define() {
            Loops.each(out, _ -> value);
        }
    }

    /// `out = x`, converted to the type of `out`; any views of one shape.
    record Copy(Tensor x, Tensor out) implements Elementwise {
        public Copy {
            Shapes.requireSame("copy", x, out);
        }

        @Override
        public void define() {
            Loops.each(out, x::get);
        }
    }

    /// `out = a + b`; `out` may be either.
    record Add(Tensor a, Tensor b, Tensor out) implements Elementwise {
        public Add {
            Shapes.requireSame("add", a, b, out);
        }

        @Override
        public void define() {
            Loops.each(out, i -> a.get(i) + b.get(i));
        }
    }

    /// `out = a ⊙ b`
    record Mul(Tensor a, Tensor b, Tensor out) implements Elementwise {
        public Mul {
            Shapes.requireSame("mul", a, b, out);
        }

        @Override
        public void define() {
            Loops.each(out, i -> a.get(i) * b.get(i));
        }
    }

    /// `out += a ⊙ b`
    record MulAdd(Tensor a, Tensor b, Tensor out) implements Elementwise {
        public MulAdd {
            Shapes.requireSame("mulAdd", a, b, out);
        }

        @Override
        public void define() {
            Loops.eachAdd(out, i -> a.get(i) * b.get(i));
        }
    }

    /// `out = alpha · x`; `out` may be `x`.
    record Scale(double alpha, Tensor x, Tensor out) implements Elementwise {
        public Scale {
            Shapes.requireSame("scale", x, out);
        }

        @Override
        public void define() {
            Loops.each(out, i -> alpha * x.get(i));
        }
    }

    /// `out += alpha · x`
    record ScaleAdd(double alpha, Tensor x, Tensor out) implements Elementwise {
        public ScaleAdd {
            Shapes.requireSame("scaleAdd", x, out);
        }

        @Override
        public void define() {
            Loops.eachAdd(out, i -> alpha * x.get(i));
        }
    }

    /// `out += alpha · factor · x`, with `factor[1]` read when the kernel runs.
    record ScaleByAdd(double alpha, Tensor factor, Tensor x, Tensor out) implements Elementwise {
        public ScaleByAdd {
            Shapes.require(factor.size() == 1 && Shapes.same(x, out), "scaleByAdd", "factor[1] x and out of one shape",
                    factor, x, out);
        }

        @Override
        public void define() {
            double by = alpha * factor.get(0);
            Loops.eachAdd(out, i -> by * x.get(i));
        }
    }

    /// `out[n,c] = x[n,c] + row[c]`; `out` may be `x`.
    record AddRow(Tensor x, Tensor row, Tensor out) implements Elementwise {
        public AddRow {
            Shapes.requireRows("addRow", x, row);
            Shapes.requireSame("addRow", x, out);
        }

        @Override
        public void define() {
            int c = x.dim(1);
            Loops.each(out, i -> x.get(i) + row.get(i % c));
        }
    }

    /// `out[c] += Σ_n x[n,c]`
    record SumRowsAdd(Tensor x, Tensor out) implements Elementwise {
        public SumRowsAdd {
            Shapes.requireRows("sumRowsAdd", x, out);
        }

        @Override
        public void define() {
            int n = x.dim(0);
            Loops.eachAdd(out, j -> Loops.sum(n, i -> x.at(i, (int) j)));
        }
    }

    /// `out = f(x)`; `out` may be `x`.
    record Pointwise(Unary f, Tensor x, Tensor out) implements Elementwise {
        public Pointwise {
            Shapes.requireSame("pointwise", x, out);
        }

        @Override
        public void define() {
            Loops.each(out, i -> f.f(x.get(i)));
        }
    }

    /// `dx += dy ⊙ f′(x)`
    record PointwiseGradAdd(Unary f, Tensor x, Tensor dy, Tensor dx) implements Elementwise {
        public PointwiseGradAdd {
            Shapes.requireSame("pointwiseGradAdd", x, dy, dx);
        }

        @Override
        public void define() {
            Loops.eachAdd(dx, i -> dy.get(i) * f.df(x.get(i)));
        }
    }

    /// `out = f(g) ⊙ u`, the gated activation (SwiGLU with silu: Shazeer 2020).
    record Gate(Unary f, Tensor g, Tensor u, Tensor out) implements Elementwise {
        public Gate {
            Shapes.requireSame("gate", g, u, out);
        }

        @Override
        public void define() {
            Loops.each(out, i -> f.f(g.get(i)) * u.get(i));
        }
    }

    /// `dg += dy ⊙ u ⊙ f′(g)` and `du += dy ⊙ f(g)`.
    record GateGradAdd(Unary f, Tensor g, Tensor u, Tensor dy, Tensor dg, Tensor du) implements Elementwise {
        public GateGradAdd {
            Shapes.requireSame("gateGradAdd", g, u, dy, dg, du);
            Shapes.requireApart("gateGradAdd", dg, g, u, dy);
            Shapes.requireApart("gateGradAdd", du, g, u, dy);
        }

        @Override
        public void define() {
            Loops.eachAdd(dg, i -> dy.get(i) * u.get(i) * f.df(g.get(i)));
            Loops.eachAdd(du, i -> dy.get(i) * f.f(g.get(i)));
        }
    }

    /// `out = keep ? x / (1 − p) : 0`, or `+=` if `add`, each element kept with probability `1 − p` by [Noise] of `key` and
    /// `salt`: with the same `key[2]` and `salt` the backward pass makes the same choices.
    record Dropout(double p, Tensor key, int salt, boolean add, Tensor x, Tensor out) implements Elementwise {
        public Dropout {
            Shapes.require(p >= 0 && p < 1 && key.size() == 2 && Shapes.same(x, out) && x.size() <= Integer.MAX_VALUE,
                    "dropout", "0 ≤ p < 1, key[2], and x and out of one shape, with p = " + p, key, x, out);
        }

        @Override
        public void define() {
            int stream = Noise.stream(key, salt);
            int threshold = Noise.threshold(p);
            Loops.each(out, i -> {
                double kept = Noise.bits(stream, (int) i) >>> 8 >= threshold ? x.get(i) / (1 - p) : 0;
                return (add ? out.get(i) : 0) + kept;
            });
        }
    }

    /// `out = x + u` with `u` uniform in `±bound`, by [Noise] of `key[2]` and `salt`; `out` may be `x`.
    record Perturb(double bound, Tensor key, int salt, Tensor x, Tensor out) implements Elementwise {
        public Perturb {
            Shapes.require(bound >= 0 && key.size() == 2 && Shapes.same(x, out) && x.size() <= Integer.MAX_VALUE,
                    "perturb", "bound ≥ 0, key[2], and x and out of one shape, with bound = " + bound, key, x, out);
        }

        @Override
        public void define() {
            int stream = Noise.stream(key, salt);
            for (int i = 0; i < x.size(); i++) {
                out.set(i, x.get(i) + bound * Noise.uniform(Noise.bits(stream, i)));
            }
        }
    }
}
