package t2l.hypernet.train;

import module java.base;
import t2l.autograd.Parameters;
import t2l.hypernet.*;
import t2l.hypernet.data.*;
import t2l.hypernet.eval.Benchmark;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.ranks.Ranks;
import t2l.transformer.Decoder;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.lora.*;
import t2l.transformer.template.PromptFormat;

/// A supervised fine-tuning run built from the reference's arguments, of a hypernetwork or of the LoRAs it is compared
/// with.
///
/// @param cut            number of truncated pairs
/// @param validationSets the validation sets; the last one decides
/// @param controls       the deciding set with other descriptions: of other tasks, and nonsense
/// @param answers        the answers to it, if they decide
/// @param atlas          atlas of the descriptions of its tasks, if it uses any
public record SftRun<O extends Objective.Tuning>(Trainer trainer, O objective, long total, long tokens, int cut,
        String description, SftSettings settings, List<ValidationSet> validationSets, List<ValidationSet> controls,
        Optional<AnswerCheck> answers, Optional<TaskAtlas> atlas)
        implements
            TrainingRun {
    /// The training arguments of the mini suite's hypernetwork.
    public static Arguments arguments() {
        return Arguments.resource(SftRun.class, "sft.yaml");
    }

    /// The model and the settings of a run.
    ///
    /// @param ranks  that train together
    /// @param model  frozen
    /// @param format the prompt format of `model`; with `reference_chat`, prompts and answers are formatted as in the reference
    /// @param pad    the padding token
    /// @param ends   tokens that end an answer
    public record Setting(Kernels kernels, Ranks ranks, Decoder model, PromptFormat format, int pad, Set<Integer> ends,
            SftSettings settings) {
        public Setting {
            format = settings.format(format);
            ends = Set.copyOf(ends);
        }

        /// Of an open model.
        public Setting(Kernels kernels, Ranks ranks, LanguageModel model, SftSettings settings) {
            this(kernels, ranks, model.decoder(), model.format(), model.tokenizer().special().padding().orElse(0),
                    model.ends(), settings);
        }

        /// The targets in the arguments, with their sizes in the model.
        private List<Target> targets() {
            var projections = model.projections();
            return settings.adapter().targets().stream().map(name -> {
                var paths = new Target(name, 1, 1).paths(model.config().layers());
                if (!projections.keySet().containsAll(paths)) {
                    throw new T2lException(settings.arguments().source()
                            + ": target_modules: needs projections of every layer of the model, got " + name);
                }
                var first = projections.get(paths.getFirst());
                if (!paths.stream().map(projections::get)
                        .allMatch(p -> p.in() == first.in() && p.out() == first.out())) {
                    throw new T2lException(settings.arguments().source()
                            + ": target_modules: needs projections of one shape in all layers of the model, got "
                            + name);
                }
                return new Target(name, first.in(), first.out());
            }).toList();
        }

        private TokenPairs tokens(List<TaskData.Pair> pairs) {
            return TokenPairs.of(pairs, format::prompt, format::answer, settings.length());
        }
    }

    /// A new run that trains a hypernetwork of the variant in the arguments.
    ///
    /// @param tasks    training tasks, see [SftSettings#prepared]
    /// @param unseen   validation tasks
    /// @param embedder embeds the descriptions
    /// @param arena    holds the memory of the run
    public static SftRun<HyperSft> hyper(Setting setting, List<TaskData> tasks, List<TaskData> unseen,
            TaskEmbedder embedder, Arena arena) {
        SftSettings s = setting.settings();
        NetworkSettings network = s.network().orElseThrow();
        boolean numbers = network.input() == NetworkSettings.TaskInput.NUMBER;
        if (numbers && !unseen.isEmpty()) {
            throw new T2lException(
                    s.arguments().source() + ": use_one_hot_task_emb: needs tasks that are trained to be watched"
                            + " with, got others; a task's number says nothing about another task");
        }
        List<TaskData> split = s.split(tasks);
        List<Descriptions> descriptions = TaskEmbeddings.of(network, split, embedder, arena);
        HyperConfig config = network.config(setting.targets(), setting.model().config().layers(),
                descriptions.getFirst(), HyperConfig.Rank.of(s.adapter()));
        Map<String, Tensor> offset = network.offset().isEmpty()
                ? Map.of()
                : Tables.offset(network.offset(),
                        LoraFile.read(Path.of(network.offset()), arena).requireLowRank("offset"), config,
                        setting.kernels(), arena);
        List<TaskData> drawn = numbers ? split.stream().map(SftRun::numbered).toList() : split;
        return run(setting, split, unseen, new HyperSft(setting.model(), config, offset, s.loss(), arena),
                s.hierarchical() ? s.sampling().byTask(drawn, s.drawing()) : s.sampling().byPair(drawn, s.drawing()),
                descriptions, some -> TaskEmbeddings.ofValidation(network, split, some, embedder, arena),
                network.input() == NetworkSettings.TaskInput.DESCRIPTIONS
                        ? Optional.of(() -> embedder.read(Benchmark.nonsense(), network.tokens(), arena))
                        : Optional.empty(),
                TaskEmbeddings.atlas(network, split, descriptions, setting.kernels(), arena), arena);
    }

    /// A task that is known by its number: it has that in place of any descriptions.
    private static TaskData numbered(TaskData task) {
        return new TaskData(task.name(), List.of(task.name()), List.of(), task.train(), task.valid(), task.test());
    }

    /// A new run of one LoRA for all tasks, with the batches of a hypernetwork.
    public static SftRun<LoraSft> multiTask(Setting setting, List<TaskData> tasks, List<TaskData> unseen, Arena arena) {
        return lora(setting, tasks, unseen, setting.settings().sampling()::byTask, arena);
    }

    /// A new run of one LoRA on the pairs of all tasks as one set, every pair once per epoch (t2l-spec §9.2).
    public static SftRun<LoraSft> single(Setting setting, List<TaskData> tasks, List<TaskData> unseen, Arena arena) {
        return lora(setting, tasks, unseen, setting.settings().sampling()::byPair, arena);
    }

    private static SftRun<LoraSft> lora(Setting setting, List<TaskData> tasks, List<TaskData> unseen,
            BiFunction<List<TaskData>, BatchSampler.Drawing, BatchSampler> sampling, Arena arena) {
        SftSettings s = setting.settings();
        List<TaskData> split = s.split(tasks);
        SftRun<LoraSft> run = run(setting, split, unseen,
                new LoraSft(setting.model(), s.adapter(), 1, s.loss().smoothing(), s.loss().neftune()),
                sampling.apply(split, BatchSampler.Drawing.OWN), List.of(), _ -> List.of(), Optional.empty(),
                Optional.empty(), arena);
        if (!s.start().isEmpty()) {
            Lora start = Lora.read(Path.of(s.start()), setting.model().config(), arena);
            run.objective().start("init_from: " + s.start(), start, run.trainer().values(), setting.kernels());
        }
        return run;
    }

    /// @param descriptions of each task; empty if there is one adapter for all
    /// @param read         returns the descriptions of tasks' validation pairs
    /// @param nonsense     returns descriptions of no task, if descriptions are read
    private static <O extends Objective.Tuning> SftRun<O> run(Setting setting, List<TaskData> tasks,
            List<TaskData> unseen, O objective, BatchSampler sampler, List<Descriptions> descriptions,
            Function<List<TaskData>, List<Descriptions>> read, Optional<Supplier<Descriptions>> nonsense,
            Optional<TaskAtlas> atlas, Arena arena) {
        SftSettings s = setting.settings();
        Optimisation how = s.optimisation();
        AnswerCheck.Selection select = s.validation().select();
        List<ValidationSet> sets = new ArrayList<>();
        List<TaskData> watched = List.of();
        List<Descriptions> asked = List.of();
        for (boolean seen : List.of(true, false)) {
            List<TaskData> some = (seen ? tasks.stream().filter(task -> !task.valid().isEmpty()) : unseen.stream())
                    .map(s::watched).toList();
            if (!some.isEmpty()) {
                watched = some;
                asked = read.apply(some);
                sets.add(new ValidationSet(seen ? "seen" : "unseen",
                        some.stream().map(task -> setting.tokens(task.valid())).toList(), asked, s.validation().batch(),
                        setting.pad()));
            }
        }
        List<ValidationSet> controls = new ArrayList<>();
        if (nonsense.isPresent() && !sets.isEmpty()) {
            List<Descriptions> others = new ArrayList<>(asked);
            Collections.rotate(others, Math.ceilDiv(others.size(), 2)); // tasks beside each other are often alike
            if (others.size() > 1) {
                controls.add(sets.getLast().with(ValidationSet.OTHER, others));
            }
            controls.add(sets.getLast().with(ValidationSet.NONSENSE,
                    Collections.nCopies(asked.size(), nonsense.get().get())));
        }
        if (select != AnswerCheck.Selection.LOSS && sets.isEmpty()) {
            throw new T2lException(s.arguments().source() + ": select: " + select
                    + " needs pairs to validate with, got none; name tasks in the setting validate");
        }
        Optional<AnswerCheck> answers = select == AnswerCheck.Selection.LOSS
                ? Optional.empty()
                : Optional.of(new AnswerCheck(select, watched, asked, setting.format(), setting.ends()));
        Parameters values = new Parameters(arena, DType.F32, objective.layout()).initialise(how.seed());
        how.perBatch(sampler.setting(), sampler.groups());
        var data = new SftData(tasks.stream().map(task -> setting.tokens(task.train())).toList(), sampler, how.draws(),
                how.shards(), setting.pad(), descriptions,
                s.network().map(NetworkSettings::wordDropout).orElse(0.0), s.bySequence(), how.seed(), arena);
        long total = how.total(sampler.epoch());
        return new SftRun<>(how.trainer(setting.kernels(), setting.ranks(), objective, data, values, total), objective,
                total, data.tokens(), data.cut(), TrainingRun.describe(objective, total, tasks, s.arguments()), s, sets,
                controls, answers, atlas);
    }

    /// The hypernetwork that a run trains.
    public static TrainedNetwork network(SftRun<HyperSft> run) {
        HyperNetwork network = run.objective().network();
        LoraConfig adapter = run.settings().adapter();
        return new TrainedNetwork(run.settings().arguments(), network.config().lora(adapter.base(), adapter.dropout()),
                network, run.atlas());
    }
}
