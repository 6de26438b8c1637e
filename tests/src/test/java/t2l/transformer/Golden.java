package t2l.transformer;

import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import t2l.GoldenFile;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.SafeTensors;
import t2l.transformer.family.*;

/// A folder of goldens: a checkpoint, and what it must compute.
public record Golden(Path folder, Arena arena) {
    /// A folder beside these tests; a missing one is an error.
    public static Golden of(String name, Arena arena) {
        return new Golden(resource(name), arena);
    }

    /// A file or folder below `t2l/transformer`; a missing one is an error.
    public static Path resource(String name) {
        return GoldenFile.path("transformer/" + name);
    }

    /// A place below the folder named by the system property `t2l.shared`, for tests tagged `real`.
    public static Path shared(String name) {
        return Path.of(Objects.requireNonNull(System.getProperty("t2l.shared"), "t2l.shared")).resolve(name);
    }

    public SafeTensors file(String name) {
        return SafeTensors.open(folder.resolve(name), arena);
    }

    /// The checkpoint as a user opens it.
    public Checkpoint checkpoint() {
        return Checkpoint.open(folder, arena);
    }

    public DecoderConfig config() {
        return checkpoint().config();
    }

    /// The checkpoint as a frozen decoder.
    public Decoder decoder() {
        return checkpoint().decoder();
    }

    /// The same, held as programs hold it.
    public Decoder decoder(Kernels kernels) {
        Checkpoint stored = checkpoint();
        return stored.with(WeightTypes.asStored(stored.weights(), kernels, arena)).decoder();
    }

    /// Rows of `name` without what `mask` (may be absent) calls padding.
    public static int[][] rows(SafeTensors file, String name, String mask, Arena arena) {
        Tensor ids = GoldenFile.integers(file.raw().get(name), arena);
        int[][] rows = new int[ids.dim(0)][];
        for (int b = 0; b < rows.length; b++) {
            int[] row = new int[ids.dim(1)];
            int n = 0;
            for (int t = 0; t < row.length; t++) {
                if (real(file, mask, b, t, arena)) {
                    row[n++] = (int) ids.at(b, t);
                }
            }
            rows[b] = Arrays.copyOf(row, n);
        }
        return rows;
    }

    public static boolean real(SafeTensors file, String mask, int b, int t, Arena arena) {
        return !file.raw().containsKey(mask) || GoldenFile.integers(file.raw().get(mask), arena).at(b, t) == 1;
    }

    /// `got[N,c]` must be `want[B,T,c]` (or its sketch) wherever `mask` is 1.
    public static void close(String what, SafeTensors file, String want, String mask, Tensor got, double bound,
            Arena arena) {
        Tensor w = file.get(want);
        int t = w.dim(1);
        for (int row = 0; row < w.dim(0) * t; row++) {
            if (real(file, mask, row / t, row % t, arena)) {
                close(what + " row " + row, w.reshape(w.dim(0) * t, w.dim(2)).narrow(0, row, 1), got.narrow(0, row, 1),
                        bound);
            }
        }
    }

    /// As [#near], where `want` may be the sketch of what is wanted: four numbers in place of every longer row.
    public static void close(String what, Tensor want, Tensor got, double bound) {
        near(what, want, want.dim(-1) < got.dim(-1) ? sketch(got) : got, bound);
    }

    /// As `select_models.py` beside the goldens has it: `Σ_i x_i √(2/n) cos((i+1)² (j+1))` for `j < 4`.
    private static Tensor sketch(Tensor x) {
        int n = x.dim(-1);
        int[] shape = x.dims();
        shape[shape.length - 1] = 4;
        Tensor y = Tensor.allocate(Arena.ofAuto(), DType.F64, shape);
        for (long row = 0; row < x.size() / n; row++) {
            for (int j = 0; j < 4; j++) {
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += x.get(row * n + i) * Math.sqrt(2.0 / n) * Math.cos((i + 1.0) * (i + 1) * (j + 1));
                }
                y.set(row * 4 + j, sum);
            }
        }
        return y;
    }

    /// Equal shapes, and no two numbers further apart than `bound`.
    private static void near(String what, Tensor want, Tensor got, double bound) {
        assertTrue(Shapes.same(want, got), () -> what + ": " + want + " and " + got);
        double worst = 0;
        for (long i = 0; i < want.size(); i++) {
            double off = Math.abs(want.get(i) - got.get(i));
            worst = Double.isNaN(off) ? Double.POSITIVE_INFINITY : Math.max(worst, off);
        }
        double largest = worst;
        assertTrue(largest <= bound, () -> what + ": off by " + largest + ", allowed " + bound);
    }
}
