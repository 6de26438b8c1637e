package t2l.autograd;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.Elementwise.Scale;

/// The optimisers walk the paths that torch and the published algorithm walk, and go on where a checkpoint left them.
class OptimiserTest {
    private static final AdamW.AdamSettings ADAM = new AdamW.AdamSettings(0.9, 0.98, 1e-8, 0.02);
    private static final Muon.MuonSettings MUON = new Muon.MuonSettings(0.95, 1, 0.05, ADAM);

    @AutoClose
    private final Arena arena = Arena.ofConfined();
    private final Golden golden = Golden.open(arena);
    @AutoClose
    private final Parallel threads = new Parallel(2);

    @ParameterizedTest
    @CsvSource({"0.0, 1e-08", "0.0, 0.001", "0.1, 1e-08", "0.1, 0.001"})
    void adamWTakesTorchsSteps(String decay, String eps) {
        String name = "adamw/decay" + decay + "/eps" + eps + "/";
        var settings = new AdamW.AdamSettings(0.9, 0.99, Double.parseDouble(eps), Double.parseDouble(decay));
        walk(name, 0.05, like -> new AdamW(arena, like, settings));
    }

    @ParameterizedTest
    @CsvSource({"wide, 0.0", "wide, 0.1", "tall, 0.0", "tall, 0.1", "square, 0.0", "square, 0.1"})
    void muonTakesThePublishedSteps(String shape, String decay) {
        String name = "muon/" + shape + "/decay" + decay + "/";
        var settings = new Muon.MuonSettings(0.95, 1, Double.parseDouble(decay), ADAM);
        walk(name, 0.02, like -> new Muon(arena, like, settings));
    }

    /// Along the gradients of a golden: values after every step, and at the end what the golden tells of the moments.
    private void walk(String name, double lr, Function<Parameters, Optimiser> make) {
        walk(name, lr, make, new ReferenceKernels(), DType.F64, 1e-12);
        walk(name, lr, make, Backends.open("auto", threads), DType.F32, 2e-4);
    }

    private void walk(String name, double lr, Function<Parameters, Optimiser> make, Kernels k, DType dtype,
            double bound) {
        Parameters values = golden.parameters(dtype, name + "const.start");
        Parameters grads = new Parameters(arena, dtype, values.layout());
        Optimiser optimiser = make.apply(values);
        Tensor steps = golden.tensor(name + "const.grads");
        double[] path = golden.numbers(name + "out.path");
        int size = Math.toIntExact(values.flat().size());
        for (int step = 0; step < steps.dim(0); step++) {
            Golden.copy(steps.narrow(0, step, 1), grads.flat());
            optimiser.step(k, lr, values, grads);
            double[] want = IntStream.range(step * size, (step + 1) * size).mapToDouble(i -> path[i]).toArray();
            assertArrayEquals(want, values.flat().toDoubles(), bound, "after step " + step);
        }
        Map.of("m", "out.exp_avg", "v", "out.exp_avg_sq").forEach((moment, role) -> {
            if (golden.file().tensors().containsKey(name + role)) {
                double[] want = golden.tensor(name + role).narrow(0, steps.dim(0) - 1, 1).toDoubles();
                assertArrayEquals(want, optimiser.state().get(moment).flat().toDoubles(), bound, moment);
            }
        });
    }

    @Test
    void muonMovesEachMatrixAsIfItWereAloneAndTheRestAsAdamW() {
        Kernels k = new ReferenceKernels();
        Parameters values = network(DType.F64, 3);
        Parameters grads = network(DType.F64, 4);
        Parameters byAdam = network(DType.F64, 3);
        new AdamW(arena, byAdam, ADAM).step(k, 0.1, byAdam, grads);
        new Muon(arena, values, MUON).step(k, 0.1, values, grads);
        for (Param p : values.layout().params()) {
            double[] want = byAdam.of(p).toDoubles();
            if (p.matrix()) {
                Layout alone = new Layout();
                alone.weight("w", Init.ZEROS, p.shape());
                Parameters one = new Parameters(arena, DType.F64, alone);
                Parameters slope = new Parameters(arena, DType.F64, alone);
                Golden.copy(network(DType.F64, 3).of(p), one.flat());
                Golden.copy(grads.of(p), slope.flat());
                new Muon(arena, one, MUON).step(k, 0.1, one, slope);
                want = one.flat().toDoubles();
            }
            assertArrayEquals(want, values.of(p).toDoubles(), p.name());
        }
    }

