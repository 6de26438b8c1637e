package t2l.testkit;

import static t2l.testkit.Rounding.U;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.kernel.*;
import t2l.tensor.kernel.Attending.*;
import t2l.testkit.KernelCases.Size;

/// Attention forward and backward: drawn heads, padding, caches, and their error bounds.
///
/// A score is off by `s = (D + 5)·U·scale·Σ|q·k|` at most, and by the error of the cap, whose slope is at most 1. A
/// weight `e^(score − lse)` is off by a factor `1 + w`, `w = 2·max s + …` for the scores in numerator and denominator
/// and the roundings of both.
final class AttentionCases {
    /// @param b sequences
    /// @param tq queries
    /// @param tk keys
    private record Shape(int b, int tq, int tk, Heads heads) {
        int q(int sequence, int t, int h, int d) {
            return ((sequence * tq + t) * heads.query() + h) * heads.width() + d;
        }

        int k(int sequence, int j, int h, int d) {
            return ((sequence * tk + j) * heads.keyValue() + h / heads.group()) * heads.width() + d;
        }

        int lse(int sequence, int t, int h) {
            return (sequence * tq + t) * heads.query() + h;
        }
    }

    static void forward(KernelCase k, Size s) {
        Shape shape = inputs(k, s);
        int columns = shape.heads.query() * shape.heads.width();
        k.out(shape.b, shape.tq, columns).out(shape.b, shape.tq, shape.heads.query());
        k.does(t -> new Attention(shape.heads, t.get(0), t.get(1), t.get(2), t.get(3), t.get(4), t.get(5)),
                (o, x) -> bounds(shape, x, false)[o - 4]);
    }

    /// One text, with keys and values, F32 or F16, on two pages, of which backends read the first where it lies, or on three
    /// short ones.
    static void inPages(KernelCase k, Size s) {
        RandomGenerator random = k.random();
        int page = random.nextBoolean() ? Attention.PAGE : 1 + s.n() / 3;
        int last = random.nextInt(1, page + 1);
        int pages = page == Attention.PAGE ? 2 : 3;
        int tk = (pages - 1) * page + last;
        int tq = random.nextBoolean() ? 1 : random.nextInt(1, tk + 1);
        int width = Math.clamp(100_000 / (tk * tk), 1, Math.clamp(s.c(), 1, 67));
        Heads heads = new Heads(2, 1, width, 0.7 / Math.sqrt(width), mask(random, tk), Heads.UNCAPPED);
        Tensor span = Tensor.allocate(k.arena(), DType.I32, 1, 2);
        span.set(1, tk);
        k.in(1, tq, 2 * width);
        boolean halves = random.nextBoolean();
        for (int i = 0; i < 2 * pages; i++) {
            int[] shape = {1, i % pages == pages - 1 ? last : page, width};
            var _ = halves ? k.in(DType.F16, shape) : k.in(shape);
        }
        k.ids(span).out(1, tq, 2 * width).out(1, tq, 2);
        int at = 1 + 2 * pages;
        k.does(t -> new Attention(heads, t.get(0), t.subList(1, 1 + pages), t.subList(1 + pages, at), t.get(at),
                t.get(at + 1), t.get(at + 2)), (o, x) -> {
                    double[] none = {};
                    double[][] joined = {x[0], joined(x, 1, pages), joined(x, 1 + pages, pages), x[at],
                        new double[x[at + 1].length], new double[x[at + 2].length], none};
                    return bounds(new Shape(1, tq, tk, heads), joined, false)[o - at - 1];
                });
    }

    private static double[] joined(double[][] x, int from, int count) {
        return Arrays.stream(x, from, from + count).flatMapToDouble(Arrays::stream).toArray();
    }

    static void backward(KernelCase k, Size s) {
        Shape shape = inputs(k, s);
        Heads h = shape.heads;
        int columns = h.query() * h.width();
        k.in(shape.b, shape.tq, columns).in(shape.b, shape.tq, h.query()).in(shape.b, shape.tq, columns);
        k.out(shape.b, shape.tq, columns).out(shape.b, shape.tk, h.keyValue() * h.width()).out(shape.b, shape.tk,
                h.keyValue() * h.width());
        k.does(t -> new AttentionGradAdd(h, t.get(0), t.get(1), t.get(2), t.get(3), t.get(4), t.get(5), t.get(6),
                t.get(7), t.get(8), t.get(9)), (o, x) -> bounds(shape, x, true)[o - 7]);
    }

    private static Shape inputs(KernelCase k, Size s) {
        RandomGenerator random = k.random();
        int tk = s.n();
        int tq = tk == 0 ? 0 : random.nextInt(3) == 0 ? Math.min(tk, 1 + random.nextInt(3)) : random.nextInt(1, tk + 1);
        Mask mask = mask(random, tk);
        if (mask.equals(Mask.NONE) && random.nextBoolean()) {
            tq *= random.nextInt(1, 4); // as in cross-attention to a short text
        }
        int groups = random.nextInt(1, 3);
        // the definition takes its time: long rows get narrow heads
        int width = Math.clamp(100_000 / Math.max(1, tk * tk), 1, Math.clamp(s.c(), 1, 67));
        Heads heads = new Heads(groups * random.nextInt(1, 4), groups, width, 0.7 / Math.sqrt(width), mask,
                random.nextInt(3) == 0 ? random.nextDouble(0.3, 3) : Heads.UNCAPPED);
        Shape shape = new Shape(random.nextInt(1, 4), tq, tk, heads);
        Tensor span = Tensor.allocate(k.arena(), DType.I32, shape.b, 2);
        for (int b = 0; b < shape.b; b++) {
            int first = tk > 0 && random.nextInt(3) == 0 ? random.nextInt(tk) : 0;
            span.set(2L * b, first);
            span.set(2L * b + 1, random.nextInt(3) == 0 ? random.nextInt(first, tk + 1) : tk);
        }
        k.in(shape.b, tq, heads.query() * width).in(shape.b, tk, groups * width).in(shape.b, tk, groups * width)
                .ids(span);
        return shape;
    }

