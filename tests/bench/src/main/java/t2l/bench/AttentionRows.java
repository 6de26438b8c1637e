package t2l.bench;

import module java.base;
import t2l.bench.Row.Cost;
import t2l.bench.Row.Job;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.Attending.Attention;
import t2l.tensor.kernel.Attending.AttentionGradAdd;
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
        return List.of(new Row("attention/forward" + size, scene -> forward(scene, Operands.draw(scene, heads, b, t))),
                new Row("attention/backward" + size, scene -> backward(scene, Operands.draw(scene, heads, b, t))));
    }

    /// The operands of attention.
    private record Operands(Heads heads, Tensor q, Tensor k, Tensor v, Tensor span, Tensor y, Tensor lse) {
        static Operands draw(RowContext scene, Heads heads, int b, int t) {
            int queries = heads.query() * heads.width();
            int keys = heads.keyValue() * heads.width();
            Tensor span = Tensor.allocate(scene.arena(), DType.I32, b, 2);
            for (int i = 0; i < b; i++) {
                span.set(2L * i + 1, t);
            }
            RandomTensors draw = scene.draw();
            return new Operands(heads, draw.normal(b, t, queries), draw.normal(b, t, keys), draw.normal(b, t, keys),
                    span, draw.zeros(b, t, queries), draw.zeros(b, t, heads.query()));
        }

        Attention forward() {
            return new Attention(heads, q, k, v, span, y, lse);
        }

        /// @param grads of q, k and v
        AttentionGradAdd backward(Tensor dy, List<Tensor> grads) {
            return new AttentionGradAdd(heads, q, k, v, span, y, lse, dy, grads.get(0), grads.get(1), grads.get(2));
        }

        List<Tensor> zeroGrads(RowContext scene) {
            return Stream.of(q, k, v).map(t -> scene.draw().zeros(t.dims())).toList();
        }

        /// With the last queries of every text only: they attend to all keys and can be checked separately.
        Operands last() {
            return new Operands(heads, last(q), k, v, span, last(y), last(lse));
        }

        static Tensor last(Tensor t) {
            int count = Math.min(CHECKED, t.dim(1));
            return t.narrow(1, t.dim(1) - count, count);
        }

        double flops() {
            return AttentionRows.flops(q.dim(0), heads.query(), heads.width(), q.dim(1));
        }
    }

    private static Job forward(RowContext scene, Operands o) {
        return new Job(Cost.flops(o.flops()), () -> scene.kernels().run(o.forward()),
                () -> agree(scene, o.last().forward()));
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
    private static Job backward(RowContext scene, Operands o) {
        scene.kernels().run(o.forward());
        Tensor dy = scene.draw().normal(o.y.dims());
        List<Tensor> grads = o.zeroGrads(scene);
        return new Job(Cost.flops(2.5 * o.flops()), () -> scene.kernels().run(o.backward(dy, grads)), () -> {
            Tensor few = scene.draw().zeros(dy.dims());
            scene.kernels().run(new Copy(Operands.last(dy), Operands.last(few)));
            List<Tensor> got = o.zeroGrads(scene);
            scene.kernels().run(o.backward(few, got));
            List<Tensor> want = o.last().zeroGrads(scene);
            new ReferenceKernels().run(o.last().backward(Operands.last(dy), want));
            Agreement.require("attention, dq", Operands.last(got.get(0)), want.get(0));
            Agreement.require("attention, dk", got.get(1), want.get(1));
            Agreement.require("attention, dv", got.get(2), want.get(2));
        });
    }
}
