package t2l.tensor.simd.attention;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.Attending.Attention;
import t2l.tensor.kernel.Attending.AttentionGradAdd;
import t2l.tensor.kernel.Heads;
import t2l.tensor.kernel.Mask;
import t2l.tensor.simd.SimdKernels;

/// Attention at the borders of its blocks and tables, against its definition; what does not change its bits.
class AttentionTest {
    private static final Kernels EXACT = new ReferenceKernels();

    /// Every mask, with padding on either side; no more often than a test can wait for the definition.
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 7, 8, 9, 13, 15, 16, 17, 31, 32, 33, 63, 64, 65, 95, 96, 97, 127, 128, 129, 193})
    void agreesWithItsDefinition(int keys) {
        SplittableRandom random = new SplittableRandom(keys);
        for (int width : keys > 60 ? new int[] {17} : new int[] {1, 15, 16, 33, 80}) {
            List<Mask> masks = List.of(Mask.NONE, Mask.CAUSAL, Mask.window(1 + random.nextInt(keys)),
                    new Mask(random.nextInt(keys), random.nextInt(keys)));
            for (Mask mask : masks) {
                int queries = random.nextBoolean() ? keys : 1 + random.nextInt(keys);
                double cap = random.nextInt(3) == 0 ? 1.5 : Heads.UNCAPPED;
                agrees(random, new Heads(4, 2, width, 0.7 / Math.sqrt(width), mask, cap), 2, queries, keys);
            }
        }
    }

    /// Texts that are cut into squares for the backward pass; wide heads make them smaller.
    @ParameterizedTest
    @CsvSource({"511, 2", "512, 2", "513, 2", "1100, 1", "400, 80"})
    void longTextsAgreeWithTheirDefinition(int keys, int width) {
        SplittableRandom random = new SplittableRandom(keys);
        agrees(random, new Heads(1, 1, width, 0.7, Mask.CAUSAL, Heads.UNCAPPED), 1, keys, keys);
        agrees(random, new Heads(2, 1, width, 0.7, new Mask(70, 20), Heads.UNCAPPED), 1, keys - 60, keys);
    }

    private static void agrees(SplittableRandom random, Heads heads, int b, int queries, int keys) {
        try (Arena arena = Arena.ofShared(); Parallel two = new Parallel(2); Parallel one = new Parallel(1)) {
            long seed = random.nextLong();
            Case exact = new Case(arena, seed, heads, b, queries, keys, true);
            Case fast = new Case(arena, seed, heads, b, queries, keys, true);
            Case alone = new Case(arena, seed, heads, b, queries, keys, true);
            exact.run(EXACT);
            fast.run(new SimdKernels(EXACT, two));
            alone.run(new SimdKernels(EXACT, one));
            for (int i = 0; i < fast.results().size(); i++) {
                String what = List.of("y", "lse", "dq", "dk", "dv").get(i) + " of " + heads + ", " + queries
                        + " queries, " + keys + " keys";
                near(what, exact.results().get(i), fast.results().get(i));
                assertArrayEquals(alone.results().get(i).toDoubles(), fast.results().get(i).toDoubles(), what);
            }
        }
    }

    /// What a query gets depends on no sequence and no query beside it, and not on where the padding is.
    @ParameterizedTest
    @CsvSource({"1, 1, 230", "2, 1, 230", "40, 40, 1000", "40, 7, 230", "40, 7, 100", "200, 30, 150"})
    void aQueryKnowsNothingOfWhatIsBesideIt(int queries, int last, int window) {
        Heads heads = new Heads(6, 2, 24, 0.2, Mask.window(window), Heads.UNCAPPED);
        try (Arena arena = Arena.ofShared(); Parallel threads = new Parallel(2)) {
            Kernels kernels = new SimdKernels(EXACT, threads);
            Case all = new Case(arena, 5, heads, 3, queries, 230, true);
            kernels.run(all.forward());
            for (int b = 0; b < 3; b++) {
                int first = (int) all.span.at(b, 0);
                Tensor y = Tensor.allocate(arena, DType.F32, 1, last, 6 * 24);
                Tensor lse = Tensor.allocate(arena, DType.F32, 1, last, 6);
                Tensor span = Tensor.allocate(arena, DType.I32, 1, 2);
                span.set(1, all.span.at(b, 1) - first);
                kernels.run(new Attention(heads, all.q.narrow(0, b, 1).narrow(1, queries - last, last),
                        all.k.narrow(0, b, 1).narrow(1, first, 230 - first),
                        all.v.narrow(0, b, 1).narrow(1, first, 230 - first), span, y, lse));
                assertArrayEquals(all.y.narrow(0, b, 1).narrow(1, queries - last, last).toDoubles(), y.toDoubles(),
                        "sequence " + b);
            }
        }
    }

    /// One and two queries against several blocks of keys.
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void fewQueriesAgreeWithTheirDefinition(int queries) {
        SplittableRandom random = new SplittableRandom(queries);
        for (int width : new int[] {3, 64, 70}) {
            agrees(random, new Heads(6, 2, width, 2 / Math.sqrt(width), Mask.CAUSAL, Heads.UNCAPPED), 4, queries, 300);
        }
    }

    /// Keys and values in F16 give the bits of F32 with the same numbers, from any number of threads.
    @ParameterizedTest
    @CsvSource({"1, 1, 2", "1, 300, 2", "2, 97, 1", "2, 200, 3", "3, 97, 2", "64, 130, 3", "230, 230, 1", "70, 400, 7"})
    void halvesAreReadAsTheyAre(int queries, int keys, int group) {
        for (int width : new int[] {3, 64, 70}) {
            Heads heads = new Heads(2 * group, 2, width, 0.3, Mask.window(210), Heads.UNCAPPED);
            try (Arena arena = Arena.ofShared(); Parallel one = new Parallel(1); Parallel two = new Parallel(2)) {
                Case floats = new Case(arena, keys, heads, 3, queries, keys, true);
                Tensor k = Tensor.allocate(arena, DType.F16, floats.k.dims());
                Tensor v = Tensor.allocate(arena, DType.F16, floats.v.dims());
                for (long i = 0; i < k.size(); i++) {
                    k.set(i, floats.k.get(i) * (i % 7 == 0 ? 1e-7 : 1)); // also numbers without a leading one
                    v.set(i, floats.v.get(i) * (i % 5 == 0 ? 1e4 : 1));
                    floats.k.set(i, k.get(i));
                    floats.v.set(i, v.get(i));
                }
                new SimdKernels(EXACT, one).run(floats.forward());
                Tensor y = Tensor.allocate(arena, DType.F32, floats.y.dims());
                Tensor lse = Tensor.allocate(arena, DType.F32, floats.lse.dims());
                new SimdKernels(EXACT, two).run(new Attention(heads, floats.q, k, v, floats.span, y, lse));
                assertArrayEquals(floats.y.toDoubles(), y.toDoubles(), "width " + width);
                assertArrayEquals(floats.lse.toDoubles(), lse.toDoubles(), "width " + width);
            }
        }
    }

    /// What one call leaves in scratch memory, numbers or not, gets into no other.
    @ParameterizedTest
    @ValueSource(ints = {2, 150})
    void callsKnowNothingOfEarlierOnes(int keys) {
        Heads heads = new Heads(4, 2, 24, 0.2, Mask.window(70), Heads.UNCAPPED);
        try (Arena arena = Arena.ofShared(); Parallel threads = new Parallel(1)) {
            Kernels used = new SimdKernels(EXACT, threads);
            Case bad = new Case(arena, 1, heads, 1, 150, 150, false);
            for (long i = 0; i < bad.v.size(); i++) {
                bad.k.set(i, Double.NaN);
                bad.v.set(i, Double.NaN);
            }
            bad.run(used);
            Case then = new Case(arena, 2, heads, 2, keys, keys, true);
            Case fresh = new Case(arena, 2, heads, 2, keys, keys, true);
            then.run(used);
            fresh.run(new SimdKernels(EXACT, threads));
            for (int i = 0; i < then.results().size(); i++) {
                assertArrayEquals(fresh.results().get(i).toDoubles(), then.results().get(i).toDoubles(), "result " + i);
            }
        }
    }

    /// Weights below the smallest normal number are 0, also in products: with subnormal ones this would take minutes.
    @Test
    void vanishingWeightsAreNothing() {
        try (Arena arena = Arena.ofShared(); Parallel threads = new Parallel(1)) {
            Kernels kernels = new SimdKernels(EXACT, threads);
            for (int queries : new int[] {1, 20}) {
                Heads heads = new Heads(1, 1, 4, 1, Mask.NONE, Heads.UNCAPPED);
                Case c = new Case(arena, 3, heads, 1, queries, 20, false);
                for (int j = 0; j < 20; j++) {
                    for (int d = 0; d < 4; d++) {
                        c.k.set(4L * j + d, d == 0 ? -100 * j : 0);
                        c.v.set(4L * j + d, j == 0 ? 0 : 1e-3);
                    }
                }
                for (int t = 0; t < queries; t++) {
                    c.q.set(4L * t, 1);
                }
                kernels.run(c.forward());
                assertEquals(0, c.y.get(0));
                assertEquals(0, c.lse.get(0));
            }
        }
    }

    private static void near(String what, Tensor exact, Tensor fast) {
        double largest = 1e-2;
        for (long i = 0; i < exact.size(); i++) {
            largest = Math.max(largest, Math.abs(exact.get(i)));
        }
        for (long i = 0; i < exact.size(); i++) {
            assertTrue(Math.abs(exact.get(i) - fast.get(i)) <= 1e-5 * largest,
                    what + " [" + i + "]: needs " + exact.get(i) + ", got " + fast.get(i));
        }
    }

    /// Operands of both directions.
    private static final class Case {
        final Heads heads;
        final Tensor q;
        final Tensor k;
        final Tensor v;
        final Tensor span;
        final Tensor y;
        final Tensor lse;
        private final Tensor dy;
        private final Tensor dq;
        private final Tensor dk;
        private final Tensor dv;

        Case(Arena arena, long seed, Heads heads, int b, int queries, int keys, boolean padded) {
            this.heads = heads;
            SplittableRandom random = new SplittableRandom(seed);
            int wide = heads.query() * heads.width();
            int narrow = heads.keyValue() * heads.width();
            q = draw(arena, random, b, queries, wide);
            k = draw(arena, random, b, keys, narrow);
            v = draw(arena, random, b, keys, narrow);
            y = draw(arena, random, b, queries, wide);
            lse = draw(arena, random, b, queries, heads.query());
            dy = draw(arena, random, b, queries, wide);
            dq = draw(arena, random, b, queries, wide);
            dk = draw(arena, random, b, keys, narrow);
            dv = draw(arena, random, b, keys, narrow);
            span = Tensor.allocate(arena, DType.I32, b, 2);
            for (int i = 0; i < b; i++) {
                int first = padded && random.nextBoolean() ? random.nextInt(keys) : 0;
                span.set(2L * i, first);
                span.set(2L * i + 1, padded && random.nextBoolean() ? random.nextInt(first, keys + 1) : keys);
            }
        }

        private static Tensor draw(Arena arena, SplittableRandom random, int... shape) {
            Tensor t = Tensor.allocate(arena, DType.F32, shape);
            for (long i = 0; i < t.size(); i++) {
                t.set(i, random.nextGaussian());
            }
            return t;
        }

        Attention forward() {
            return new Attention(heads, q, k, v, span, y, lse);
        }

        void run(Kernels kernels) {
            kernels.run(forward());
            kernels.run(new AttentionGradAdd(heads, q, k, v, span, y, lse, dy, dq, dk, dv));
        }

        List<Tensor> results() {
            return List.of(y, lse, dq, dk, dv);
        }
    }
}
