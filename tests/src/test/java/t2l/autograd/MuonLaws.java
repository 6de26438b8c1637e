package t2l.autograd;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import t2l.tensor.DType;
import t2l.tensor.backend.*;

/// Muon in double precision, against its formulas in plain loops.
class MuonLaws {
    private static final AdamW.AdamSettings ADAM = new AdamW.AdamSettings(0.9, 0.98, 1e-8, 0.02);
    private static final Muon.MuonSettings MUON = new Muon.MuonSettings(0.95, 3, 0.05, ADAM);
    private static final double LR = 0.01;

    private final Kernels kernels = new ReferenceKernels();

    private static double[][] draw(SplittableRandom random, int rows, int columns) {
        return IntStream.range(0, rows)
                .mapToObj(_ -> IntStream.range(0, columns).mapToDouble(_ -> random.nextGaussian()).toArray())
                .toArray(double[][]::new);
    }

    private static double dot(double[] a, double[] b) {
        return IntStream.range(0, a.length).mapToDouble(i -> a[i] * b[i]).sum();
    }

    /// `count` orthonormal rows (Gram and Schmidt, twice).
    private static double[][] orthonormal(SplittableRandom random, int count, int width) {
        double[][] q = draw(random, count, width);
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < 2 * i; j++) {
                double[] other = q[j % i];
                double along = dot(q[i], other);
                for (int k = 0; k < width; k++) q[i][k] -= along * other[k];
            }
            double norm = Math.sqrt(dot(q[i], q[i]));
            for (int k = 0; k < width; k++) q[i][k] /= norm;
        }
        return q;
    }

    private static double[][] t(double[][] a) {
        double[][] t = new double[a[0].length][a.length];
        for (int i = 0; i < a.length; i++) {
            for (int j = 0; j < a[i].length; j++) t[j][i] = a[i][j];
        }
        return t;
    }

    private static double[][] product(double[][] a, double[][] b) {
        double[][] columns = t(b);
        return Arrays.stream(a).map(row -> Arrays.stream(columns).mapToDouble(c -> dot(row, c)).toArray())
                .toArray(double[][]::new);
    }

    private static double[] flat(double[][] a) {
        return Arrays.stream(a).flatMapToDouble(Arrays::stream).toArray();
    }

    /// What five iterations make of a singular value.
    private static double polynomial(double s) {
        for (int i = 0; i < 5; i++) {
            s = 3.4445 * s - 4.7750 * s * s * s + 2.0315 * Math.pow(s, 5);
        }
        return s;
    }

    /// The singular vectors stay, and every singular value becomes about 1: exactly, the polynomial of its share of the norm.
    @Property(tries = 60)
    void theFactorHasTheSameSingularVectorsAndValuesNearOne(@ForAll @IntRange(min = 1, max = 9) int rows,
            @ForAll @IntRange(min = 1, max = 9) int columns, @ForAll @IntRange(min = 1, max = 3) int count,
            @ForAll long seed) {
        var random = new SplittableRandom(seed);
        int small = Math.min(rows, columns);
        try (Arena arena = Arena.ofConfined()) {
            var factor = new NewtonSchulz(arena, DType.F64, count, rows, columns);
            double[][] want = new double[count][];
            for (int i = 0; i < count; i++) {
                double[][] u = orthonormal(random, small, rows);
                double[][] v = orthonormal(random, small, columns);
                double size = Math.pow(10, random.nextInt(-3, 4));
                double[] values = IntStream.range(0, small).mapToDouble(_ -> size * (0.1 + random.nextDouble()))
                        .toArray();
                double norm = Math.sqrt(dot(values, values)) + 1e-7;
                double[] mapped = Arrays.stream(values).map(s -> polynomial(s / norm)).toArray();
                assertTrue(Arrays.stream(mapped).allMatch(s -> 0.65 < s && s < 1.25), Arrays.toString(mapped));
                double[] input = flat(composed(u, values, v));
                for (int j = 0; j < input.length; j++) factor.input(i).set(j, input[j]);
                want[i] = flat(composed(u, mapped, v));
            }
            factor.run(kernels);
            for (int i = 0; i < count; i++) {
                assertArrayEquals(want[i], factor.output(i).toDoubles(), 1e-11, "matrix " + i);
            }
        }
    }

    /// `uᵀ·diag(values)·v`
    private static double[][] composed(double[][] u, double[] values, double[][] v) {
        double[][] scaled = IntStream.range(0, values.length)
                .mapToObj(i -> Arrays.stream(v[i]).map(x -> values[i] * x).toArray()).toArray(double[][]::new);
        return product(t(u), scaled);
    }

    /// One number of everything else, as AdamW moves it.
    private static double adam(double w, double[] moments, double g, int step) {
        moments[0] = 0.9 * moments[0] + 0.1 * g;
        moments[1] = 0.98 * moments[1] + 0.02 * g * g;
        double m = moments[0] / (1 - Math.pow(0.9, step));
        double v = moments[1] / (1 - Math.pow(0.98, step));
        return w - LR * 0.02 * w - LR * m / (Math.sqrt(v) + 1e-8);
    }

    /// A matrix, as Muon moves it: `w` and `momentum` are written.
    private static void muon(double[][] w, double[][] momentum, double[][] g) {
        int columns = w[0].length;
        double[][] x = new double[w.length][columns];
        for (int i = 0; i < w.length; i++) {
            for (int j = 0; j < columns; j++) {
                momentum[i][j] = 0.95 * momentum[i][j] + 0.05 * g[i][j];
                x[i][j] = 0.95 * momentum[i][j] + 0.05 * g[i][j];
            }
        }
        double norm = Math.sqrt(dot(flat(x), flat(x))) + 1e-7;
        for (double[] row : x) {
            for (int j = 0; j < columns; j++) row[j] /= norm;
        }
        for (int iteration = 0; iteration < 5; iteration++) {
            double[][] third = product(product(x, t(x)), x);
            double[][] fifth = product(product(x, t(x)), third);
            for (int i = 0; i < w.length; i++) {
                for (int j = 0; j < columns; j++) {
                    x[i][j] = 3.4445 * x[i][j] - 4.7750 * third[i][j] + 2.0315 * fifth[i][j];
                }
            }
        }
        double rate = 3 * LR;
        for (int i = 0; i < w.length; i++) {
            for (int j = 0; j < columns; j++) {
                w[i][j] = (1 - rate * 0.05) * w[i][j] - rate * 0.2 * Math.sqrt(Math.max(w.length, columns)) * x[i][j];
            }
        }
    }

    /// The matrices of `flat`, `[n,rows,columns]`.
    private static double[][][] matrices(double[] flat, int[] shape) {
        int columns = shape[shape.length - 1];
        int rows = shape[shape.length - 2];
        return IntStream.range(0, flat.length / rows / columns)
                .mapToObj(n -> IntStream.range(0, rows)
                        .mapToObj(i -> Arrays.copyOfRange(flat, (n * rows + i) * columns, (n * rows + i + 1) * columns))
                        .toArray(double[][]::new))
                .toArray(double[][][]::new);
    }

    @Property(tries = 20)
    void matricesAndStacksMoveByMuonTablesAndVectorsByAdamW(
            @ForAll @IntRange(min = 1, max = 7) int rows, @ForAll @IntRange(min = 1, max = 7) int columns,
            @ForAll @IntRange(min = 1, max = 3) int stacked, @ForAll long seed) {
        Layout layout = new Layout();
        Init start = new Init.Normal(1);
        layout.table("queries", start, rows, columns);
        layout.weight("in.weight", start, columns, rows);
        layout.weight("in.bias", start, rows);
        layout.weight("a", start, stacked, rows, columns);
        layout.weight("out.weight", start, rows, columns);
        layout.table("offset", start, stacked, rows, columns);
        layout.weight("norm", start, columns);
        try (Arena arena = Arena.ofConfined()) {
            Parameters values = new Parameters(arena, DType.F64, layout).initialise(seed);
            Muon muon = new Muon(arena, values, MUON);
            Map<String, double[]> want = new LinkedHashMap<>();
            layout.params().forEach(p -> want.put(p.name(), values.of(p).toDoubles()));
            Map<String, double[][][]> momenta = new LinkedHashMap<>();
            Map<String, double[][]> moments = new LinkedHashMap<>();
            for (int step = 1; step <= 4; step++) {
                Parameters grads = new Parameters(arena, DType.F64, layout).initialise(seed + step);
                muon.step(kernels, LR, values, grads);
                for (Param p : layout.params()) {
                    double[] w = want.get(p.name());
                    double[] g = grads.of(p).toDoubles();
                    if (p.matrix()) {
                        double[][][] of = matrices(w, p.shape());
                        double[][][] slopes = matrices(g, p.shape());
                        double[][][] momentum = momenta.computeIfAbsent(p.name(),
                                _ -> matrices(new double[w.length], p.shape()));
                        for (int n = 0; n < of.length; n++) muon(of[n], momentum[n], slopes[n]);
                        want.put(p.name(),
                                Arrays.stream(of).flatMapToDouble(one -> Arrays.stream(flat(one))).toArray());
                    } else {
                        double[][] own = moments.computeIfAbsent(p.name(), _ -> new double[w.length][2]);
                        for (int i = 0; i < w.length; i++) w[i] = adam(w[i], own[i], g[i], step);
                    }
                }
            }
            for (Param p : layout.params()) {
                assertArrayEquals(want.get(p.name()), values.of(p).toDoubles(), 1e-9, p.name());
                assertEquals(p.name().contains("weight") || p.name().equals("a"), p.matrix(), p.name());
            }
        }
    }
}
