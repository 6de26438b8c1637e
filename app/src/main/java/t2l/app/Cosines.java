package t2l.app;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.tensor.kernel.Products.MatMul;
import t2l.transformer.lora.Lora;

/// Points by their cosines.
final class Cosines {
    /// Of power iteration, for each component.
    private static final int ROUNDS = 500;

    /// `[n,n]`
    private final double[][] cosines;

    /// The space of vectors with these inner products `[n,n]`; a vector of length 0 is like no other.
    Cosines(double[][] products) {
        int n = products.length;
        cosines = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                double lengths = Math.sqrt(products[i][i] * products[j][j]);
                cosines[i][j] = i == j ? 1 : lengths == 0 ? 0 : products[i][j] / lengths;
            }
        }
    }

    /// `matrix[m,n] · x[n]`
    private static double[] times(double[][] matrix, double[] x) {
        return Arrays.stream(matrix).mapToDouble(row -> dot(row, x)).toArray();
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) sum += x[i] * y[i];
        return sum;
    }

    /// The inner products of the updates `ΔW = scale · B·A` of adapters, over all their modules, `[n,n]`:
    /// `⟨ΔWᵢ, ΔWⱼ⟩ = scaleᵢ · scaleⱼ · Σ (BᵢᵀBⱼ) ∘ (AᵢAⱼᵀ)`, which needs only products of rank by rank.
    ///
    /// @param adapters of one rank, with the same modules
    static double[][] products(List<Lora> adapters, Kernels kernels) {
        int n = adapters.size();
        double[][] sum = new double[n][n];
        for (String path : new TreeSet<>(adapters.getFirst().updates().keySet())) {
            double[] scales = adapters.stream().mapToDouble(each -> each.config().scale(path)).toArray();
            try (Arena arena = Arena.ofShared()) {
                Tensor aa = gram(adapters.stream().map(x -> x.updates().get(path).a()).toList(), kernels, arena);
                Tensor bb = gram(adapters.stream().map(x -> x.updates().get(path).b().t()).toList(), kernels, arena);
                int r = aa.dim(0) / n;
                for (int i = 0; i < n * r; i++) {
                    double[] left = aa.narrow(0, i, 1).toDoubles();
                    double[] right = bb.narrow(0, i, 1).toDoubles();
                    for (int j = 0; j < n * r; j++) {
                        sum[i / r][j / r] += scales[i / r] * scales[j / r] * left[j] * right[j];
                    }
                }
            }
        }
        return sum;
    }

    /// The inner products `[n·r,n·r]` of the rows of all factors `[r,d]`.
    private static Tensor gram(List<Tensor> factors, Kernels kernels, Arena arena) {
        int r = factors.getFirst().dim(0);
        Tensor rows = Tensor.allocate(arena, DType.F32, factors.size() * r, factors.getFirst().dim(1));
        for (int i = 0; i < factors.size(); i++) {
            kernels.run(new Copy(factors.get(i), rows.narrow(0, i * r, r)));
        }
        Tensor products = Tensor.allocate(arena, DType.F32, rows.dim(0), rows.dim(0));
        kernels.run(new MatMul(rows, rows.t(), products));
        return products;
    }

    /// `[count][n]`: the principal components of the unit vectors less their mean, the one with the largest variance first.
    double[][] components(int count) {
        int n = cosines.length;
        double[] means = Arrays.stream(cosines).mapToDouble(row -> Arrays.stream(row).average().orElse(0)).toArray();
        double mean = Arrays.stream(means).average().orElse(0);
        double[][] rest = IntStream.range(0, n).mapToObj(i -> IntStream.range(0, n)
                .mapToDouble(j -> cosines[i][j] - means[i] - means[j] + mean).toArray()).toArray(double[][]::new);
        double[][] found = IntStream.range(0, count)
                .mapToObj(c -> new SplittableRandom(c).doubles(n, -1, 1).toArray()).toArray(double[][]::new);
        for (double[] v : found) {
            double value = 0;
            for (int round = 0; round < ROUNDS; round++) {
                double[] next = times(rest, v);
                value = Math.sqrt(dot(next, next));
                for (int i = 0; i < n && value > 0; i++) v[i] = next[i] / value;
            }
            for (int i = 0; i < n; i++) v[i] *= Math.sqrt(value);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) rest[i][j] -= v[i] * v[j];
            }
        }
        return found;
    }
}
