package t2l.studies;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import t2l.demo.suite.Experiment;
import t2l.demo.suite.ExperimentRunner;
import t2l.demo.suite.PromptPrefix;
import t2l.demo.suite.Split;
import t2l.demo.suite.Suite;
import t2l.demo.suite.Task;
import t2l.demo.suite.Trial;
import t2l.hypernet.Arguments;
import t2l.hypernet.HyperNetwork;
import t2l.hypernet.NetworkSettings;
import t2l.hypernet.TaskNumbers;
import t2l.hypernet.TextToLora;
import t2l.hypernet.Variant;
import t2l.hypernet.eval.ExactMatch;
import t2l.hypernet.train.HyperSft;
import t2l.hypernet.train.LoraSft;
import t2l.hypernet.train.ReconRun;
import t2l.hypernet.train.SftRun;
import t2l.hypernet.train.Trainer;
import t2l.tensor.T2lException;
import t2l.tensor.io.ScratchDirectory;
import t2l.transformer.lora.Lora;

/// All runs behind the tables of `mini-suite.md` §5 and §6, as independent parts: each trains a model, evaluates it,
/// and discards it.
public final class Study {
    /// Number of final training steps over which the loss is averaged.
    public static final int LAST = 50;

    /// The compared numbers of training tasks.
    public static final List<Integer> SCALES = List.of(16, 64, 164, 328);

    /// The compared numbers of phrases for each part of a rule.
    public static final List<Integer> PHRASES = List.of(5, 10, 20, 40);

    /// Descriptions per task of the rich grammar: 330 MB of token states for all tasks; each is read once, in six minutes.
    private static final int RICH_SENTENCES = 64;

    /// The run of variant L.
    public static final String L = "t2l";

    /// The run of variant X.
    private static final String X = "x";

    /// What a run with Muon changes; the others use AdamW, as mini-suite.md does.
    private static final Map<String, Object> MUON = Map.of("optim", "muon", "steps", 500, "warmup_frac", 0.04);

    private static final PromptPrefix BARE = new PromptPrefix.None();
    private static final PromptPrefix DESCRIPTION = new PromptPrefix.Description();

    /// The training tasks used for testing.
    private static final String SEEN = "seen";

    /// Number of tasks of a split with a LoRA of their own.
    private static final int ORACLES = 32;

    /// Descriptions per task in the headline runs.
    private static final int SENTENCES = 32;

    /// A part of the study.
    ///
    /// @param run  name of the run
    /// @param seed random seed
    /// @param work takes a runner, which may cancel it
    public record Part(String run, long seed, Function<ExperimentRunner, Outcome> work) {
        /// A unique name.
        public String name() {
            return Study.name(run, seed);
        }
    }

    private static String name(String run, long seed) {
        return run + " seed " + seed;
    }

    /// A set of questions and the text before them.
    private record Questions(List<Trial> trials, PromptPrefix cue) {}

    private final Experiment experiment;
    private final Suite suite;
    private final Arguments arguments;

    /// @param arguments training arguments of the hypernetwork, of which `steps` is used for the headline; each run changes
    ///                  some
    public Study(Experiment experiment, Arguments arguments) {
        this.experiment = experiment;
        this.suite = experiment.suite();
        this.arguments = arguments;
    }

    /// The parts, the most informative first.
    ///
    /// @param seeds seeds of the runs that are averaged; other runs use the first
    public List<Part> parts(List<Long> seeds) {
        long first = seeds.getFirst();
        List<Part> parts = new ArrayList<>();
        parts.add(new Part("base", first, _ -> base(first)));
        parts.addAll(averaged(first));
        parts.add(new Part("oracle", first, runner -> oracles(first, runner)));
        seeds.stream().skip(1).forEach(seed -> parts.addAll(averaged(seed)));
        parts.add(hypernetwork("t2l_8_descriptions", first, trained(), Map.of("n_descs_per_ds", 8)));
        parts.add(oneHot(first));
        parts.add(new Part("reconstruction", first, runner -> reconstruction(first, runner)));
        parts.add(described(first));
        for (int tasks : SCALES) {
            parts.add(scaled(L, first, tasks, Map.of()));
            parts.add(scaled(X, first, tasks, Variant.Preset.X.arguments()));
        }
        parts.add(hypernetwork("t2l_s", first, trained(), Variant.S.flags()));
        PHRASES.forEach(phrases -> parts.add(rich(first, phrases)));
        return List.copyOf(parts);
    }

