package t2l.tensor.simd;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import jdk.incubator.vector.FloatVector;
import t2l.tensor.DType;
import t2l.tensor.Kernels;
import t2l.tensor.Parallel;
import t2l.tensor.ReferenceKernels;
import t2l.tensor.Tensor;
import t2l.tensor.simd.Placed.Layout;

/// Checks, then times the fast matrix product: GFLOP/s, the share of the multiply-add ceiling measured in the same run,
/// and the paired ratio to OpenBLAS if `-Dt2l.openblas=` names its library. Figures are medians over short samples,
/// taken in turns. One thread is timed by its own processor time, which other programs disturb least; several by the
/// clock.
///
/// After `mvn test-compile`, in `tests`:
/// `java --add-modules jdk.incubator.vector -cp target/test-classes:../tensor/target/classes:… t2l.tensor.simd.MatmulBench THREADS [ROWS WITH THIS]`
public final class MatmulBench {
    private static final ThreadMXBean TIME = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int SAMPLES = Integer.getInteger("t2l.samples", 21);
    private static final double SAMPLE_SECONDS = 0.02;
    private static final double WARM_SECONDS = 1;

    private final int threads;
    private final Kernels kernels;
    private final OpenBlas peer;
    private final double ceiling;
    private final String only;

    private MatmulBench(int threads, Parallel parallel, OpenBlas peer, String only) {
        this.threads = threads;
        this.only = only;
        this.peer = peer;
        kernels = new SimdKernels(new ReferenceKernels(), parallel);
        double[] peak = new double[1];
        double[] seconds = measure(
                new Runnable[] {() -> parallel.rows(threads, 1, (_, from, to) -> peak[0] += multiplyAdds(to - from))});
        ceiling = threads * 2.0 * 12 * Lanes.L * LOOP / seconds[0] / 1e9;
        if (Double.isNaN(peak[0])) {
            throw new IllegalStateException("the ceiling cannot be measured");
        }
    }

    private static final int LOOP = 20_000;

    /// Multiply-adds in twelve registers and nothing else.
    private static float multiplyAdds(int times) {
        FloatVector x = FloatVector.broadcast(Lanes.F, 0.999f + times * 1e-9f);
        FloatVector y = FloatVector.broadcast(Lanes.F, 1e-3f);
        FloatVector c0 = x, c1 = x, c2 = x, c3 = x, c4 = x, c5 = x, c6 = x, c7 = x, c8 = x, c9 = x, c10 = x, c11 = x;
        for (int i = 0; i < LOOP; i++) {
            c0 = c0.fma(x, y);
            c1 = c1.fma(x, y);
            c2 = c2.fma(x, y);
            c3 = c3.fma(x, y);
            c4 = c4.fma(x, y);
            c5 = c5.fma(x, y);
            c6 = c6.fma(x, y);
            c7 = c7.fma(x, y);
            c8 = c8.fma(x, y);
            c9 = c9.fma(x, y);
            c10 = c10.fma(x, y);
            c11 = c11.fma(x, y);
        }
        return c0.add(c1).add(c2).add(c3).add(c4).add(c5).add(c6).add(c7).add(c8).add(c9).add(c10).add(c11).lane(0);
    }

    private double now() {
        return (threads == 1 ? TIME.getCurrentThreadCpuTime() : System.nanoTime()) * 1e-9;
    }

    /// Medians of seconds per run of each, in turns; after the first, medians of the ratio to the first.
    private double[] measure(Runnable[] each) {
        int[] repeats = new int[each.length];
        double[][] seconds = new double[each.length][SAMPLES];
        for (int i = 0; i < each.length; i++) {
            double begin = now();
            int runs = 0;
            while (now() - begin < WARM_SECONDS) {
                each[i].run();
                runs++;
            }
            begin = now();
            each[i].run();
            repeats[i] = Math.clamp((int) (SAMPLE_SECONDS / Math.max(1e-7, now() - begin)), 1, Math.max(1, runs));
        }
        for (int s = 0; s < SAMPLES; s++) {
            for (int i = 0; i < each.length; i++) {
                double begin = now();
                for (int r = 0; r < repeats[i]; r++) {
                    each[i].run();
                }
                seconds[i][s] = (now() - begin) / repeats[i];
            }
        }
        double[] result = new double[each.length];
        for (int i = each.length - 1; i >= 0; i--) {
            for (int s = 0; s < SAMPLES && i > 0; s++) {
                seconds[i][s] /= seconds[0][s];
            }
            Arrays.sort(seconds[i]);
            result[i] = seconds[i][SAMPLES / 2];
        }
        return result;
    }

    private void row(String name, double flops, double bytes, Runnable ours, Runnable peers) {
        if (!name.contains(only)) {
            return;
        }
        double[] time = measure(peers == null ? new Runnable[] {ours} : new Runnable[] {ours, peers});
        double rate = flops / time[0] / 1e9;
        System.out.printf("%-34s %8.1f GFLOP/s %4.0f %% of ceiling %6.1f GB/s%s%n", name, rate, 100 * rate / ceiling,
                bytes / time[0] / 1e9,
                time.length > 1 ? String.format("   OpenBLAS × %.2f", time[1]) : "");
    }