    private static Mask mask(RandomGenerator random, int keys) {
        return switch (random.nextInt(5)) {
            case 0 -> Mask.NONE;
            case 1, 2 -> Mask.CAUSAL;
            case 3 -> Mask.window(random.nextInt(1, keys + 2));
            default -> new Mask(random.nextInt(keys + 1), random.nextInt(keys + 1));
        };
    }

    /// Bounds of `y lse`, or of `dq dk dv` if `gradient`.
    private static double[][] bounds(Shape s, double[][] x, boolean gradient) {
        Heads heads = s.heads;
        int width = heads.width();
        double[][] all = !gradient
                ? new double[][] {new double[x[4].length], new double[x[5].length]}
                : new double[][] {new double[x[7].length], new double[x[8].length], new double[x[9].length]};
        for (int b = 0; b < s.b; b++) {
            for (int t = 0; t < s.tq; t++) {
                for (int h = 0; h < heads.query(); h++) {
                    int first = heads.mask().first(s.tk - s.tq + t, (int) x[3][2 * b]);
                    int end = heads.mask().end(s.tk - s.tq + t, (int) x[3][2 * b + 1]);
                    int n = Math.max(0, end - first);
                    double[] score = new double[n];
                    double magnitude = 0;
                    for (int j = 0; j < n; j++) {
                        double size = 0;
                        for (int d = 0; d < width; d++) {
                            double product = heads.scale() * x[0][s.q(b, t, h, d)] * x[1][s.k(b, first + j, h, d)];
                            score[j] += product;
                            size += Math.abs(product);
                        }
                        magnitude = Math.max(magnitude, size);
                        if (heads.capped()) {
                            score[j] = heads.cap() * Math.tanh(score[j] / heads.cap());
                        }
                    }
                    double error = (width + 5) * U * magnitude
                            + (heads.capped() ? heads.cap() * (Rounding.curve(0) + 4 * U) : 0);
                    if (!gradient) {
                        forwardRow(s, x, b, t, h, first, score, error, magnitude, all);
                    } else {
                        backwardRow(s, x, b, t, h, first, score, error, magnitude, all);
                    }
                }
            }
        }
        if (gradient) {
            for (int o = 0; o < 3; o++) {
                for (int i = 0; i < all[o].length; i++) {
                    all[o][i] += (s.tq * heads.group() + s.tk + 4) * U * Math.abs(x[7 + o][i]);
                }
            }
        }
        return all;
    }

    private static void forwardRow(Shape s, double[][] x, int b, int t, int h, int first, double[] score, double error,
            double magnitude, double[][] all) {
        int n = score.length;
        double log = n == 0 ? 0 : logSum(score);
        double weight = 2 * error + 4 * U * magnitude + (n + 10) * U;
        all[1][s.lse(b, t, h)] = error + 2 * U * magnitude + (n + 10) * U;
        for (int d = 0; d < s.heads.width(); d++) {
            for (int j = 0; j < n; j++) {
                all[0][s.q(b, t, h, d)] += Math.exp(score[j] - log) * Math.abs(x[2][s.k(b, first + j, h, d)])
                        * (weight + (n + 2) * U);
            }
        }
    }

    private static double logSum(double[] score) {
        double max = Rounding.max(0, score.length, i -> score[i] + 1e9) - 1e9;
        return max + Math.log(Rounding.sum(0, score.length, i -> Math.exp(score[i] - max)));
    }

    private static void backwardRow(Shape s, double[][] x, int b, int t, int h, int first, double[] score,
            double error, double magnitude, double[][] all) {
        Heads heads = s.heads;
        int width = heads.width();
        double log = x[5][s.lse(b, t, h)];
        double weight = error + 2 * U * (magnitude + Math.abs(log)) + 6 * U;
        double delta = Rounding.sum(0, width, d -> Math.abs(x[6][s.q(b, t, h, d)] * x[4][s.q(b, t, h, d)]));
        int terms = s.tq * heads.group() + s.tk + 4;
        for (int j = 0; j < score.length; j++) {
            int key = first + j;
            double p = Math.exp(score[j] - log);
            double dp = Rounding.sum(0, width, d -> Math.abs(x[6][s.q(b, t, h, d)] * x[2][s.k(b, key, h, d)]));
            // the slope of the cap, 1 − u² with u = s/cap, changes by 2·|u| times what u is off
            double capped = heads.capped() ? 2 * error / heads.cap() + 8 * U : 0;
            double slope = p * (dp + delta) * heads.scale();
            double slopeError = slope * (weight + capped + (width + 8) * U);
            for (int d = 0; d < width; d++) {
                int q = s.q(b, t, h, d);
                int k = s.k(b, key, h, d);
                all[0][q] += (slopeError + terms * U * slope) * Math.abs(x[1][k]);
                all[1][k] += (slopeError + terms * U * slope) * Math.abs(x[0][q]);
                all[2][k] += p * (weight + terms * U) * Math.abs(x[6][q]);
            }
        }
    }
}
