package t2l.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Products.MatMul;

/// `matmul`: the matrix products of a transformer: `NT` is `x·wᵀ` (forward), `NN` is `dy·w` (the gradient of `x`), `TN`
/// is `dyᵀ·x` (the gradient of `w`). Frozen weights of other types are timed against F32.
final class MatmulRows {
    /// Numbers of tokens, outputs and inputs.
    private static final int[][] SIZES = {{128, 576, 576}, {128, 1536, 576}, {1024, 576, 576}, {1024, 1536, 576},
        {1024, 576, 1536}, {1024, 4096, 4096}, {2048, 2048, 2048}};

    private static final int[][] HELD = {{128, 1536, 576}, {1024, 1536, 576}, {1024, 4096, 4096}};

    private static final int[][] QUICK = {{33, 96, 64}};

    private enum Layout {
        NT, NN, TN
    }

    private MatmulRows() {}

    static List<Row> rows(BenchSettings plan) {
        List<Row> rows = new ArrayList<>();
        for (Layout layout : Layout.values()) {
            for (int[] s : plan.quick() ? QUICK : SIZES) {
                rows.add(product(layout, s[0], s[1], s[2]));
            }
        }
        for (DType type : new DType[] {DType.BF16, DType.F16, DType.Q8_0, DType.Q4_0}) {
            for (int[] s : plan.quick() ? QUICK : HELD) {
                rows.add(held(type, Layout.NT, s[0], s[1], s[2]));
                rows.add(held(type, Layout.NN, s[0], s[1], s[2]));
            }
        }
        return rows;
    }

    private static String name(DType type, Layout layout, int m, int n, int k) {
        return "matmul/" + type.name().toLowerCase(Locale.ROOT) + "/" + layout + "/" + m + "x" + n + "x" + k;
    }

    private static Row product(Layout layout, int m, int n, int k) {
        return new Row(name(DType.F32, layout, m, n, k), scene -> {
            Tensor a = layout == Layout.TN ? scene.draw().normal(k, m).t() : scene.draw().normal(m, k);
            Tensor b = layout == Layout.NT ? scene.draw().normal(n, k).t() : scene.draw().normal(k, n);
            return job(scene, a, b);
        });
    }

    /// `out = a·b`
    static Job job(RowContext scene, Tensor a, Tensor b) {
        int m = a.dim(0);
        int n = b.dim(1);
        Tensor out = Tensor.allocate(scene.arena(), DType.F32, m, n);
        return Job.of(Cost.product(m, n, a.dim(1)), () -> scene.kernels().run(new MatMul(a, b, out)),
                () -> Agreement.product(a, b, out));
    }

    /// With a frozen weight `[n,k]`, against the same weight in F32.
    private static Row held(DType type, Layout layout, int m, int n, int k) {
        return new Row(name(type, layout, m, n, k), scene -> {
            Tensor w = scene.draw().normal(type, 1, n, k);
            Tensor plain = scene.draw().normal(n, k);
            Tensor x = scene.draw().normal(m, layout == Layout.NT ? k : n);
            Tensor other = Tensor.allocate(scene.arena(), DType.F32, m, layout == Layout.NT ? n : k);
            return job(scene, x, layout == Layout.NT ? w.t() : w).against(Rival.on(scene.kernels(), "f32",
                    () -> scene.kernels().run(new MatMul(x, layout == Layout.NT ? plain.t() : plain, other))));
        });
    }
}
