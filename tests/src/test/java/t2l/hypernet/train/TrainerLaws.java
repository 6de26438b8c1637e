package t2l.hypernet.train;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import t2l.Refused;
import t2l.autograd.*;
import t2l.hypernet.*;
import t2l.hypernet.data.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.Losses.CrossEntropy;
import t2l.tensor.ranks.Ranks;
import t2l.transformer.*;

/// What holds for every training run, shown on a small hypernetwork with dropout, in F32 on the SIMD kernels.
class TrainerLaws {
    private static final int STEPS = 6;
    static final DecoderConfig MODEL = DecoderConfig.llama(61, 32, 48, 2, 4, 2, 1e-5, 10_000, 64);
    static final HyperConfig NETWORK = new HyperConfig(
            List.of(new Target("q_proj", 32, 32), new Target("v_proj", 32, 16)), 2, 12, 16, 24,
            new HyperConfig.Rank(4, 8, true), Variant.L, HyperConfig.Encoding.LINEAR, true,
            new HyperConfig.Output.Plain());

    private static final DecoderConfig SMALL = DecoderConfig.llama(61, 8, 12, 2, 2, 1, 1e-5, 10_000, 64);
    private static final HyperConfig SMALL_NETWORK = new HyperConfig(
            List.of(new Target("q_proj", 8, 8), new Target("v_proj", 8, 4)), 2, 12, 6, 8,
            new HyperConfig.Rank(2, 8, true), Variant.L, HyperConfig.Encoding.LINEAR, true,
            new HyperConfig.Output.Plain());

    /// How a run is optimised.
    private interface Make {
        Trainer trainer(Kernels kernels, HyperSft objective, Data<Batch> data, Parameters values);
    }

    private static final Make ADAMW = (kernels, objective, data, values) -> new Trainer(kernels, objective, data,
            values, new AdamW(Arena.ofAuto(), values, new AdamW.AdamSettings(0.9, 0.999, 1e-8, 0.01)),
            new Schedule(1e-2, 2, 0, 20), 1);

    /// The arguments of the same run.
    static Map<String, Object> arguments(Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(Map.of("lr", 1e-2, "warmup_frac", 0.1, "weight_decay", 0.01));
        all.putAll(more);
        return all;
    }

    /// By the arguments of a run.
    private static Make by(Map<String, Object> more) {
        var how = Optimisation.of(new Arguments("test", arguments(more)).reader());
        return (kernels, objective, data, values) -> how.trainer(kernels, Ranks.alone(), objective, data, values, 20);
    }

    /// A run of its own, on its own threads.
    private static void run(int threads, Consumer<Trainer> work) {
        run(threads, () -> false, ADAMW, work);
    }

    /// A small hypernetwork's training, with dropout, in F32.
    static HyperSft objective(Arena arena) {
        var layout = new t2l.autograd.Layout();
        Decoder.of(layout, MODEL);
        Parameters frozen = new Parameters(arena, DType.F32, layout).initialise(1);
        return new HyperSft(Decoder.of(new StateDict("model", frozen.tensors()), MODEL), NETWORK, Map.of(),
                new HyperSft.Regularisation(0.1, 0.1, 1e-3, 0, 0), arena);
    }

    /// @param cancelled asked before each kernel
    private static void run(int threads, BooleanSupplier cancelled, Make make, Consumer<Trainer> work) {
        try (Arena arena = Arena.ofShared(); Parallel parallel = new Parallel(threads)) {
            Kernels kernels = new Session(Backends.open("simd", parallel), parallel, cancelled);
            HyperSft objective = objective(arena);
            Parameters values = new Parameters(arena, DType.F32, objective.layout()).initialise(2);
            try (Trainer trainer = make.trainer(kernels, objective, data(arena), values)) {
                work.accept(trainer);
            }
        }
    }

    /// Two shapes of batches in turn.
    static Data<Batch> data(Arena arena) {
        TaskBatch described = new TaskBatch.Vectors(Tensor.allocate(arena, DType.F32, 4, 12));
        Batch small = new Batch(arena, DType.F32, new Batch.Shape(4, 9, 16), described);
        Batch large = new Batch(arena, DType.F32, new Batch.Shape(4, 9, 32), described);
        int[] ids = new int[36];
        int[] labels = new int[36];
        return step -> {
            RandomGenerator random = new SplittableRandom(step);
            for (int i = 0; i < 36; i++) {
                ids[i] = random.nextInt(61);
                labels[i] = i % 9 > 4 && i % 9 < (step % 2 == 0 ? 8 : 9) ? random.nextInt(61) : CrossEntropy.IGNORE;
            }
            Batch batch = step % 2 == 0 ? small : large;
            batch.fill(ids, labels, true, 7, step);
            for (int i = 0; i < batch.described().vectors().rows().size(); i++) {
                batch.described().vectors().rows().set(i, random.nextDouble() - 0.5);
            }
            return batch;
        };
    }

