package t2l.hypernet.train;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.Refused;
import t2l.autograd.*;
import t2l.hypernet.*;
import t2l.hypernet.data.*;
import t2l.hypernet.eval.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.ranks.Ranks;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.lora.Lora;

/// The answers that decide which values of a run are kept.
class AnswerCheckTest {
    private static final String[] WORDS = {"cat", "dog", "horse", "cow", "bird", "car", "boat", "shirt", "hat", "arm"};

    private static List<TaskData> tasks(List<String> names) {
        return tasks(names, List.of("a", "b"));
    }

    private static List<TaskData> tasks(List<String> names, List<String> descriptions) {
        List<TaskData> all = new ArrayList<>();
        for (int t = 0; t < names.size(); t++) {
            int place = t;
            Function<Integer, TaskData.Pair> pair = i -> {
                String[] words = {WORDS[i % 10], WORDS[(i * 3 + 1) % 10]};
                return new TaskData.Pair(String.join(" ", words) + " >", List.of(words[place % 2]));
            };
            List<TaskData.Pair> pairs = IntStream.range(0, 30).boxed().map(pair).toList();
            all.add(new TaskData(names.get(t), descriptions, List.of(), pairs.subList(0, 20),
                    pairs.subList(20, 30), List.of()));
        }
        return all;
    }

    private static Arguments arguments(String select, int steps) {
        return new Arguments("test", Map.of("steps", steps, "batch_size", 8, "lr", 1e-2, "use_one_hot_task_emb", true,
                "select", select, "hypernet_latent_size", 16, "head_in_size", 16, "n_tasks_per_batch", 2,
                "n_points_per_task", 8, "warmup_frac", 0.1));
    }

    private static final TaskEmbedder NONE = (_, _, _) -> {
        throw new IllegalStateException("tasks are numbers");
    };

    /// Greedy decoding gives the answer exactly if each of its tokens is the likeliest after those before it.
    @Test
    void exactAnswersAreThoseWhoseTokensAreAllLikeliest() {
        try (Parallel threads = new Parallel(2);
                Arena arena = Arena.ofShared();
                LanguageModel model = LanguageModel.open("builtin:tiny", Optional.empty(),
                        Backends.open("auto", threads))) {
            Kernels kernels = Backends.open("auto", threads);
            List<TaskData> tasks = tasks(List.of("first", "second"));
            SftRun<HyperSft> run = SftRun.hyper(new SftRun.Setting(kernels, Ranks.alone(), model,
                    SftSettings.hypernetwork(arguments("exact", 24).reader())), tasks, List.of(), NONE, arena);
            AnswerCheck check = run.answers().orElseThrow();
            List<Double> scores = new ArrayList<>();
            try (Trainer trainer = run.trainer()) {
                while (trainer.steps() < run.total()) {
                    double score = check.score(run.objective(), trainer.values(), kernels, Ranks.alone());
                    assertEquals(likeliest(run.objective(), trainer.values(), model, tasks, kernels), score, 1e-12);
                    scores.add(score);
                    for (int i = 0; i < 6; i++) {
                        trainer.step();
                    }
                }
            }
            assertTrue(scores.getLast() > scores.getFirst(), scores.toString());
        }
    }

    /// Stopping takes effect between two kernels of an answer.
    @Test
    void aStoppedCheckThrows() {
        try (Parallel threads = new Parallel(1);
                Arena arena = Arena.ofShared();
                LanguageModel model = LanguageModel.open("builtin:tiny", Optional.empty(),
                        Backends.open("auto", threads))) {
            var left = new AtomicInteger(Integer.MAX_VALUE);
            Kernels kernels = new Session(Backends.open("auto", threads), threads, () -> left.decrementAndGet() < 0);
            SftRun<HyperSft> run = SftRun.hyper(
                    new SftRun.Setting(kernels, Ranks.alone(), model,
                            SftSettings.hypernetwork(arguments("exact", 1).reader())),
                    tasks(List.of("first", "second")), List.of(), NONE, arena);
            try (Trainer trainer = run.trainer()) {
                AnswerCheck check = run.answers().orElseThrow();
                for (int before : new int[] {0, 10, 500, 2000}) {
                    left.set(before);
                    assertThrows(CancellationException.class,
                            () -> check.score(run.objective(), trainer.values(), kernels, Ranks.alone()));
                    assertTrue(left.get() > -10, before + ", " + left);
                }
            }
        }
    }

