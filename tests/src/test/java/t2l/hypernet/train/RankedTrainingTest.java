package t2l.hypernet.train;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import t2l.autograd.*;
import t2l.hypernet.Arguments;
import t2l.hypernet.data.TaskData;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.ranks.*;
import t2l.transformer.family.LanguageModel;

/// A training on several ranks is that of one process: the same bits, and checkpoints that either can resume.
class RankedTrainingTest {
    private static final int SHARDS = 8;
    private static final int STEPS = 4;

    @TempDir
    Path temp;

    /// A rank of a small hypernetwork's training, with dropout, in F32.
    private static void train(Ranks ranks, Optimisation.Method method, Consumer<Trainer> work) {
        try (Arena arena = Arena.ofShared(); Parallel parallel = new Parallel(1 + ranks.rank() % 3)) {
            Kernels kernels = Backends.open("simd", parallel);
            HyperSft objective = TrainerLaws.objective(arena);
            Parameters values = new Parameters(arena, DType.F32, objective.layout()).initialise(2);
            var how = Optimisation.of(new Arguments("test", TrainerLaws.arguments(Map.of("shards", SHARDS,
                    "max_grad_norm", 0.5, "optim", method.name().toLowerCase(Locale.ROOT)))).reader());
            try (var trainer = how.trainer(kernels, ranks, objective, TrainerLaws.data(arena), values, 20)) {
                work.accept(trainer);
            }
        }
    }

    /// The checkpoint after `STEPS` steps, of which the first `before` are done by `first` ranks and the rest by `then`.
    private byte[] checkpoint(Optimisation.Method method, int first, int before, int then) {
        Path file = temp.resolve("checkpoint.safetensors");
        var told = new AtomicReferenceArray<List<Trainer.Progress>>(Math.max(first, then));
        ThreadRanks.run(first, ranks -> train(ranks, method, trainer -> go(trainer, before, file, told)));
        ThreadRanks.run(then, ranks -> train(ranks, method, trainer -> {
            try (Arena arena = Arena.ofShared()) {
                trainer.restore("run", TrainingCheckpoint.read(file, arena), new Validator.EarlyStopping(0));
                ranks.any(false); // all have read it, before the first replaces it
            }
            go(trainer, STEPS - before, file, told);
        }));
        for (int q = 1; q < then; q++) {
            assertEquals(told.get(0), told.get(q), "what rank " + q + " was told");
        }
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void go(Trainer trainer, int steps, Path file, AtomicReferenceArray<List<Trainer.Progress>> told) {
        told.set(trainer.ranks().rank(), IntStream.range(0, steps).mapToObj(_ -> trainer.step()).toList());
        TrainingCheckpoint now = trainer.checkpoint("run", new Validator.EarlyStopping(0));
        trainer.ranks().first(() -> now.write(file));
    }

    @ParameterizedTest
    @EnumSource
    void ranksChangeNoBitAndResumeEachOther(Optimisation.Method method) {
        byte[] whole = checkpoint(method, 1, STEPS, 1);
        for (int ranks = 2; ranks <= SHARDS; ranks *= 2) {
            assertArrayEquals(whole, checkpoint(method, ranks, STEPS, ranks), ranks + " ranks");
        }
        assertArrayEquals(whole, checkpoint(method, 2, 1, 8), "from 2 to 8");
        assertArrayEquals(whole, checkpoint(method, 4, 3, 1), "from 4 to 1");
        assertArrayEquals(whole, checkpoint(method, 1, 2, 4), "from 1 to 4");
    }

    /// The values of one rank are broken; all say the same, and nothing has changed.
    @Test
    void aNumberThatIsNotFiniteIsNamedOnAllRanks() {
        ThreadRanks.run(4, ranks -> train(ranks, Optimisation.Method.ADAMW, trainer -> {
            trainer.step();
            if (ranks.rank() == 2) {
                trainer.values().flat().fill(1e30);
            }
            double[] before = trainer.values().flat().toDoubles();
            var e = assertThrows(T2lException.class, trainer::step);
            List<String> said = ranks.all(e.getMessage());
            assertEquals(List.of(said.getFirst(), said.getFirst(), said.getFirst(), said.getFirst()), said);
            assertTrue(e.getMessage().matches("step 1: training: [A-Z]\\w+ gives .* at element .*"), e.getMessage());
            assertArrayEquals(before, trainer.values().flat().toDoubles());
        }));
    }

    private static TaskData task() {
        List<TaskData.Pair> pairs = IntStream.range(0, 24).mapToObj(i -> new TaskData.Pair(
                "cat ".repeat(1 + i % 5) + "dog >", List.of(i % 2 == 0 ? "dog" : "cat"))).toList();
        return new TaskData("task", List.of(), List.of(), pairs.subList(0, 16), pairs.subList(16, 23), List.of());
    }

    /// Losses and answers; seven pairs are three batches, so that a rank of four has none.
    @Test
    void ranksShareTheValidation() {
        Map<String, Object> arguments = Map.of("steps", 2, "batch_size", 8, "lr", 1e-2, "select", "exact",
                "val_batch_size", 3, "shards", 4);
        Validator.Result alone = validated(Ranks.alone(), arguments);
        assertEquals(List.of("exact"), List.copyOf(alone.answers().keySet()));
        for (int count : List.of(2, 4)) {
            ThreadRanks.run(count, ranks -> assertEquals(alone, validated(ranks, arguments)));
        }
    }

    private static Validator.Result validated(Ranks ranks, Map<String, Object> arguments) {
        try (Arena arena = Arena.ofShared();
                Parallel parallel = new Parallel(1);
                Kernels kernels = Backends.open("simd", parallel);
                LanguageModel model = LanguageModel.open("builtin:tiny", Optional.empty(), kernels)) {
            SftRun<LoraSft> run = SftRun.single(new SftRun.Setting(kernels, ranks, model,
                    SftSettings.lora(new Arguments("test", arguments).reader())), List.of(task()), List.of(), arena);
            try (Trainer trainer = run.trainer()) {
                trainer.step();
                return new Validator(run, new Nowhere(), kernels).validate();
            }
        }
    }

    private record Nowhere() implements Validator.Store {
        @Override
        public void offer(long step, Parameters values, boolean best) {}

        @Override
        public void restore(long best, Parameters values) {}
    }

    @Test
    void aStepThatCannotBeCutIsRefused() {
        try (Arena arena = Arena.ofShared();
                Parallel parallel = new Parallel(1);
                Kernels kernels = Backends.open("simd", parallel);
                LanguageModel model = LanguageModel.open("builtin:tiny", Optional.empty(), kernels)) {
            var setting = new SftRun.Setting(kernels, Ranks.alone(), model,
                    SftSettings.lora(new Arguments("test", Map.of("batch_size", 8, "shards", 16)).reader()));
            var e = assertThrows(IllegalArgumentException.class,
                    () -> SftRun.single(setting, List.of(task()), List.of(), arena));
            assertEquals("batch_size: needs a step that can be cut into shards=16 equal parts, got 8; change either",
                    e.getMessage());
        }
    }
}