    private static double[] train(int threads, int steps) {
        return train(threads, steps, ADAMW);
    }

    private static double[] train(int threads, int steps, Make make) {
        double[][] result = new double[1][];
        run(threads, () -> false, make, trainer -> {
            for (int i = 0; i < steps; i++) {
                trainer.step();
            }
            result[0] = trainer.values().flat().toDoubles();
        });
        return result[0];
    }

    @Test
    void threadsChangeNoBit() {
        assertArrayEquals(train(1, STEPS), train(5, STEPS));
        Make muon = by(Map.of("optim", "muon"));
        assertArrayEquals(train(1, STEPS, muon), train(5, STEPS, muon));
    }

    /// As the reference's do.
    @Test
    void argumentsThatNameNoOptimiserMeanAdamW() {
        assertArrayEquals(train(2, STEPS), train(2, STEPS, by(Map.of())));
        assertArrayEquals(train(2, STEPS), train(2, STEPS, by(Map.of("optim", "adamw", "adam_beta2", 0.999))));
    }

    @Test
    void settingsOfMuonAreUsedOrRefused() {
        double[] usual = train(2, STEPS, by(Map.of("optim", "muon", "muon_rate", 5)));
        assertArrayEquals(usual, train(2, STEPS, by(Map.of("optim", "muon"))));
        for (Map<String, Object> other : List.<Map<String, Object>>of(Map.of(), Map.of("optim", "muon", "muon_rate", 2),
                Map.of("optim", "muon", "adam_beta2", 0.98))) {
            assertFalse(Arrays.equals(usual, train(2, STEPS, by(other))), other.toString());
        }
        var reader = new Arguments("test", Map.of("optim", "adamw", "muon_rate", 5)).reader();
        Optimisation.of(reader);
        Refused.begins("test: muon_rate: has no effect on this training", () -> reader.end(Arguments.TRAINING));
    }

    /// The first kernel of a step, one that is recorded or replayed, and the last before the update.
    @Test
    void aStepThatIsCancelledChangesNothing() {
        AtomicInteger left = new AtomicInteger(Integer.MAX_VALUE);
        run(2, () -> left.getAndDecrement() <= 0, ADAMW, trainer -> {
            for (int i = 0; i < STEPS; i++) {
                int before = left.get();
                for (int until : new int[] {0, 40, 90}) {
                    left.set(until);
                    assertThrows(CancellationException.class, trainer::step);
                    assertEquals(i, trainer.steps());
                }
                left.set(before);
                trainer.step();
                int kernels = before - left.get();
                assertTrue(kernels > 90, "a step of " + kernels + " kernels");
            }
            left.set(Integer.MAX_VALUE);
            assertArrayEquals(train(2, STEPS), trainer.values().flat().toDoubles());
        });
    }

    @ParameterizedTest
    @EnumSource
    void aResumedRunEndsInTheSameBits(Optimisation.Method method, @TempDir Path temp) {
        Make make = by(Map.of("optim", method.name().toLowerCase(Locale.ROOT)));
        Path file = temp.resolve("checkpoint.safetensors");
        run(2, () -> false, make, trainer -> {
            for (int i = 0; i < STEPS / 2; i++) {
                trainer.step();
            }
            trainer.checkpoint("this run", new Validator.EarlyStopping(0)).write(file);
        });
        run(2, () -> false, make, trainer -> {
            try (Arena arena = Arena.ofShared()) {
                TrainingCheckpoint checkpoint = TrainingCheckpoint.read(file, arena);
                var e = assertThrows(T2lException.class,
                        () -> trainer.restore("another run", checkpoint, new Validator.EarlyStopping(0)));
                assertTrue(
                        e.getMessage().startsWith(file + ": ")
                                && e.getMessage().contains("was written with [this run], this run has [another run]"),
                        e.getMessage());
                trainer.restore("this run", checkpoint, new Validator.EarlyStopping(0));
            }
            assertEquals(STEPS / 2, trainer.steps());
            for (int i = STEPS / 2; i < STEPS; i++) {
                trainer.step();
            }
            assertArrayEquals(train(2, STEPS, make), trainer.values().flat().toDoubles());
        });
    }

