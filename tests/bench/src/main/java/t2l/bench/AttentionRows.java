package t2l.bench;

import module java.base;
import t2l.bench.Row.*;
import t2l.tensor.*;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.Attending.*;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.tensor.kernel.Heads;

/// `attention`: causal attention over many short texts, some medium ones, and one long text, forward and backward, and of
/// one token that is written.
/// Compare its fraction of the multiply-add ceiling with that of `matmul`.
final class AttentionRows {
    /// Number of queries checked, since the definition is slow.
    private static final int CHECKED = 8;

    private AttentionRows() {}

    static List<Row> rows(Bench.Settings plan) {
        List<Row> rows = new ArrayList<>();
        rows.addAll(rows(plan.size(256, 3), 13, 4, 2, 32));
        rows.addAll(rows(plan.size(4, 2), plan.size(256, 40), 9, 3, 64));
        rows.addAll(rows(1, plan.size(2048, 70), 9, 3, 64));
        rows.add(oneToken(plan.size(30, 2), plan.size(1500, 100), 9, 3, 64));
        return rows;
    }

    /// One token that is written after `t` others: each layer has keys and values of its own, in pages that lie in memory as
    /// generation keeps them. All layers together are more than caches hold.
    private static Row oneToken(int layers, int t, int query, int keyValue, int width) {
        Heads heads = new Heads(query, keyValue, width, 1 / Math.sqrt(width), true);
        return new Row("attention/decode/" + layers + "x" + t + "/" + query + "-" + keyValue + "x" + width, scene -> {
            Tensor span = Tensor.allocate(scene.arena(), DType.I32, 1, 2);
            span.set(1, t);
            Tensor pages = scene.draw().normal(2 * layers * Math.ceilDiv(t, Attention.PAGE), Attention.PAGE,
                    keyValue * width);
            List<Attention> calls = new ArrayList<>();
            for (int i = 0; i < layers; i++) {
                calls.add(new Attention(heads, scene.draw().normal(1, 1, query * width),
                        pages(pages, 2 * i, 2 * layers, t), pages(pages, 2 * i + 1, 2 * layers, t), span,
                        scene.draw().zeros(1, 1, query * width), scene.draw().zeros(1, 1, query)));
            }
            Attention last = calls.getLast();
            return new Job(Cost.bytes(2.0 * layers * t * keyValue * width * DType.F32.bytes(1)),
                    () -> calls.forEach(scene.kernels()::run), () -> agree(scene, last));
        });
    }

    /// Every `step`-th page from `first` on, for `t` positions.
    private static List<Tensor> pages(Tensor all, int first, int step, int t) {
        List<Tensor> pages = new ArrayList<>();
        for (int i = 0; i < t; i += Attention.PAGE) {
            pages.add(all.narrow(0, first + i / Attention.PAGE * step, 1).narrow(1, 0,
                    Math.min(Attention.PAGE, t - i)));
        }
        return pages;
    }

    /// Floating-point operations of the two forward products for `b` causal texts of `t` tokens.
    static double flops(int b, int heads, int width, int t) {
        return 4.0 * b * heads * width * t * (t + 1.0) / 2;
    }

    private static List<Row> rows(int b, int t, int query, int keyValue, int width) {
        Heads heads = new Heads(query, keyValue, width, 1 / Math.sqrt(width), true);
        String size = "/" + b + "x" + t + "/" + query + "-" + keyValue + "x" + width;
        return List.of(new Row("attention/forward" + size, scene -> forward(scene, draw(scene, heads, b, t))),
                new Row("attention/backward" + size, scene -> backward(scene, draw(scene, heads, b, t))));
    }

    private static Attention draw(RowContext scene, Heads heads, int b, int t) {
        int queries = heads.query() * heads.width();
        int keys = heads.keyValue() * heads.width();
        Tensor span = Tensor.allocate(scene.arena(), DType.I32, b, 2);
        for (int i = 0; i < b; i++) {
            span.set(2L * i + 1, t);
        }
        RandomTensors draw = scene.draw();
        return new Attention(heads, draw.normal(b, t, queries), draw.normal(b, t, keys), draw.normal(b, t, keys), span,
                draw.zeros(b, t, queries), draw.zeros(b, t, heads.query()));
    }

    /// With the last queries of every text only: they attend to all keys and can be checked separately.
    private static Attention last(Attention a) {
        return new Attention(a.heads(), last(a.q()), a.k(), a.v(), a.span(), last(a.y()), last(a.lse()));
    }

    private static Tensor last(Tensor t) {
        int count = Math.min(CHECKED, t.dim(1));
        return t.narrow(1, t.dim(1) - count, count);
    }

    private static double flops(Attention a) {
        return flops(a.q().dim(0), a.heads().query(), a.heads().width(), a.q().dim(1));
    }

    private static Job forward(RowContext scene, Attention a) {
        return new Job(Cost.flops(flops(a)), () -> scene.kernels().run(a), () -> agree(scene, last(a)));
    }

    /// The results must equal those of the reference kernels.
    private static void agree(RowContext scene, Attention got) {
        Tensor y = scene.draw().zeros(got.y().dims());
        Tensor lse = scene.draw().zeros(got.lse().dims());
        new ReferenceKernels().run(new Attention(got.heads(), got.q(), got.k(), got.v(), got.span(), y, lse));
        Agreement.require("attention", got.y(), y);
        Agreement.require("attention, log-sum-exp", got.lse(), lse);
    }

    /// Checked with a gradient of the last queries only, so that the definition needs no others.
    private static Job backward(RowContext scene, Attention a) {
        scene.kernels().run(a);
        Tensor dy = scene.draw().normal(a.y().dims());
        AttentionGradAdd timed = gradient(scene, a, dy);
        return new Job(Cost.flops(2.5 * flops(a)), () -> scene.kernels().run(timed), () -> {
            Tensor few = scene.draw().zeros(dy.dims());
            scene.kernels().run(new Copy(last(dy), last(few)));
            AttentionGradAdd got = gradient(scene, a, few);
            scene.kernels().run(got);
            AttentionGradAdd want = gradient(scene, last(a), last(dy));
            new ReferenceKernels().run(want);
            Agreement.require("attention, dq", last(got.dq()), want.dq());
            Agreement.require("attention, dk", got.dk(), want.dk());
            Agreement.require("attention, dv", got.dv(), want.dv());
        });
    }

    /// Added to zeros.
    private static AttentionGradAdd gradient(RowContext scene, Attention a, Tensor dy) {
        Tensor k = a.k().getFirst();
        Tensor v = a.v().getFirst();
        RandomTensors draw = scene.draw();
        return new AttentionGradAdd(a.heads(), a.q(), k, v, a.span(), a.y(), a.lse(), dy, draw.zeros(a.q().dims()),
                draw.zeros(k.dims()), draw.zeros(v.dims()));
    }
}
