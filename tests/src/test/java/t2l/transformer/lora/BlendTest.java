package t2l.transformer.lora;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.tensor.*;
import t2l.tensor.backend.ReferenceKernels;

/// Linear mixing: factor by factor (t2l-spec §10).
class BlendTest {
    private static final String PATH = "model.layers.0.self_attn.q_proj";

    private static Lora lora(long seed, double alpha, Arena arena) {
        var random = new SplittableRandom(seed);
        Tensor a = draw(random, arena, 2, 3);
        Tensor b = draw(random, arena, 4, 2);
        return new Lora(new LoraConfig("base", 2, alpha, true, 0, List.of("q_proj")),
                Map.of(PATH, new Lora.Update(a, b)));
    }

    private static Tensor draw(SplittableRandom random, Arena arena, int... shape) {
        Tensor t = Tensor.allocate(arena, DType.F32, shape);
        for (long i = 0; i < t.size(); i++) {
            t.set(i, random.nextDouble(-1, 1));
        }
        return t;
    }

    @Test
    void bothFactorsAreMixedByThemselves() {
        try (Arena arena = Arena.ofConfined()) {
            Lora one = lora(1, 4, arena);
            Lora other = lora(2, 4, arena);
            Lora mixed = Blend.factors(List.of(new Blend.Weighted(one, 0.25), new Blend.Weighted(other, 0.75)),
                    new ReferenceKernels(), arena);
            assertEquals(one.config(), mixed.config());
            Lora.Update m = mixed.updates().get(PATH);
            Lora.Update x = one.updates().get(PATH);
            Lora.Update y = other.updates().get(PATH);
            for (long i = 0; i < 6; i++) {
                assertEquals(0.25 * x.a().get(i) + 0.75 * y.a().get(i), m.a().get(i), 1e-6);
            }
            for (long i = 0; i < 8; i++) {
                assertEquals(0.25 * x.b().get(i) + 0.75 * y.b().get(i), m.b().get(i), 1e-6);
            }
        }
    }

    @Test
    void theNormIsThatOfTheProduct() {
        try (Arena arena = Arena.ofConfined()) {
            Lora one = lora(3, 4, arena);
            Lora.Update u = one.updates().get(PATH);
            double squares = 0;
            for (int i = 0; i < 4; i++) {
                for (int j = 0; j < 3; j++) {
                    double sum = u.b().at(i, 0) * u.a().at(0, j) + u.b().at(i, 1) * u.a().at(1, j);
                    squares += sum * sum;
                }
            }
            assertEquals(one.config().scale(PATH) * Math.sqrt(squares), one.norm(PATH), 1e-12);
            assertEquals(one.norm(PATH), one.times(-1).norm(PATH));
            assertEquals(4 * (6 + 8), one.bytes());
        }
    }

    @Test
    void anAdapterOfAnotherScaleIsRefused() {
        try (Arena arena = Arena.ofConfined()) {
            var parts = List.of(new Blend.Weighted(lora(1, 4, arena), 1), new Blend.Weighted(lora(2, 8, arena), 1));
            var e = assertThrows(T2lException.class, () -> Blend.factors(parts, new ReferenceKernels(), arena));
            assertEquals("blend: needs at least one adapter, got none", assertThrows(IllegalArgumentException.class,
                    () -> Blend.factors(List.of(), new ReferenceKernels(), arena)).getMessage());
            assertTrue(e.getMessage().contains("number 2 is other"), e.getMessage());
        }
    }
}
