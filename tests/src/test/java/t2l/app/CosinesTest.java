package t2l.app;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.tensor.*;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.Products.MatMul;
import t2l.transformer.lora.*;

/// What the map compares, and where it puts it.
class CosinesTest {
    private static final ReferenceKernels KERNELS = new ReferenceKernels();

    private static Tensor random(Arena arena, SplittableRandom random, int... dims) {
        float[] all = new float[dims[0] * dims[1]];
        for (int i = 0; i < all.length; i++) {
            all[i] = (float) random.nextDouble(-1, 1);
        }
        return Tensor.of(arena, all, dims);
    }

    private static Lora adapter(Arena arena, SplittableRandom random, double alpha) {
        TreeMap<String, Lora.Update> updates = new TreeMap<>();
        for (String path : List.of("model.layers.0.self_attn.q_proj", "model.layers.0.self_attn.v_proj")) {
            updates.put(path, new Lora.Update(random(arena, random, 3, 7), random(arena, random, 5, 3)));
        }
        return new Lora(new LoraConfig("base", 3, alpha, false, 0, List.of("q_proj", "v_proj")), updates);
    }

    /// All numbers of `scale · B·A`, module after module.
    private static double[] multipliedOut(Lora lora, Arena arena) {
        return lora.updates().entrySet().stream().flatMapToDouble(entry -> {
            Tensor product = Tensor.allocate(arena, DType.F32, 5, 7);
            KERNELS.run(new MatMul(entry.getValue().b(), entry.getValue().a(), product));
            return Arrays.stream(product.toDoubles()).map(x -> x * lora.config().scale(entry.getKey()));
        }).toArray();
    }

    private static Cosines space(double[][] rows) {
        return new Cosines(Arrays.stream(rows).map(x -> Arrays.stream(rows)
                .mapToDouble(y -> IntStream.range(0, x.length).mapToDouble(i -> x[i] * y[i]).sum()).toArray())
                .toArray(double[][]::new));
    }

    @Test
    void productsOfAdaptersAreThoseOfTheirUpdates() {
        try (Arena arena = Arena.ofShared()) {
            SplittableRandom random = new SplittableRandom(3);
            List<Lora> adapters = IntStream.range(0, 6).mapToObj(i -> adapter(arena, random, 1 + i)).toList();
            double[][] products = Cosines.products(adapters, KERNELS);
            for (int i = 0; i < 6; i++) {
                for (int j = 0; j < 6; j++) {
                    double[] x = multipliedOut(adapters.get(i), arena);
                    double[] y = multipliedOut(adapters.get(j), arena);
                    double want = IntStream.range(0, x.length).mapToDouble(k -> x[k] * y[k]).sum();
                    assertEquals(want, products[i][j], 1e-4, i + " " + j);
                }
            }
        }
    }

    /// Points on a line through the unit sphere's cap keep their order; the second component has less variance.
    @Test
    void principalComponentsAreInTheOrderOfTheirVariance() {
        double[][] rows = new double[9][];
        for (int i = 0; i < 9; i++) {
            rows[i] = new double[] {1, (i - 4) * 0.1, i % 2 * 0.02};
        }
        double[][] plane = space(rows).components(2);
        double sign = Math.signum(plane[0][8] - plane[0][0]);
        for (int i = 1; i < 9; i++) {
            assertTrue(sign * (plane[0][i] - plane[0][i - 1]) > 0.05, "point " + i);
            assertTrue(Math.abs(plane[1][i]) < 0.1, "point " + i);
        }
    }

    /// Two groups lie apart, and the same points have the same places again.
    @Test
    void groupsLieApart() {
        SplittableRandom random = new SplittableRandom(5);
        double[][] rows = new double[60][];
        for (int i = 0; i < 60; i++) {
            rows[i] = new double[] {i < 30 ? 1 : -1, random.nextDouble(0.3), random.nextDouble(0.3)};
        }
        Cosines space = space(rows);
        double[] first = space.components(2)[0];
        assertArrayEquals(first, space.components(2)[0]);
        for (int i = 0; i < 60; i++) {
            assertEquals(Math.signum(first[i / 30 * 30]), Math.signum(first[i]), "point " + i);
        }
        assertTrue(first[0] * first[59] < 0);
    }
}