    /// The name of a shorter run like `run` with this many training tasks.
    public static String scale(String run, int tasks) {
        return run + "_" + tasks + "_tasks";
    }

    /// The name of the run of variant X with training descriptions of the rich grammar.
    ///
    /// @param phrases for each part of a rule
    public static String rich(int phrases) {
        return X + "_" + phrases + "_phrases";
    }

    private Part rich(long seed, int phrases) {
        Map<String, Object> its = muon(Variant.Preset.X);
        its.put("n_descs_per_ds", RICH_SENTENCES);
        return hypernetwork(rich(phrases), seed, Suite.rich(phrases).tasks(Split.TRAIN), its);
    }

    /// The parts that every seed has.
    private List<Part> averaged(long seed) {
        return List.of(hypernetwork(L, seed, trained(), Map.of()),
                hypernetwork(X, seed, trained(), Variant.Preset.X.arguments()), multiTask(seed),
                hypernetwork(L + "_muon", seed, trained(), muon(Variant.Preset.L)),
                hypernetwork(X + "_muon", seed, trained(), muon(Variant.Preset.X)));
    }

    private static Map<String, Object> muon(Variant.Preset variant) {
        Map<String, Object> its = variant.arguments();
        its.putAll(MUON);
        return its;
    }

    /// A hypernetwork trained for 500 steps on the first `tasks` training tasks.
    private Part scaled(String run, long seed, int tasks, Map<String, ?> differences) {
        Map<String, Object> its = new HashMap<>(differences);
        its.put("steps", 500);
        return hypernetwork(scale(run, tasks), seed, trained().subList(0, tasks), its);
    }

    private List<Task> trained() {
        return suite.tasks(Split.TRAIN);
    }

    /// The model without adapters, with all prompts.
    private Outcome base(long seed) {
        long begin = System.nanoTime();
        List<Cell> cells = new ArrayList<>();
        splits().forEach((set, tasks) -> {
            cells.add(Cell.of("base", set, seed, experiment.alone(Trial.silent(tasks), BARE)));
            cells.add(Cell.of("base_described", set, seed,
                    experiment.alone(Trial.descriptions(tasks), DESCRIPTION)));
            for (int shots : List.of(3, 8)) {
                cells.add(Cell.of("base_" + shots + "_shot", set, seed,
                        experiment.alone(Trial.silent(tasks), new PromptPrefix.Shots(shots))));
            }
        });
        return new Outcome(name("base", seed), "base", since(begin), OptionalDouble.empty(), cells);
    }

    private Map<String, List<Task>> splits() {
        Map<String, List<Task>> splits = new LinkedHashMap<>();
        splits.put(SEEN, Trial.seen(suite));
        Stream.of(Split.values()).filter(split -> split != Split.TRAIN)
                .forEach(split -> splits.put(split.label(), suite.tasks(split)));
        return splits;
    }

    private Part hypernetwork(String name, long seed, List<Task> tasks, Map<String, ?> differences) {
        return new Part(name, seed, runner -> {
            Arguments its = arguments.with(Map.of("seed", seed, "n_descs_per_ds", SENTENCES)).with(differences);
            experiment.read(tasks, its, runner);
            SftRun<HyperSft> run = experiment.hypernetwork(its, tasks);
            try (Trainer trainer = run.trainer()) {
                return outcome(name, seed, runner, run, sets(ordinary(tasks)),
                        asked -> experiment.written(asked.trials(),
                                run.objective().network(), experiment.trained(trainer.values())));
            }
        });
    }

    /// Training tasks with their ordinary descriptions.
    private List<Task> ordinary(List<Task> tasks) {
        return tasks.stream().map(task -> suite.task(task.name())).toList();
    }