    /// The share of answers whose tokens are all likeliest.
    private static double likeliest(HyperSft of, Parameters values, LanguageModel model, List<TaskData> tasks,
            Kernels kernels) {
        double sum = 0;
        for (int t = 0; t < tasks.size(); t++) {
            List<TaskData.Pair> valid = tasks.get(t).valid();
            TokenPairs pairs = TokenPairs.of(valid, model.format()::prompt, model.format()::answer, 512);
            try (Arena arena = Arena.ofShared(); Workspace workspace = new Workspace()) {
                Tensor number = Tensor.allocate(arena, DType.F32, 1, tasks.size()).fill(0);
                number.set(t, 1);
                Lora lora = of.lora(values, Optional.of(new Descriptions(number)), kernels, arena);
                sum += ExactMatch
                        .of(model.decoder(), pairs.rowLength(),
                                List.of(new ExactMatch.Group(tasks.get(t).name(), pairs, valid.size())),
                                () -> Pass.inference(kernels, workspace, DType.F32), (pass, _, _) -> lora.adapter(pass))
                        .score()
                        .mean();
            }
        }
        return sum / tasks.size();
    }

    /// A task that is known by its number has one code, whatever descriptions it has.
    @Test
    void descriptionsDoNotMatterToNumbers() {
        List<double[]> trained = new ArrayList<>();
        for (List<String> descriptions : List.of(List.of("a", "b", "c"), List.<String>of())) {
            try (Parallel threads = new Parallel(1);
                    Arena arena = Arena.ofShared();
                    LanguageModel model = LanguageModel.open("builtin:tiny", Optional.empty(),
                            Backends.open("auto", threads))) {
                SftRun<HyperSft> run = SftRun.hyper(
                        new SftRun.Setting(Backends.open("auto", threads), Ranks.alone(), model,
                                SftSettings.hypernetwork(arguments("loss", 4).reader())),
                        tasks(List.of("first", "second"), descriptions), List.of(), NONE, arena);
                try (Trainer trainer = run.trainer()) {
                    for (int i = 0; i < 4; i++) {
                        trainer.step();
                    }
                    trained.add(trainer.values().flat().toDoubles());
                }
            }
        }
        assertArrayEquals(trained.getFirst(), trained.getLast());
    }

    @Test
    void accuracyFollowsTheRuleOfTheBenchmark() {
        assertEquals(new Scorer.Choice(), AnswerCheck.Selection.ACC.scorer("arc_easy"));
        assertEquals(new Scorer.TrueOrFalse(), AnswerCheck.Selection.ACC.scorer("boolq"));
        assertEquals(new Scorer.ExactText(), AnswerCheck.Selection.ACC.scorer("lol_001"));
        Refused.says("got mbpp, whose answers are programs", () -> AnswerCheck.Selection.ACC.scorer("mbpp"));
    }

    @Test
    void anUnknownScoreAndAMissingSetAreRefused() {
        T2lException e = assertThrows(T2lException.class,
                () -> SftSettings.lora(new Arguments("test", Map.of("select", "rouge")).reader()));
        assertEquals("test: select: needs one of [loss, exact, rougeL, acc], got rouge", e.getMessage());
        try (Parallel threads = new Parallel(1);
                Arena arena = Arena.ofShared();
                LanguageModel model = LanguageModel.open("builtin:tiny", Optional.empty(),
                        Backends.open("auto", threads))) {
            TaskData task = new TaskData("first", List.of(), List.of(), tasks(List.of("first")).getFirst().train(),
                    List.of());
            var setting = new SftRun.Setting(Backends.open("auto", threads), Ranks.alone(), model,
                    SftSettings.lora(new Arguments("test", Map.of("select", "exact", "steps", 1)).reader()));
            e = assertThrows(T2lException.class, () -> SftRun.single(setting, List.of(task), List.of(), arena));
            assertTrue(e.getMessage().contains("select: exact needs pairs to validate with"), e.getMessage());
            var testOnly = new TaskData("bare", List.of(), List.of(), List.of(), task.train());
            e = assertThrows(T2lException.class, () -> SftRun.single(setting, List.of(task), List.of(testOnly), arena));
            assertEquals(
                    "test: needs pairs of every task to validate with, bare has 0 and n_val_points_per_task is 500",
                    e.getMessage());
        }
    }
}
