package t2l.bench;

import module java.base;
import t2l.bench.Row.*;
import t2l.tensor.*;
import t2l.tensor.kernel.Products.MatMul;

/// `matmul`: the matrix products of a transformer: `NT` is `x·wᵀ` (forward), `NN` is `dy·w` (the gradient of `x`), `TN`
/// is `dyᵀ·x` (the gradient of `w`). Frozen weights of other types are timed against F32.
///
/// `gemv`: one or a few tokens times a matrix `w[out,in]`, as in decoding. If the matrix is larger than the caches, the
/// limit is memory bandwidth.
final class MatmulRows {
    /// Numbers of tokens, outputs and inputs.
    private static final int[][] SIZES = {{128, 576, 576}, {128, 1536, 576}, {1024, 576, 576}, {1024, 1536, 576},
        {1024, 576, 1536}, {1024, 4096, 4096}, {2048, 2048, 2048}};
    private static final int[][] FROZEN = {{128, 1536, 576}, {1024, 1536, 576}, {1024, 4096, 4096}};
    private static final int[][] QUICK = {{33, 256, 256}};

    private MatmulRows() {}

    static List<Row> products(Bench.Settings plan) {
        List<Row> rows = new ArrayList<>();
        for (String layout : List.of("NT", "NN", "TN")) {
            for (int[] s : plan.quick() ? QUICK : SIZES) {
                rows.add(trained(layout, s[0], s[1], s[2]));
            }
        }
        for (DType type : RandomTensors.TYPES.subList(1, RandomTensors.TYPES.size())) {
            for (int[] s : plan.quick() ? QUICK : FROZEN) {
                rows.add(frozen(type, true, s[0], s[1], s[2]));
                rows.add(frozen(type, false, s[0], s[1], s[2]));
            }
        }
        return rows;
    }

    static List<Row> vectors(Bench.Settings plan) {
        List<Row> rows = new ArrayList<>();
        for (int m : new int[] {1, 4, 8}) {
            for (DType type : RandomTensors.TYPES) {
                rows.add(vector(type, m, plan.size(16384, 64), plan.size(4096, 256)));
            }
        }
        rows.add(vector(DType.F32, 1, plan.size(4096, 48), plan.size(4096, 48)));
        rows.add(vector(DType.F32, 8, plan.size(4096, 48), plan.size(4096, 48)));
        rows.add(vector(DType.F32, 16, plan.size(1536, 48), plan.size(576, 48)));
        return rows;
    }

    private static String name(String kind, DType type, int m, int n, int k) {
        return String.format(kind, type.name().toLowerCase(Locale.ROOT)) + "/" + m + "x" + n + "x" + k;
    }

    private static Row trained(String layout, int m, int n, int k) {
        return new Row(name("matmul/%s/" + layout, DType.F32, m, n, k), scene -> {
            Tensor a = layout.equals("TN") ? scene.draw().normal(k, m).t() : scene.draw().normal(m, k);
            Tensor b = layout.equals("NT") ? scene.draw().normal(n, k).t() : scene.draw().normal(k, n);
            return job(scene, Cost.flops(2.0 * m * n * k), a, b);
        });
    }

    /// With a frozen weight `[n,k]`, forward or backward, against the same weight in F32.
    private static Row frozen(DType type, boolean forward, int m, int n, int k) {
        return new Row(name("matmul/%s/" + (forward ? "NT" : "NN"), type, m, n, k), scene -> {
            Tensor w = scene.draw().normal(type, 1, n, k);
            Tensor plain = scene.draw().normal(n, k);
            Tensor x = scene.draw().normal(m, forward ? k : n);
            Tensor other = scene.draw().zeros(m, forward ? n : k);
            MatMul rival = new MatMul(x, forward ? plain.t() : plain, other);
            return job(scene, Cost.flops(2.0 * m * n * k), x, forward ? w.t() : w)
                    .against(Rival.on(scene.kernels(), "f32", () -> scene.kernels().run(rival)));
        });
    }

    private static Row vector(DType type, int m, int out, int in) {
        return new Row(name("gemv/%s", type, m, out, in), scene -> {
            Tensor w = scene.draw().normal(type, 1, out, in);
            return job(scene, Cost.bytes((double) type.bytes(w.size())), scene.draw().normal(m, in), w.t());
        });
    }

    /// `out = a·b`
    private static Job job(RowContext scene, Cost cost, Tensor a, Tensor b) {
        Tensor out = scene.draw().zeros(a.dim(0), b.dim(1));
        return new Job(cost, () -> scene.kernels().run(new MatMul(a, b, out)), () -> Agreement.product(a, b, out));
    }
}