    /// The questions for a hypernetwork that was trained on `tasks`.
    private Map<String, Questions> sets(List<Task> tasks) {
        List<Task> seen = tasks.stream().filter(Trial.seen(suite)::contains).toList();
        Map<String, List<Trial>> sets = new LinkedHashMap<>();
        splits().forEach((set, of) -> sets.put(set, Trial.descriptions(set.equals(SEEN) ? seen : of)));
        sets.put("seen/new", Trial.newDescriptions(seen));
        sets.put("seen/phrases", Trial.unseenPhrases(seen));
        for (Split split : List.of(Split.TEST_A, Split.TEST_B)) {
            sets.put(split.label() + "/phrases", Trial.unseenPhrases(suite.tasks(split)));
        }
        sets.put("seen/blind", Trial.blind(suite, tasks));
        sets.put("test/blind", Trial.blind(suite, Trial.test(suite)));
        sets.put("seen/any", Trial.wrongDescriptions(seen));
        sets.put("seen/nonsense", Trial.nonsense(suite, seen));
        List<Task> test = Trial.test(suite);
        sets.put("test/any", Trial.wrongDescriptions(test));
        sets.put("test/domain", Trial.wrongDescriptionsOfTheDomain(test));
        sets.put("test/nonsense", Trial.nonsense(suite, test));
        sets.values().removeIf(List::isEmpty);
        return bare(sets);
    }

    /// Variant L that knows the training tasks by their numbers, without descriptions (t2l-spec §10).
    private Part oneHot(long seed) {
        return new Part("one_hot", seed, runner -> {
            SftRun<HyperSft> run = experiment
                    .hypernetwork(arguments.with(Map.of("seed", seed, "use_one_hot_task_emb", true)), trained());
            List<Task> seen = Trial.seen(suite);
            Map<String, List<Trial>> sets = new LinkedHashMap<>();
            sets.put(SEEN, Trial.numbers(seen));
            sets.put("seen/any", Trial.wrongNumbers(seen));
            sets.put("seen/nonsense", Trial.mixtures(seen));
            var numbers = new TaskNumbers(trained().stream().map(Task::name).toList());
            try (Trainer trainer = run.trainer()) {
                return outcome("one_hot", seed, runner, run, bare(sets), asked -> experiment.written(asked.trials(),
                        numbers, run.objective().network(), experiment.trained(trainer.values())));
            }
        });
    }

    private static Map<String, Questions> bare(Map<String, List<Trial>> sets) {
        Map<String, Questions> bare = new LinkedHashMap<>();
        sets.forEach((set, trials) -> bare.put(set, new Questions(trials, BARE)));
        return bare;
    }

    private Part multiTask(long seed) {
        Map<String, Questions> sets = new LinkedHashMap<>();
        splits().forEach((set, tasks) -> {
            sets.put(set, new Questions(Trial.silent(tasks), BARE));
            sets.put(set + "/described", new Questions(Trial.descriptions(tasks), DESCRIPTION));
        });
        return lora("multi_task", seed, sets, () -> experiment
                .multiTask(arguments.with(Experiment.multiTaskArguments()).with(Map.of("seed", seed)), trained()));
    }

    /// One LoRA for all training tasks.
    private Part lora(String name, long seed, Map<String, Questions> sets, Supplier<SftRun<LoraSft>> start) {
        return new Part(name, seed, runner -> {
            SftRun<LoraSft> run = start.get();
            try (Trainer trainer = run.trainer()) {
                return outcome(name, seed, runner, run, sets, asked -> experiment.adapted(asked.trials(), asked.cue(),
                        experiment.trained(trainer.values()), run.objective()::adapter));
            }
        });
    }