    @Test
    void lossFallsAndScratchMemoryStaysConstant() {
        run(2, trainer -> {
            double first = trainer.step().loss();
            trainer.step();
            long scratch = trainer.scratch();
            double last = 0;
            for (int i = 0; i < 12; i++) {
                last = trainer.step().loss();
            }
            assertEquals(scratch, trainer.scratch());
            assertTrue(last < first, first + " to " + last);
        });
    }

    /// The same twelve sequences in every step, cut into `parts` batches. They have from none to eight labels each.
    private static Data<Batch> cut(Arena arena, int parts, boolean bySequence) {
        var random = new SplittableRandom(3);
        int[] ids = random.ints(12 * 9, 0, 61).toArray();
        int[] labels = random.ints(12 * 9, 0, 61).toArray();
        double[] embeddings = random.doubles(12 * 12, -1, 1).toArray();
        for (int i = 0; i < labels.length; i++) {
            if (i % 9 >= i / 9 % 5 * 2) {
                labels[i] = CrossEntropy.IGNORE;
            }
        }
        int sequences = 12 / parts;
        Batch batch = new Batch(arena, DType.F64, new Batch.Shape(sequences, 9, sequences * 9),
                new TaskBatch.Vectors(Tensor.allocate(arena, DType.F64, sequences, 12)));
        return micro -> {
            int from = (int) (micro % parts) * sequences;
            batch.fill(Arrays.copyOfRange(ids, from * 9, (from + sequences) * 9),
                    Arrays.copyOfRange(labels, from * 9, (from + sequences) * 9), bySequence, 7, micro);
            for (int i = 0; i < sequences * 12; i++) {
                batch.described().vectors().rows().set(i, embeddings[from * 12 + i]);
            }
            return batch;
        };
    }

    /// Loss, total and norm of three steps, then the trained values; in F64, without noise.
    private static double[] accumulated(int parts, boolean recompute, boolean bySequence, double l2) {
        try (Arena arena = Arena.ofShared()) {
            Kernels kernels = new ReferenceKernels();
            var layout = new t2l.autograd.Layout();
            Decoder.of(layout, SMALL);
            Parameters frozen = new Parameters(arena, DType.F64, layout).initialise(1);
            var objective = new HyperSft(Decoder.of(new StateDict("model", frozen.tensors()), SMALL), SMALL_NETWORK,
                    Map.of(), new HyperSft.Regularisation(0, 0.1, l2, 0, 0), arena);
            Parameters values = new Parameters(arena, DType.F64, objective.layout()).initialise(2);
            var optimiser = new AdamW(arena, values, new AdamW.AdamSettings(0.9, 0.999, 1e-3, 0.01));
            var all = DoubleStream.builder();
            try (var trainer = new Trainer(kernels, objective, cut(arena, parts, bySequence), values, optimiser,
                    new Schedule(1e-2, 0, 0, 20), 0.5, new Trainer.Memory(parts, recompute))) {
                for (int i = 0; i < 3; i++) {
                    Trainer.Progress p = trainer.step();
                    all.add(p.loss()).add(p.total()).add(p.gradient());
                }
            }
            DoubleStream.of(values.flat().toDoubles()).forEach(all);
            return all.build().toArray();
        }
    }

    @Test
    void accumulatedGradientsAreThoseOfTheLargeBatch() {
        for (boolean bySequence : new boolean[] {true, false}) {
            double[] whole = accumulated(1, false, bySequence, 0);
            assertArrayEquals(whole, accumulated(4, false, bySequence, 0), 1e-11, "by sequence: " + bySequence);
        }
        // the penalty is a mean over the sequences' adapters, so batches of equal shares weigh it as the large one
        assertArrayEquals(accumulated(1, false, true, 1e-2), accumulated(3, false, true, 1e-2), 1e-11);
    }

    @Test
    void recomputedLayersChangeNoBit() {
        assertArrayEquals(accumulated(1, false, true, 1e-2), accumulated(1, true, true, 1e-2));
        assertArrayEquals(accumulated(3, false, false, 0), accumulated(3, true, false, 0));
    }

    @Test
    void aStepThatIsNotFiniteNamesTheOperation() {
        run(1, trainer -> {
            trainer.step();
            trainer.values().flat().fill(1e30);
            double[] before = trainer.values().flat().toDoubles();
            var e = assertThrows(T2lException.class, trainer::step);
            assertTrue(e.getMessage().matches("step 1: training: [A-Z]\\w+ gives (NaN|-?Infinity) at element \\d+ of"
                    + " f32\\[.*; a smaller learning rate may help"), e.getMessage());
            assertArrayEquals(before, trainer.values().flat().toDoubles());
        });
    }
}