    /// However large or small a gradient is, only its direction counts.
    @Test
    void muonStepsDoNotDependOnTheSizeOfGradients() {
        Kernels k = new ReferenceKernels();
        Parameters small = network(DType.F64, 3);
        Parameters large = network(DType.F64, 3);
        Parameters grads = network(DType.F64, 4);
        new Muon(arena, small, MUON).step(k, 0.1, small, grads);
        k.run(new Scale(1e3, grads.flat(), grads.flat()));
        new Muon(arena, large, MUON).step(k, 0.1, large, grads);
        for (Param p : small.layout().params().stream().filter(Param::matrix).toList()) {
            assertArrayEquals(small.of(p).toDoubles(), large.of(p).toDoubles(), 1e-5, p.name());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"adamw", "muon"})
    void aResumedRunIsTheSameBitForBit(String name) {
        Kernels k = Backends.open("auto", threads);
        Parameters straight = network(DType.F32, 3);
        Optimiser first = optimiser(name, straight);
        run(k, first, straight, 0, 3);
        Parameters resumed = network(DType.F32, 5);
        Optimiser second = optimiser(name, resumed);
        Golden.copy(straight.flat(), resumed.flat());
        first.state().forEach(
                (kind, state) -> second.state().get(kind).load("checkpoint", state.tensors(), new ReferenceKernels()));
        second.resume(3);
        run(k, first, straight, 3, 7);
        run(k, second, resumed, 3, 7);
        assertArrayEquals(straight.flat().toDoubles(), resumed.flat().toDoubles());
        first.state().forEach((kind, state) -> assertArrayEquals(state.flat().toDoubles(),
                second.state().get(kind).flat().toDoubles(), kind));
    }

    private void run(Kernels k, Optimiser optimiser, Parameters values, int from, int to) {
        for (int step = from; step < to; step++) {
            optimiser.step(k, 0.01, values, network(DType.F32, 100 + step));
        }
    }

    private Optimiser optimiser(String name, Parameters like) {
        return name.equals("adamw") ? new AdamW(arena, like, ADAM) : new Muon(arena, like, MUON);
    }

    /// A table, and layers of matrices between norms: what the optimisers share out.
    private Parameters network(DType dtype, long seed) {
        Layout layout = new Layout();
        layout.table("embed.weight", new Init.Normal(1), 7, 6);
        for (int i = 0; i < 2; i++) {
            Weights at = layout.at("layers").at(i);
            at.weight("norm.weight", new Init.Normal(1), 6);
            at.weight("up.weight", new Init.Normal(1), 9, 6);
            at.weight("mix.weight", new Init.Normal(1), 6, 6);
            at.weight("mix.bias", new Init.Normal(1), 6);
            at.weight("down.weight", new Init.Normal(1), 6, 9);
        }
        layout.weight("norm.weight", new Init.Normal(1), 6);
        return new Parameters(arena, dtype, layout).initialise(seed);
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "3, 10", "1, 1", "10, 10"})
    void theScheduleIsThatOfTransformers(int warmup, int total) {
        for (Schedule.Decay decay : Schedule.Decay.values()) {
            theScheduleIsThatOfTransformers(warmup, total, decay);
        }
    }

    private void theScheduleIsThatOfTransformers(int warmup, int total, Schedule.Decay decay) {
        String kind = decay.name().toLowerCase(Locale.ROOT);
        double[] rates = golden.numbers("schedule/" + kind + "/warmup" + warmup + "_of_" + total + "/out.rate");
        var schedule = new Schedule(0.3, warmup, 0, total, decay);
        for (int step = 0; step < rates.length; step++) {
            assertEquals(step < total ? 0.3 * rates[step] : 0, schedule.at(step), 1e-15, decay + ", step " + step);
        }
    }

    @Test
    void theScheduleMayHoldItsPeak() {
        var schedule = new Schedule(8, 2, 3, 9);
        assertArrayEquals(new double[] {0, 4, 8, 8, 8, 8, 6, 4, 2, 0, 0},
                IntStream.rangeClosed(0, 10).mapToDouble(schedule::at).toArray());
        assertEquals("schedule: needs warm-up and hold within the total, got 2 + 8 of 9 steps",
                assertThrows(IllegalArgumentException.class, () -> new Schedule(1, 2, 8, 9)).getMessage());
    }

    @ParameterizedTest
    @CsvSource({"clipped, 1", "untouched, 1", "at_limit, 3.676470542293034", "zero, 1"})
    void theClipIsTorchs(String name, double max) {
        for (DType dtype : new DType[] {DType.F64, DType.F32}) {
            double bound = dtype == DType.F64 ? 1e-14 : 1e-6;
            Layout layout = new Layout();
            for (String part : new String[] {"a", "b", "c"}) {
                layout.weight(part, Init.ZEROS, golden.tensor("clip_grad_norm/" + name + "/const." + part).dims());
            }
            Parameters grads = new Parameters(arena, dtype, layout);
            layout.params().forEach(
                    p -> Golden.copy(golden.tensor("clip_grad_norm/" + name + "/const." + p.name()), grads.of(p)));
            double norm = new Clip(arena, max, grads).apply(Backends.open("auto", threads), grads);
            assertEquals(golden.tensor("clip_grad_norm/" + name + "/out.norm").get(0), norm, 4 * bound);
            layout.params()
                    .forEach(p -> assertArrayEquals(golden.numbers("clip_grad_norm/" + name + "/out." + p.name()),
                            grads.of(p).toDoubles(), bound, p.name()));
        }
    }
}