    /// LoRAs for single tasks, and the mean of those for trained tasks.
    private Outcome oracles(long seed, ExperimentRunner runner) {
        long begin = System.nanoTime();
        List<Cell> cells = new ArrayList<>();
        Arguments its = arguments.with(Experiment.oracleArguments()).with(Map.of("seed", seed));
        for (var split : splits().entrySet()) {
            List<Task> tasks = split.getValue().subList(0, Math.min(ORACLES, split.getValue().size()));
            try (Arena arena = Arena.ofShared()) {
                List<Lora> loras = experiment.oracles(its, tasks, runner, arena);
                cells.add(Cell.of("oracle", split.getKey(), seed, experiment.own(tasks, loras)));
                if (split.getKey().equals(SEEN)) {
                    Lora mean = experiment.mean(loras, arena);
                    splits().forEach((set, asked) -> cells.add(Cell.of("average_lora", set, seed, experiment
                            .adapted(Trial.silent(asked), BARE, experiment.frozen(), mean::adapter))));
                }
            }
        }
        return new Outcome(name("oracle", seed), "oracle", since(begin), OptionalDouble.empty(), cells);
    }

    private Part described(long seed) {
        Map<String, Questions> sets = new LinkedHashMap<>();
        splits().forEach((set, tasks) -> {
            sets.put(set + "/described", new Questions(Trial.descriptions(tasks), DESCRIPTION));
            sets.put(set + "/phrases", new Questions(Trial.unseenPhrases(tasks), DESCRIPTION));
        });
        return lora("described", seed, sets, () -> experiment.describedMultiTask(
                arguments.with(Experiment.multiTaskArguments())
                        .with(Map.of("seed", seed, "steps", 500, "n_descs_per_ds", SENTENCES)),
                trained()));
    }

    /// A hypernetwork trained to reconstruct the LoRAs of all training tasks.
    private Outcome reconstruction(long seed, ExperimentRunner runner) {
        long begin = System.nanoTime();
        Arguments its = ReconRun.arguments().with(
                Map.of("seed", seed, "n_descs_per_ds", SENTENCES, "model_dir",
                        NetworkSettings.of(arguments.reader()).base()));
        experiment.read(trained(), its, runner);
        List<Double> losses = new ArrayList<>();
        List<Cell> cells = new ArrayList<>();
        try (Arena arena = Arena.ofShared()) {
            List<Lora> loras = experiment.oracles(arguments.with(Experiment.oracleArguments())
                    .with(Map.of("seed", seed, "steps", 100, "batch_size", 8)), trained(), runner, arena);
            cells.add(Cell.of("reconstruction", "oracles", seed, experiment.own(trained(), loras)));
            ReconRun run = experiment.reconstruction(its, trained(), loras);
            try (Trainer _ = run.trainer()) {
                runner.train("reconstruction", run, losses::add);
                reopened(run, network -> sets(trained()).forEach((set, asked) -> cells.add(Cell.of(
                        "reconstruction", set, seed,
                        experiment.written(asked.trials(), network, experiment.frozen())))));
            }
        }
        return new Outcome(name("reconstruction", seed), "reconstruction", since(begin), last(losses), cells);
    }

    /// After writing and reading, the network has the means and deviations with which its output is scaled.
    private void reopened(ReconRun run, Consumer<HyperNetwork> use) {
        try (var directory = ScratchDirectory.make();
                TextToLora t2l = experiment.reopened(run, directory.path())) {
            use.accept(t2l.network());
        } catch (IOException e) {
            throw new T2lException("reconstruction: no temporary files can be written: " + e.getMessage(), e);
        }
    }

    private static OptionalDouble last(List<Double> losses) {
        return losses.subList(Math.max(0, losses.size() - LAST), losses.size()).stream()
                .mapToDouble(Double::doubleValue).average();
    }

    private static Outcome outcome(String name, long seed, ExperimentRunner runner, SftRun<?> run,
            Map<String, Questions> sets, Function<Questions, ExactMatch> ask) {
        long begin = System.nanoTime();
        List<Double> losses = new ArrayList<>();
        runner.train(name, run, losses::add);
        List<Cell> cells = new ArrayList<>();
        sets.forEach((set, asked) -> cells.add(Cell.of(name, set, seed, ask.apply(asked))));
        return new Outcome(name(name, seed), name, since(begin), last(losses), cells);
    }

    private static double since(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