    private void matrix(Arena arena, int m, int n, int k) {
        SplittableRandom random = new SplittableRandom(m);
        Tensor y = Tensor.allocate(arena, DType.F32, m, n);
        for (Layout[] layout : new Layout[][] {{Layout.ROWS, Layout.COLUMNS}, {Layout.ROWS, Layout.ROWS},
            {Layout.COLUMNS, Layout.ROWS}}) {
            Tensor a = Placed.in(arena, random, layout[0], DType.F32, 0, m, k).view();
            Tensor b = Placed.in(arena, random, layout[1], DType.F32, 0, k, n).view();
            String name = "f32 " + (layout[0] == Layout.ROWS ? "N" : "T") + (layout[1] == Layout.ROWS ? "N " : "T ") + m
                    + " × " + n + " × " + k;
            row(name, 2.0 * m * n * k, 4.0 * ((double) m * k + (double) k * n + (double) m * n),
                    () -> kernels.matmul(a, b, y), peer == null ? null : () -> peer.matmul(a, b, y));
        }
    }

    private void weight(Arena arena, DType type, int m, int rows, int columns) {
        SplittableRandom random = new SplittableRandom(m);
        Tensor w = Placed.in(arena, random, Layout.ROWS, type, 0, rows, columns).view();
        Tensor x = Placed.in(arena, random, Layout.ROWS, DType.F32, 0, m, columns).view();
        Tensor y = Placed.in(arena, random, Layout.ROWS, DType.F32, 0, m, rows).view();
        double flops = 2.0 * m * rows * columns;
        row(type + " x·wᵀ " + m + " × " + rows + " × " + columns, flops, (double) w.data().byteSize(),
                () -> kernels.matmul(x, w.t(), y), null);
        if (m > 1) {
            row(type + " dy·w " + m + " × " + columns + " × " + rows, flops, (double) w.data().byteSize(),
                    () -> kernels.matmul(y, w, x), null);
        }
    }

    private void adapter(Arena arena, int sequences, int rows, int in, int out, int r) {
        SplittableRandom random = new SplittableRandom(rows);
        Tensor x = Placed.in(arena, random, Layout.ROWS, DType.F32, sequences, rows, in).view();
        Tensor y = Placed.in(arena, random, Layout.ROWS, DType.F32, sequences, rows, out).view();
        Tensor a = Placed.in(arena, random, Layout.ROWS, DType.F32, sequences, r, in).view();
        Tensor b = Placed.in(arena, random, Layout.ROWS, DType.F32, sequences, out, r).view();
        Tensor h = Placed.in(arena, random, Layout.ROWS, DType.F32, sequences, rows, r).view();
        String name = sequences + " × [" + rows + ", " + in + " → " + r + " → " + out + "]";
        double down = 2.0 * sequences * rows * in * r;
        double up = 2.0 * sequences * rows * out * r;
        row("h = x·aᵀ " + name, down, x.size() * 4.0, () -> kernels.matmul(x, a.t(), h), null);
        row("y += h·bᵀ", up, y.size() * 4.0, () -> kernels.matmulAdd(1e-3, h, b.t(), y), null);
        row("u = dy·b", up, y.size() * 4.0, () -> kernels.matmul(y, b, h), null);
        row("da += uᵀ·x", down, x.size() * 4.0, () -> kernels.matmulAdd(1e-3, h.t(), x, a), null);
        row("db += dyᵀ·h", up, y.size() * 4.0, () -> kernels.matmulAdd(1e-3, y.t(), h, b), null);
        row("dx += u·a", down, x.size() * 4.0, () -> kernels.matmulAdd(1e-3, h, a, x), null);
    }

    /// Checks, then times.
    ///
    /// @param args the number of threads, and what a row must have in its name to be measured
    public static void main(String[] args) throws Throwable {
        int threads = args.length == 0 ? 1 : Integer.parseInt(args[0]);
        String library = System.getProperty("t2l.openblas");
        if (MatmulSamples.checksum(threads) != MatmulSamples.checksum(threads + 1)) {
            throw new IllegalStateException("results depend on the number of threads");
        }
        MatmulAgreementTest.checkBlocks();
        try (Parallel parallel = new Parallel(threads); Arena arena = Arena.ofShared()) {
            var bench = new MatmulBench(threads, parallel,
                    library == null ? null : new OpenBlas(Path.of(library), threads),
                    args.length < 2 ? "" : args[1]);
            System.out.printf("%s, load %.1f, ceiling %.1f GFLOP/s%n", bench.kernels.name(),
                    ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(), bench.ceiling);
            for (int[] s : new int[][] {{128, 576, 576}, {128, 1536, 576}, {1024, 576, 576}, {1024, 1536, 576},
                {1024, 576, 1536}, {3328, 128, 128}, {3328, 352, 128}, {3328, 128, 352},
                {16, 1536, 576}, {8, 2048, 2048}}) {
                bench.matrix(arena, s[0], s[1], s[2]);
            }
            for (DType type : new DType[] {DType.F32, DType.BF16, DType.F16, DType.Q8_0, DType.Q4_0, DType.Q4_1}) {
                bench.weight(arena, type, 1, 4096, 4096);
                bench.weight(arena, type, 4, 4096, 4096);
                bench.weight(arena, type, 512, 1536, 576);
            }
            bench.adapter(arena, 256, 13, 128, 352, 8);
            bench.adapter(arena, 8, 64, 576, 1536, 8);
            bench.adapter(arena, 1, 3328, 128, 352, 8);
        }
    }
}
