package t2l.hypernet.train;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import t2l.autograd.AdamW;
import t2l.autograd.Parameters;
import t2l.autograd.Schedule;
import t2l.hypernet.Arguments;
import t2l.hypernet.HyperConfig;
import t2l.hypernet.HypermodFile;
import t2l.hypernet.Tables;
import t2l.hypernet.Target;
import t2l.hypernet.TaskEmbedder;
import t2l.tensor.DType;
import t2l.tensor.Kernels;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.transformer.Decoder;
import t2l.transformer.lora.LoraConfig;
import t2l.transformer.lora.LoraFile;
import t2l.transformer.text.PromptFormat;

/// A supervised fine-tuning run put together from the reference's arguments: of a hypernetwork, or of the multi-task
/// LoRA that it is compared with.
///
/// @param trainer  runs it
/// @param total    its steps
/// @param tokens   the tokens that the model reads in a step, padding included
/// @param cut      pairs that were too long and lost tokens
/// @param settings describes it, so that a checkpoint is continued by the same run only
public record SftRun<O extends Objective<Batch>>(Trainer trainer, O objective, long total, long tokens, int cut,
        String settings) {
    /// What a run learns from.
    ///
    /// @param model  frozen
    /// @param format how `model` reads questions
    /// @param pad    the token that fills up short rows
    public record Setting(Kernels kernels, Decoder model, PromptFormat format, int pad, List<TaskData> tasks,
            Arguments arguments) {
        /// The same for other tasks and by other kernels.
        Setting of(Kernels other, List<TaskData> some) {
            return new Setting(other, model, format, pad, some, arguments);
        }

        /// The targets that the arguments name, with their sizes in the model.
        private List<Target> targets() {
            var projections = model.projections();
            return arguments.list("target_modules").stream().map(name -> {
                var first = projections.get(new Target(name, 1, 1).path(0));
                if (first == null) {
                    throw new T2lException(
                            arguments.source() + ": target_modules: needs projections of the model, got " + name);
                }
                return new Target(name, first.in(), first.out());
            }).toList();
        }

        private HyperConfig.Rank rank() {
            return new HyperConfig.Rank(arguments.count("lora_r"), arguments.number("lora_alpha"),
                    arguments.flag("use_rslora"));
        }

        private int sentences() {
            int asked = arguments.count("n_descs_per_ds");
            return asked == 0 ? Integer.MAX_VALUE : asked;
        }

        /// The descriptions of each task `[descriptions,E]`, all read at once.
        private List<Tensor> embeddings(TaskEmbedder embedder, Arena arena) {
            List<List<String>> texts = tasks.stream()
                    .map(task -> task.descriptions().subList(0, Math.min(sentences(), task.descriptions().size())))
                    .toList();
            Tensor all = embedder.embed(texts.stream().flatMap(List::stream).toList(), arena);
            List<Tensor> embeddings = new ArrayList<>();
            int at = 0;
            for (List<String> ofTask : texts) {
                embeddings.add(all.narrow(0, at, ofTask.size()));
                at += ofTask.size();
            }
            return embeddings;
        }

        /// The adapter that generated ones are added to, if the arguments name one (`mt_lora_path`).
        private Map<String, Tensor> offset(HyperConfig config, Arena arena) {
            String path = arguments.text("mt_lora_path");
            return path.isEmpty()
                    ? Map.of()
                    : Tables.offset(path, LoraFile.read(Path.of(path), arena), config, kernels, arena);
        }

        private LoraSft lora() {
            var config = new LoraConfig(arguments.text("model_dir"), arguments.count("lora_r"),
                    arguments.number("lora_alpha"), arguments.flag("use_rslora"), arguments.number("lora_dropout"),
                    arguments.list("target_modules"));
            return new LoraSft(model, config, 1, arguments.number("label_smoothing"),
                    arguments.number("neftune_noise_alpha"));
        }

        private Sampler byTask() {
            return new TaskSampler(tasks, arguments.count("n_tasks_per_batch"), arguments.count("n_points_per_task"),
                    sentences(), arguments.whole("seed"));
        }

        private Sampler byPair() {
            return new PairSampler(tasks, arguments.count("batch_size"), arguments.whole("seed"));
        }

        private SftBatches batches(Sampler sampler) {
            return new SftBatches(
                    SftBatches.tokens(tasks, format::prompt, format::answer, arguments.count("inp_max_len")), sampler,
                    pad);
        }

        private long steps() {
            long asked = arguments.whole("steps");
            long batches = arguments.whole("epochs")
                    * Math.max(1, tasks.size() / Math.max(1, arguments.count("n_tasks_per_batch")));
            return asked > 0 ? asked : Math.max(1, batches / memory().batches());
        }

        private Trainer.Memory memory() {
            return new Trainer.Memory(Math.max(1, arguments.count("grad_accum_steps")),
                    arguments.flag("gradient_checkpointing"));
        }

        private Schedule schedule(long total) {
            return new Schedule(arguments.number("lr"), (long) (arguments.number("warmup_frac") * total), 0, total,
                    arguments.choice("lr_scheduler_type", Schedule.Decay.class));
        }

        private <O extends Objective<Batch>> SftRun<O> run(O objective, Sampler sampler, List<Tensor> embeddings,
                Arena arena) {
            long seed = arguments.whole("seed");
            Parameters values = new Parameters(arena, DType.F32, objective.layout()).initialise(seed);
            SftBatches batches = batches(sampler);
            var data = new SftData(batches, arguments.count("n_tasks_per_batch"), embeddings, DType.F32,
                    arguments.flag("equally_weight_sample"), seed, arena);
            var optimiser = new AdamW(arena, values,
                    new AdamW.Settings(0.9, 0.999, 1e-8, arguments.number("weight_decay")));
            long total = steps();
            var trainer = new Trainer(kernels, objective, data, values, optimiser, schedule(total),
                    arguments.number("max_grad_norm"), memory());
            String settings = objective.getClass().getSimpleName() + " of " + total + " steps over "
                    + tasks.stream().map(TaskData::name).collect(Collectors.joining(",")).hashCode() + " "
                    + arguments.values();
            return new SftRun<>(trainer, objective, total,
                    (long) memory().batches() * batches.rows() * batches.length(), batches.cut(),
                    settings);
        }
    }

    /// A hypernetwork of the variant that the arguments name, started afresh.
    ///
    /// @param embedder reads the descriptions
    /// @param arena    holds everything the run needs
    public static SftRun<HyperSft> hyper(Setting setting, TaskEmbedder embedder, Arena arena) {
        Arguments a = setting.arguments();
        List<Tensor> embeddings = setting.embeddings(embedder, arena);
        HyperConfig config = HyperConfig.of(a, setting.targets(), setting.model().config().layers(),
                embeddings.getFirst().dim(1), setting.rank());
        var settings = new HyperSft.Settings(a.number("dropout"), a.number("label_smoothing"),
                a.number("l2_reg_generated_w"), a.number("neftune_noise_alpha"), a.number("lora_dropout"));
        var objective = new HyperSft(setting.model(), config, setting.offset(config, arena), settings, arena);
        return setting.run(objective, setting.byTask(), embeddings, arena);
    }

    /// One LoRA for all tasks, started afresh.
    public static SftRun<LoraSft> multiTask(Setting setting, Arena arena) {
        return setting.run(setting.lora(), setting.byTask(), List.of(), arena);
    }

    /// One LoRA on the pairs of all tasks as if they were one, every pair once in an epoch (t2l-spec §9.2), started
    /// afresh.
    public static SftRun<LoraSft> single(Setting setting, Arena arena) {
        return setting.run(setting.lora(), setting.byPair(), List.of(), arena);
    }

    /// Writes a trained hypernetwork, in bf16, with the arguments it was trained by, into a directory that exists.
    public static void write(SftRun<HyperSft> run, Path directory, Arguments arguments, Kernels kernels) {
        HyperConfig config = run.objective().network().config();
        LoraConfig lora = config.lora(arguments.text("model_dir"), arguments.number("lora_dropout"));
        try (Arena arena = Arena.ofShared()) {
            Map<String, Tensor> stored = new LinkedHashMap<>();
            run.trainer().values().tensors().forEach((name, t) -> {
                Tensor half = Tensor.allocate(arena, DType.BF16, t.dims());
                kernels.copy(t, half);
                stored.put(name, half);
            });
            stored.putAll(run.objective().network().frozenTables());
            HypermodFile.write(directory, arguments, lora, config, stored);
        }
    }
}
