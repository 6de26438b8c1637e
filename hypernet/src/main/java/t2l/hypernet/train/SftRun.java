package t2l.hypernet.train;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.stream.Collectors;
import t2l.autograd.Parameters;
import t2l.hypernet.Arguments;
import t2l.hypernet.Descriptions;
import t2l.hypernet.HyperConfig;
import t2l.hypernet.HyperNetwork;
import t2l.hypernet.NetworkSettings;
import t2l.hypernet.Tables;
import t2l.hypernet.Target;
import t2l.hypernet.TaskAtlas;
import t2l.hypernet.TaskEmbedder;
import t2l.hypernet.data.BatchSampler;
import t2l.hypernet.data.SftData;
import t2l.hypernet.data.TaskData;
import t2l.hypernet.data.TaskEmbeddings;
import t2l.hypernet.data.TaskSampler;
import t2l.hypernet.data.TokenPairs;
import t2l.tensor.DType;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.ranks.Ranks;
import t2l.transformer.Decoder;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.lora.LoraConfig;
import t2l.transformer.lora.LoraFile;
import t2l.transformer.template.PromptFormat;

/// A supervised fine-tuning run built from the reference's arguments, of a hypernetwork or of the LoRAs it is compared
/// with.
///
/// @param cut            number of truncated pairs
/// @param validationSets the validation sets; the last one decides
/// @param answers        the answers to it, if they decide
/// @param atlas          atlas of the descriptions of its tasks, if it uses any
public record SftRun<O extends Tuning>(Trainer trainer, O objective, long total, long tokens, int cut,
        String description, SftSettings settings, List<ValidationSet> validationSets,
        Optional<AnswerCheck> answers, Optional<TaskAtlas> atlas)
        implements
            TrainingRun {
    /// The training arguments of the mini suite's hypernetwork.
    public static Arguments arguments() {
        return Arguments.resource(SftRun.class, "sft.yaml");
    }

    /// Tasks that a run is validated with.
    ///
    /// @param descriptions of each, read together; empty if there is one adapter for all
    private record Watched(String name, List<TaskData> tasks, List<Descriptions> descriptions) {}

    /// The model and data of a run.
    ///
    /// @param ranks  that train together
    /// @param model  frozen
    /// @param format the prompt format of `model`
    /// @param pad    the padding token
    /// @param ends   tokens that end an answer
    /// @param tasks  training tasks
    /// @param unseen validation tasks
    public record Setting(Kernels kernels, Ranks ranks, Decoder model, PromptFormat format, int pad,
            Set<Integer> ends, List<TaskData> tasks, List<TaskData> unseen, SftSettings settings) {
        /// With `also_val_on_train`, tasks without validation pairs use a tenth of their training pairs; with
        /// `reference_chat`, prompts and answers are formatted as in the reference.
        public Setting {
            format = settings.format(format);
            boolean split = settings.validation().heldOut();
            tasks = tasks.stream().map(task -> split ? task.heldOut() : task).toList();
            unseen = List.copyOf(unseen);
            ends = Set.copyOf(ends);
        }

        /// Of an open model.
        public Setting(Kernels kernels, LanguageModel model, List<TaskData> tasks, List<TaskData> unseen,
                SftSettings settings) {
            this(kernels, Ranks.alone(), model.decoder(), model.format(),
                    model.tokenizer().special().padding().orElse(0),
                    model.ends(),
                    tasks, unseen, settings);
        }

        /// Without validation tasks, and with the tokenizer's end of answers.
        public Setting(Kernels kernels, Decoder model, PromptFormat format, int pad, List<TaskData> tasks,
                SftSettings settings) {
            this(kernels, Ranks.alone(), model, format, pad,
                    format.tokenizer().special().end().stream().boxed().collect(Collectors.toSet()), tasks, List.of(),
                    settings);
        }

        /// The same for one of several ranks.
        public Setting among(Ranks others) {
            return new Setting(kernels, others, model, format, pad, ends, tasks, unseen, settings);
        }

        /// The same for one of its tasks and other kernels, alone.
        Setting of(Kernels other, TaskData task) {
            return new Setting(other, Ranks.alone(), model, format, pad, ends, List.of(task), List.of(), settings);
        }

        /// The same for other tasks, without validation tasks.
        public Setting of(List<TaskData> others) {
            return new Setting(kernels, ranks, model, format, pad, ends, others, List.of(), settings);
        }

        /// The same, with `use_task_desc` with a description and an empty line before each prompt, as
        /// [t2l.hypernet.eval.EvalTask#withDescription] asks. Throws [T2lException] if a task has none.
        public Setting described() {
            return settings.described()
                    ? describedInPrompts((description, prompt) -> description + "\n\n" + prompt)
                    : this;
        }

        /// The same with descriptions in the prompts. Throws [T2lException] if a task has none.
        ///
        /// @param join combines a description and a prompt
        public Setting describedInPrompts(BinaryOperator<String> join) {
            return new Setting(kernels, ranks, model, format, pad, ends, described(tasks, join),
                    described(unseen, join),
                    settings);
        }

        private List<TaskData> described(List<TaskData> some, BinaryOperator<String> join) {
            return some.stream().map(task -> {
                if (task.descriptions().isEmpty()) {
                    throw new T2lException(settings.arguments().source()
                            + ": needs a description of every task for its prompts, " + task.name() + " has none");
                }
                return task.describedInPrompts(settings.sampling().descriptions(), join);
            }).toList();
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
                return new Target(name, first.in(), first.out());
            }).toList();
        }

        /// The adapter to which generated ones are added, if any (`mt_lora_path`).
        private Map<String, Tensor> offset(HyperConfig config, Arena arena) {
            String path = settings.network().orElseThrow().offset();
            return path.isEmpty()
                    ? Map.of()
                    : Tables.offset(path, LoraFile.read(Path.of(path), arena), config, kernels, arena);
        }

        private LoraSft lora() {
            return new LoraSft(model, settings.adapter(), 1, settings.loss().smoothing(), settings.loss().neftune());
        }

        private TokenPairs tokens(List<TaskData.Pair> pairs) {
            return TokenPairs.of(pairs, format::prompt, format::answer, settings.length());
        }

        /// What the run is validated with: pairs of the training tasks, then of the validation tasks, as far as there are any.
        ///
        /// @param read returns the descriptions of tasks' validation pairs
        private List<Watched> watched(Function<List<TaskData>, List<Descriptions>> read) {
            Map<String, List<TaskData>> all = new LinkedHashMap<>();
            all.put("seen", tasks.stream().filter(task -> !task.valid().isEmpty()).map(this::watched).toList());
            all.put("unseen", unseen.stream().map(this::watched).toList());
            all.values().removeIf(List::isEmpty);
            return all.entrySet().stream()
                    .map(set -> new Watched(set.getKey(), set.getValue(), read.apply(set.getValue())))
                    .toList();
        }

        private ValidationSet validationSet(Watched set) {
            return new ValidationSet(set.name(), set.tasks().stream().map(task -> tokens(task.valid())).toList(),
                    set.descriptions(), settings.validation().batch(), pad);
        }

        /// The answers to the last of the sets, if they decide.
        private Optional<AnswerCheck> answers(List<Watched> sets) {
            Selection select = settings.validation().select();
            if (select == Selection.LOSS) {
                return Optional.empty();
            }
            if (sets.isEmpty()) {
                throw new T2lException(settings.arguments().source() + ": select: " + select
                        + " needs pairs to validate with, got none; name tasks in the setting validate");
            }
            Watched last = sets.getLast();
            return Optional.of(new AnswerCheck(select, last.tasks(), last.descriptions(), format, ends));
        }

        /// A task with the first of its validation pairs, or of its training pairs if it has none. Throws [T2lException] if
        /// it has neither.
        private TaskData watched(TaskData task) {
            List<TaskData.Pair> all = task.valid().isEmpty() ? task.train() : task.valid();
            List<TaskData.Pair> first = all.subList(0, Math.min(all.size(), settings.validation().pairs()));
            if (first.isEmpty()) {
                throw new T2lException(settings.arguments().source() + ": needs pairs of every task to validate with, "
                        + task.name() + " has " + all.size() + " and n_val_points_per_task is "
                        + settings.validation().pairs());
            }
            return new TaskData(task.name(), task.descriptions(), task.heldOutDescriptions(), task.train(), first,
                    task.test());
        }

        private <O extends Tuning> SftRun<O> run(O objective, BatchSampler sampler, List<Descriptions> descriptions,
                List<Watched> watched, Optional<TaskAtlas> atlas, Arena arena) {
            Optimisation how = settings.optimisation();
            Parameters values = new Parameters(arena, DType.F32, objective.layout()).initialise(how.seed());
            how.perBatch(sampler instanceof TaskSampler ? "n_tasks_per_batch" : "batch_size", sampler.groups());
            var data = new SftData(tasks.stream().map(task -> tokens(task.train())).toList(), sampler,
                    how.draws(), how.shards(), pad, descriptions,
                    settings.network().map(NetworkSettings::wordDropout).orElse(0.0),
                    settings.bySequence(), how.seed(), arena);
            long total = how.total(settings.sampling().epoch(tasks, sampler));
            return new SftRun<>(how.trainer(kernels, ranks, objective, data, values, total), objective, total,
                    data.tokens(), data.cut(),
                    TrainingRun.describe(objective, total, tasks, settings.arguments()), settings,
                    watched.stream().map(this::validationSet).toList(), answers(watched), atlas);
        }
    }

    /// A new run that trains a hypernetwork of the variant in the arguments.
    ///
    /// @param embedder embeds the descriptions
    /// @param arena    holds the memory of the run
    public static SftRun<HyperSft> hyper(Setting setting, TaskEmbedder embedder, Arena arena) {
        SftSettings s = setting.settings();
        NetworkSettings network = s.network().orElseThrow();
        if (network.input() == NetworkSettings.TaskInput.NUMBER && !setting.unseen().isEmpty()) {
            throw new T2lException(
                    s.arguments().source() + ": use_one_hot_task_emb: needs tasks that are trained to be watched"
                            + " with, got others; a task's number says nothing about another task");
        }
        List<Descriptions> descriptions = TaskEmbeddings.of(network, setting.tasks(), embedder, arena);
        HyperConfig config = network.config(setting.targets(), setting.model().config().layers(),
                descriptions.getFirst(), HyperConfig.Rank.of(s.adapter()));
        List<TaskData> drawn = network.input() == NetworkSettings.TaskInput.NUMBER
                ? setting.tasks().stream().map(SftRun::numbered).toList()
                : setting.tasks();
        return setting.run(new HyperSft(setting.model(), config, setting.offset(config, arena), s.loss(), arena),
                s.hierarchical()
                        ? s.sampling().byTask(drawn, s.drawing())
                        : s.sampling().byPair(drawn, s.drawing()),
                descriptions,
                setting.watched(
                        some -> TaskEmbeddings.ofValidation(network, setting.tasks(), some, embedder, arena)),
                TaskEmbeddings.atlas(network, setting.tasks(), descriptions, setting.kernels(), arena), arena);
    }

    /// A task that is known by its number: it has that in place of any descriptions.
    private static TaskData numbered(TaskData task) {
        return new TaskData(task.name(), List.of(task.name()), List.of(), task.train(), task.valid(), task.test());
    }

    /// A new run of one LoRA for all tasks, with the batches of a hypernetwork.
    public static SftRun<LoraSft> multiTask(Setting setting, Arena arena) {
        return setting.run(setting.lora(),
                setting.settings().sampling().byTask(setting.tasks(), BatchSampler.Drawing.OWN),
                List.of(),
                setting.watched(_ -> List.of()), Optional.empty(), arena);
    }

    /// A new run of one LoRA on the pairs of all tasks as one set, every pair once per epoch (t2l-spec §9.2).
    public static SftRun<LoraSft> single(Setting setting, Arena arena) {
        return setting.run(setting.lora(),
                setting.settings().sampling().byPair(setting.tasks(), BatchSampler.Drawing.OWN),
                List.of(), setting.watched(_ -> List.of()),
                Optional.empty(), arena);
    }

    /// The hypernetwork that a run trains.
    public static TrainedNetwork network(SftRun<HyperSft> run) {
        HyperNetwork network = run.objective().network();
        LoraConfig adapter = run.settings().adapter();
        return new TrainedNetwork(run.settings().arguments(), network.config().lora(adapter.base(), adapter.dropout()),
                network, run.atlas());
    }
}
