package t2l.app.train;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.*;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import t2l.Refused;
import t2l.app.console.*;
import t2l.app.train.RunOptions.BestValues;
import t2l.autograd.Parameters;
import t2l.hypernet.*;
import t2l.hypernet.data.TaskData;
import t2l.hypernet.train.*;
import t2l.tensor.Parallel;
import t2l.tensor.backend.*;
import t2l.tensor.ranks.Ranks;
import t2l.transformer.family.LanguageModel;

/// A run that is killed and resumed, wherever and however often, leaves what an uninterrupted one leaves.
class TrainingLoopTest {
    private static final int STEPS = 9;
    private static final String[] WORDS = {"cat", "dog", "horse", "cow", "bird", "car", "boat", "shirt", "hat", "arm"};
    private static final TaskData TASK = new TaskData("first", List.of(), List.of(), IntStream.range(0, 20)
            .mapToObj(i -> new TaskData.Pair(WORDS[i % 10] + " " + WORDS[(i * 3 + 1) % 10] + " >",
                    List.of(WORDS[i % 10])))
            .toList(), List.of());

    /// In place of a signal that cannot be caught.
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1;
    }

    private static Parallel threads;
    private static Kernels kernels;
    private static LanguageModel model;

    @TempDir
    Path home;

    @BeforeAll
    static void open() {
        threads = new Parallel(2);
        kernels = Backends.open("auto", threads);
        model = LanguageModel.open("builtin:tiny", Optional.empty(), kernels);
    }

    @AfterAll
    static void close() {
        model.close();
        threads.close();
    }

    /// Stores values, and is killed before or after it stores those of one step.
    private record Killing(Validator.Store store, long step, boolean before) implements Validator.Store {
        @Override
        public void offer(long step, Parameters values, boolean best) {
            if (!before || step != this.step) {
                store.offer(step, values, best);
            }
            if (step == this.step) {
                throw new Killed();
            }
        }

        @Override
        public void checkpointed(long best) {
            store.checkpointed(best);
        }

        @Override
        public void restore(long best, Parameters values) {
            store.restore(best, values);
        }
    }

    /// Where a run is killed.
    ///
    /// @param afterStep  of the training
    /// @param atStep     that is validated
    private record Kill(long afterStep, long atStep, boolean before) {
        static final Kill NEVER = new Kill(-1, -1, false);
    }

    private double[] train(Path directory, Kill kill, String... options) throws IOException {
        return train("loss", directory, kill, options);
    }

    private double[] train(String select, Path directory, Kill kill, String... options) throws IOException {
        var common = new CommonOptions();
        new CommandLine(common).parseArgs("--quiet");
        var place = new RunOptions();
        new CommandLine(place).parseArgs(Stream
                .concat(Stream.of("--out", directory.toString()), Stream.of(options)).toArray(String[]::new));
        var arguments = new Arguments("test", Map.of("steps", STEPS, "batch_size", 4, "lr", 5e-3, "lora_dropout", 0.1,
                "val_freq", 4, "patience", 2, "also_val_on_train", true, "select", select));
        try (Arena arena = Arena.ofShared(); Out out = new Out(common)) {
            place.prepare(false, Ranks.alone());
            SftRun<LoraSft> run = SftRun.single(
                    new SftRun.Setting(kernels, Ranks.alone(), model, SftSettings.lora(arguments.reader())),
                    List.of(TASK), List.of(), arena);
            try (var trainer = run.trainer()) {
                var store = new Killing(new BestValues(new RunFolder(directory), true, kernels), kill.atStep(),
                        kill.before());
                if (!new TrainingLoop(out, "test", Optional.of(place), 2).run(run,
                        Optional.of(new Validator(run, store, kernels)), () -> {}, _ -> {
                            if (trainer.steps() == kill.afterStep()) {
                                throw new Killed();
                            }
                        })) {
                    throw new AssertionError("it was stopped");
                }
                place.finish("adapter", "test", LearningPlots.CROSS_ENTROPY, () -> write(directory), out,
                        Ranks.alone());
                return trainer.values().flat().toDoubles();
            }
        } finally {
            place.leave();
        }
    }

    private static void write(Path directory) {
        try {
            Files.createFile(directory.resolve("result"));
        } catch (IOException e) {
            throw new AssertionError("the result was written before", e);
        }
    }

    private void killed(Path directory, Kill kill, String... options) {
        killed("loss", directory, kill, options);
    }

    private void killed(String select, Path directory, Kill kill, String... options) {
        assertThrows(Killed.class, () -> train(select, directory, kill, options));
    }

    private static List<Map<String, Object>> metrics(Path directory) throws IOException {
        List<Map<String, Object>> all = new ArrayList<>();
        for (String line : Files.readAllLines(directory.resolve("metrics.jsonl"))) {
            Map<String, Object> fields = JSON.std.mapFrom(line);
            fields.remove("seconds");
            fields.remove("kernel_heap_bytes");
            all.add(fields);
        }
        return all;
    }

    private static Map<String, Object> files(Path directory) throws IOException {
        Map<String, Object> all = new HashMap<>();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                all.put(directory.relativize(file).toString(),
                        Files.readAttributes(file, BasicFileAttributes.class).fileKey());
            }
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(strings = {"loss", "rougeL"})
    void everyKillEndsInTheSameBitsAndMetrics(String select) throws IOException {
        Path whole = home.resolve("whole");
        double[] wanted = train(select, whole, Kill.NEVER);
        assertEquals(STEPS + 4, metrics(whole).size());
        Path out = home.resolve("killed");
        killed(select, out, new Kill(-1, 0, false));
        for (Kill kill : List.of(new Kill(-1, 0, true), new Kill(1, -1, false), new Kill(1, -1, false),
                new Kill(1, -1, false), new Kill(1, -1, false), new Kill(3, -1, false), new Kill(-1, 4, true),
                new Kill(-1, 4, false), new Kill(6, -1, false), new Kill(-1, STEPS, false))) {
            killed(select, out, kill, "--resume");
        }
        assertArrayEquals(wanted, train(select, out, Kill.NEVER, "--resume"));
        assertEquals(metrics(whole), metrics(out));
        assertEquals(files(whole).keySet(), files(out).keySet());
    }

    @Test
    void aFinishedRunIsNotWrittenAgain() throws IOException {
        double[] values = train(home, Kill.NEVER);
        Map<String, Object> files = files(home);
        assertArrayEquals(values, train(home, Kill.NEVER, "--resume"));
        assertEquals(files, files(home));
    }

    @Test
    void aCheckpointIsWrittenOncePerState() throws IOException {
        killed(home, new Kill(1, -1, false));
        Object key = files(home).get("checkpoint.safetensors");
        killed(home, new Kill(1, -1, false), "--resume");
        assertEquals(key, files(home).get("checkpoint.safetensors"));
    }

    @Test
    void onlyItsOwnFilesAreRemoved() throws IOException {
        killed(home, new Kill(1, -1, false));
        Path kept = Files.createDirectories(home.resolve("checkpoints"));
        List<Path> own = List.of(kept.resolve("notes.txt"), kept.resolve("it_best.safetensors"),
                home.resolve(".git.part"), home.resolve("losses.svg"), home.resolve("hypermod.safetensors"));
        for (Path file : own) {
            Files.createFile(file);
        }
        Files.createFile(kept.resolve("it_3.safetensors"));
        train(home, Kill.NEVER, "--force");
        assertTrue(own.stream().allMatch(Files::exists));
        assertFalse(Files.exists(kept.resolve("it_3.safetensors")));
    }

    @Test
    void metricsWithoutTheirCheckpointAreNotOverwritten() throws IOException {
        killed(home, new Kill(3, -1, false));
        Files.delete(home.resolve("checkpoint.safetensors"));
        List<Map<String, Object>> metrics = metrics(home);
        for (String resume : new String[] {"--resume", "--quiet"}) {
            Refused.says("--force",
                    () -> train(home, Kill.NEVER, resume.equals("--resume") ? new String[] {resume} : new String[0]));
        }
        assertEquals(metrics, metrics(home));
        train(home, Kill.NEVER, "--force");
    }
}
