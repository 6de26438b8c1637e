package t2l.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import t2l.tensor.DType;
import t2l.tensor.Tensor;

/// `gemv`: one or a few tokens times a matrix `w[out,in]`, as in decoding. If the matrix is larger than the caches, the
/// limit is memory bandwidth.
final class GemvRows {
    private static final DType[] TYPES = {DType.F32, DType.BF16, DType.F16, DType.Q8_0, DType.Q4_0};

    private GemvRows() {}

    static List<Row> rows(BenchSettings plan) {
        List<Row> rows = new ArrayList<>();
        for (int m : new int[] {1, 4, 8}) {
            for (DType type : TYPES) {
                rows.add(row(type, m, plan.size(16384, 64), plan.size(4096, 96)));
            }
        }
        rows.add(row(DType.F32, 1, plan.size(4096, 48), plan.size(4096, 48)));
        rows.add(row(DType.F32, 8, plan.size(4096, 48), plan.size(4096, 48)));
        rows.add(row(DType.F32, 16, plan.size(1536, 48), plan.size(576, 48)));
        return rows;
    }

    private static Row row(DType type, int m, int out, int in) {
        String name = "gemv/" + type.name().toLowerCase(Locale.ROOT) + "/" + m + "x" + out + "x" + in;
        return new Row(name, scene -> {
            Tensor w = scene.draw().normal(type, 1, out, in);
            Job job = MatmulRows.job(scene, scene.draw().normal(m, in), w.t());
            return Job.of(Cost.bytes((double) type.bytes(w.size())), job.work(), job.check());
        });
    }
}
