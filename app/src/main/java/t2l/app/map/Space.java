package t2l.app.map;

import module java.base;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.tensor.kernel.Products.MatMul;
import t2l.transformer.lora.Lora;

/// Points by their cosines.
final class Space {
    /// Power iteration ends when a component no longer changes, or then.
    private static final int MAX_ROUNDS = 2_000;
    private static final double TOLERANCE = 1e-12;

    /// `[n,n]`
    private final double[][] cosines;

    private Space(double[][] cosines) {
        this.cosines = cosines;
    }

    /// The space of vectors with these inner products `[n,n]`; a vector of length 0 is like no other.
    static Space of(double[][] products) {
        int n = products.length;
        double[][] cosines = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double lengths = Math.sqrt(products[i][i] * products[j][j]);
                cosines[i][j] = i == j ? 1 : lengths == 0 ? 0 : products[i][j] / lengths;
            }
        }
        return new Space(cosines);
    }

    /// The same of `rows[n,d]`.
    static Space ofRows(float[][] rows) {
        return of(Arrays.stream(rows).map(x -> Arrays.stream(rows).mapToDouble(y -> IntStream.range(0, x.length)
                .mapToDouble(k -> (double) x[k] * y[k]).sum()).toArray()).toArray(double[][]::new));
    }

    /// The inner products of the updates `ΔW = scale · B·A` of adapters, over all their modules, `[n,n]`:
    /// `⟨ΔWᵢ, ΔWⱼ⟩ = scaleᵢ · scaleⱼ · Σ (BᵢᵀBⱼ) ∘ (AᵢAⱼᵀ)`, which needs only products of rank by rank.
    ///
    /// @param adapters of one rank, with the same modules
    static double[][] products(List<Lora> adapters, Kernels kernels) {
        int n = adapters.size();
        double[][] sum = new double[n][n];
        for (String path : adapters.getFirst().updates().keySet().stream().sorted().toList()) {
            int r = adapters.getFirst().updates().get(path).a().dim(0);
            try (Arena arena = Arena.ofShared()) {
                Tensor aa = gram(adapters.stream().map(each -> each.updates().get(path).a()).toList(), kernels, arena);
                Tensor bb = gram(adapters.stream().map(each -> each.updates().get(path).b().t()).toList(), kernels,
                        arena);
                for (int i = 0; i < n; i++) {
                    float[] left = aa.narrow(0, i * r, r).toFloats();
                    float[] right = bb.narrow(0, i * r, r).toFloats();
                    double scale = adapters.get(i).config().scale(path);
                    for (int j = 0; j < n; j++) {
                        sum[i][j] += scale * adapters.get(j).config().scale(path) * block(left, right, j * r, r, n * r);
                    }
                }
            }
        }
        return sum;
    }

    /// The inner products `[n·r,n·r]` of the rows of all `factors[r,d]`.
    private static Tensor gram(List<Tensor> factors, Kernels kernels, Arena arena) {
        int r = factors.getFirst().dim(0);
        Tensor rows = Tensor.allocate(arena, DType.F32, factors.size() * r, factors.getFirst().dim(1));
        for (int i = 0; i < factors.size(); i++) {
            kernels.run(new Copy(factors.get(i), rows.narrow(0, i * r, r)));
        }
        Tensor products = Tensor.allocate(arena, DType.F32, factors.size() * r, factors.size() * r);
        kernels.run(new MatMul(rows, rows.t(), products));
        return products;
    }

    /// `Σ left ∘ right` over columns `from … from + r` of all rows.
    private static double block(float[] left, float[] right, int from, int r, int width) {
        double sum = 0;
        for (int row = 0; row < left.length; row += width) {
            for (int c = row + from; c < row + from + r; c++) {
                sum += (double) left[c] * right[c];
            }
        }
        return sum;
    }

    /// Pearson's correlation of the cosines of all pairs of points here and in another space of the same points.
    double correlation(Space other) {
        double[] x = pairs();
        double[] y = other.pairs();
        double mx = Arrays.stream(x).average().orElse(0);
        double my = Arrays.stream(y).average().orElse(0);
        double xy = 0;
        double xx = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xy += (x[i] - mx) * (y[i] - my);
            xx += (x[i] - mx) * (x[i] - mx);
            yy += (y[i] - my) * (y[i] - my);
        }
        return xx * yy == 0 ? 0 : xy / Math.sqrt(xx * yy);
    }

    private double[] pairs() {
        return IntStream.range(0, cosines.length).boxed()
                .flatMapToDouble(i -> Arrays.stream(cosines[i], i + 1, cosines.length)).toArray();
    }

    /// `[count][n]`: the principal components of the unit vectors less their mean, the one with the largest variance first.
    double[][] components(int count) {
        double[][] centred = centred();
        int n = centred.length;
        double[][] found = new double[count][];
        for (int c = 0; c < count; c++) {
            double[] v = new SplittableRandom(c).doubles(n, -1, 1).toArray();
            double value = 0;
            for (int round = 0; round < MAX_ROUNDS; round++) {
                double[] next = new double[n];
                for (int i = 0; i < n; i++) {
                    for (int j = 0; j < n; j++) next[i] += centred[i][j] * v[j];
                }
                double last = value;
                value = Math.sqrt(Arrays.stream(next).map(x -> x * x).sum());
                if (value == 0) break;
                for (int i = 0; i < n; i++) next[i] /= value;
                v = next;
                if (Math.abs(value - last) <= TOLERANCE * value) break;
            }
            double length = Math.sqrt(value);
            found[c] = Arrays.stream(v).map(x -> x * length).toArray();
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) centred[i][j] -= found[c][i] * found[c][j];
            }
        }
        return found;
    }

    /// The inner products of the same vectors less their mean.
    private double[][] centred() {
        double[] means = Arrays.stream(cosines).mapToDouble(row -> Arrays.stream(row).average().orElse(0)).toArray();
        double mean = Arrays.stream(means).average().orElse(0);
        int n = cosines.length;
        return IntStream.range(0, n).mapToObj(i -> IntStream.range(0, n)
                .mapToDouble(j -> cosines[i][j] - means[i] - means[j] + mean).toArray()).toArray(double[][]::new);
    }
}
