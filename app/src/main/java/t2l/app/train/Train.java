package t2l.app.train;

import module java.base;
import picocli.CommandLine.*;
import t2l.app.console.*;
import t2l.app.suite.SuiteTasks;
import t2l.app.train.*;
import t2l.app.train.RunTasks.TaskSource;
import t2l.hypernet.*;
import t2l.hypernet.NetworkSettings.Method;
import t2l.hypernet.data.*;
import t2l.hypernet.train.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.ranks.Ranks;
import t2l.tensor.settings.Source;
import t2l.transformer.family.LanguageModel;

/// `t2l train`: trains a hypernetwork on a set of tasks, through a frozen model or by reconstruction of adapters.
@Command(name = "train",
        description = "Train a hypernetwork on described tasks, through a frozen language model or to reconstruct adapters.",
        footer = {
            "",
            "FILE uses the argument names of Text-to-LoRA; --set overrides it. DIR also gets the"
                    + " losses (metrics.jsonl, loss.png, loss.svg), a checkpoint and, with --validate, the validation"
                    + " results.",
            "",
            "--set optim=muon, the default without --config, trains with Muon instead of AdamW: a step takes a tenth"
                    + " longer, but half as many can be enough. muon_rate is then the learning rate of matrices as a"
                    + " multiple of lr.",
            "", "Start it with mpirun to train in several processes; see docs/cluster.md.",
            "", "Example:",
            "  t2l train --config docs/examples/smollm2.yaml --model SmolLM2-135M/ \\",
            "      --tasks tasks/ --out t2l-smol/",
            "  t2l train --tasks builtin:suite --validate builtin:suite \\",
            "      --set val_freq=100 --out mine/",
            "  t2l lora --tasks builtin:suite --model builtin:tiny --out oracles/",
            "  t2l train --method recon --oracles oracles/ --tasks builtin:suite \\",
            "      --out recon/"})
public final class Train extends RankedCommand {
    @Option(names = "--config", paramLabel = "FILE", order = 1,
            description = "Settings in YAML, by the reference's names (default: those of the mini suite).")
    private Optional<Path> config;

    @Option(names = "--set", paramLabel = "NAME=VALUE", order = 2, description = "A setting that overrides FILE.")
    private List<String> more = List.of();

    @Option(names = "--method", paramLabel = "NAME", order = 3,
            description = "Training method, sft through the model or recon to reconstruct adapters: ${COMPLETION-CANDIDATES}"
                    + " (default: the configuration's training_task, sft).")
    private Optional<Method> method;

    @Option(names = "--model", paramLabel = "MODEL", order = 4,
            description = "The model to adapt (default: the configuration's model_dir).")
    private Optional<String> model;

    @Option(names = "--encoder", paramLabel = "ENCODER", order = 5,
            description = "The text encoder; '' for the last token of the base model (default: the configuration's emb_model).")
    private Optional<String> encoder;

    @Option(names = "--tasks", paramLabel = "DIR", order = 6,
            description = "A directory of .jsonl tasks or task folders, or builtin:suite.")
    private List<String> tasks = List.of();

    @Option(names = "--tasks-root", paramLabel = "DIR", order = 6,
            description = "In place of --tasks, for a FILE of the reference: the directory that contains its task folders, or tasks/.")
    private Optional<Path> root;

    @Option(names = "--validate", paramLabel = "DIR", order = 7,
            description = "Validation tasks; keep the values that do best on them.")
    private List<String> unseen = List.of();

    @Option(names = "--select", paramLabel = "NAME", order = 7,
            description = "Keep the values with the best loss, or with the best score of generated answers: exact, rougeL or acc"
                    + " (a benchmark's own rule, else exact). Answers take far longer: one for each validation pair"
                    + " (n_val_points_per_task of a task), as long as the longest expected one (default: the"
                    + " configuration's select, loss).")
    private Optional<String> select;

    @Option(names = "--oracles", paramLabel = "DIR", order = 8,
            description = "For recon: a directory with the adapter of each task, as written by t2l lora --tasks.")
    private Optional<Path> oracles;

    @Option(names = "--init-from", paramLabel = "T2L", order = 8,
            description = "Start from the values of a trained hypernetwork instead of random ones: builtin:NAME, or a directory"
                    + " as for generate --t2l. Variant, sizes, rank and targets must be its own.")
    private Optional<String> from;

    @Option(names = "--variant", paramLabel = "NAME", order = 9,
            description = "Variant of the hypernetwork: ${COMPLETION-CANDIDATES} (default: by the configuration's variant or flags, L).")
    private Optional<Variant.Preset> variant;

    @Mixin
    private ChatTemplateOption template;

    @Mixin
    private RunOptions place;

    @Override
    public void run(Out out, Ranks ranks) throws IOException {
        Source arguments = sharded(arguments(), Optimisation.SHARDS).reader();
        if (root.isPresent() != tasks.isEmpty()) {
            throw usage("train: needs either --tasks or --tasks-root, got " + (tasks.isEmpty() ? "neither" : "both"));
        }
        if (root.isPresent() && !unseen.isEmpty()) {
            throw usage("--validate: needs --tasks; with --tasks-root, the configuration's eval_ds_info is watched");
        }
        requireSupported(arguments);
        RunTasks named = root.map(place -> RunTasks.ofReference(place, arguments, out::say))
                .orElseGet(() -> RunTasks.of(new TaskSource("--tasks", tasks, SuiteTasks::training, out::say),
                        new TaskSource("--validate", unseen, SuiteTasks::validation, out::say), arguments));
        List<TaskData> data = named.training();
        arguments.set("train_ds_names", data.stream().map(TaskData::name).toList());
        long every = Math.clamp(arguments.whole("save_freq", 10_000), 1, 100);
        var loop = new TrainingLoop(out, "training", Optional.of(place), every);
        boolean recon = arguments.choice("training_task", Method.SFT) == Method.RECON;
        if (recon && oracles.isEmpty()) {
            throw usage("--oracles: needs a directory with the adapter of each task for recon, got none");
        }
        if (recon ? !unseen.isEmpty() : oracles.isPresent()) {
            throw usage(recon ? "--validate: needs --method sft" : "--oracles: needs --method recon");
        }
        try (Arena arena = Arena.ofShared(); Kernels kernels = kernels()) {
            if (recon) {
                ReconRun.ReconSettings settings = ReconRun.ReconSettings.of(arguments);
                arguments.end(Arguments.TRAINING);
                reconstruct(settings, data, loop, kernels, ranks, out, arena);
            } else {
                SftSettings settings = SftSettings.hypernetwork(arguments);
                arguments.end(Arguments.TRAINING);
                tune(settings, named, loop, kernels, ranks, out, arena);
            }
        } finally {
            place.leave();
        }
    }

    /// Refuses arguments of the reference that this command does not support.
    private void requireSupported(Source a) {
        String lora = "t2l lora trains an adapter for each task, or with --multi-task one for all";
        a.only("exp_setup", "hyper_lora", lora);
        a.only("use_hypernet", true, lora);
        a.only("use_per_task_emb", true, "a hypernetwork reads something of each task");
        a.only("use_per_sample_desc", false, "write such texts as descriptions of tasks");
        a.only("use_default_desc", false, "write such texts as descriptions of tasks");
        a.only("sft_mode", "completion", "only answers are trained");
        a.names("additional_eval_descs", List.of()); // t2l eval takes them
        if (root.isPresent()) {
            // What it says about the log and about generating with the result: here, t2l eval is called afterwards.
            a.flag("skip_eval", true);
            a.size("logging_freq", 0);
        } else {
            a.only("skip_eval", true, "evaluate with t2l eval afterwards");
        }
        a.only("save_to_base_model_dir", false, "results go to --out");
        a.only("debug", false, "--verbose says more");
    }

    private Arguments arguments() {
        boolean recon = method.filter(m -> m == Method.RECON).isPresent();
        Arguments given = config.map(Arguments::read)
                .orElseGet(() -> recon ? ReconRun.arguments() : SftRun.arguments());
        Map<String, Object> said = new HashMap<>();
        method.ifPresent(m -> said.put("training_task", m == Method.RECON ? "recon" : "sft"));
        model.ifPresent(name -> said.put("model_dir", name));
        encoder.ifPresent(name -> said.put("emb_model", name));
        variant.ifPresent(v -> said.putAll(v.arguments()));
        select.ifPresent(name -> said.put("select", name));
        template.name().ifPresent(name -> said.put("chat_template", name));
        from.ifPresent(name -> said.put("init_from", name));
        said.putAll(place.memory());
        if (!given.values().containsKey("seed") || common.givenSeed().isPresent()) {
            said.put("seed", common.seed());
        }
        Arguments arguments = given.with(said);
        for (String assignment : more) {
            arguments = arguments.with(assignment);
        }
        return ChatTemplateOption.kept(arguments);
    }

    private void tune(SftSettings settings, RunTasks named, TrainingLoop loop, Kernels kernels, Ranks ranks, Out out,
            Arena arena) throws IOException {
        List<TaskData> data = named.training();
        NetworkSettings asked = settings.network().orElseThrow();
        try (LanguageModel base = LanguageModel.open(asked.base(), common.held(), kernels)) {
            var setting = new SftRun.Setting(kernels, ranks, base, settings);
            List<TaskData> tasks = settings.prepared(data);
            List<TaskData> unseen = settings.described(named.watched());
            requireSame("--model", hash -> hash.addModel(asked.base()));
            requireSame("--tasks", tasks);
            requireSame("--validate", unseen);
            if (!asked.offset().isEmpty()) {
                requireSame("mt_lora_path", hash -> hash.addModel(asked.offset()));
            }
            place.prepare(false, ranks);
            Function<String, Optional<LanguageModel>> opened = place -> Optional.of(base)
                    .filter(_ -> place.equals(asked.base()) && common.held().isEmpty());
            SftRun<HyperSft> run = read(asked, data, opened, kernels, ranks, out,
                    embedder -> SftRun.hyper(setting, tasks, unseen, embedder, arena));
            try (Trainer _ = run.trainer()) {
                TrainedNetwork network = SftRun.network(run);
                initialise(network, asked, run.trainer(), kernels);
                if (loop.run(run, Optional.of(place.validator(run, kernels)), () -> begin(network, kernels), _ -> {})) {
                    place.finish("t2l", "Learning to write adapters", LearningPlots.CROSS_ENTROPY,
                            () -> network.write(place.directory(), run.trainer().values(), kernels), out, ranks);
                }
            }
        }
    }

    private void reconstruct(ReconRun.ReconSettings settings, List<TaskData> data, TrainingLoop loop, Kernels kernels,
            Ranks ranks, Out out, Arena arena) throws IOException {
        Path adapters = oracles.orElseThrow();
        Oracles targets = Oracles.read(adapters, data, arena);
        requireSame("--tasks", data);
        requireSame("--oracles", hash -> data.forEach(task -> hash.addModel(adapters.resolve(task.name()).toString())));
        place.prepare(false, ranks);
        ReconRun run = read(settings.network(), data, _ -> Optional.empty(), kernels, ranks, out,
                embedder -> ReconRun.of(kernels, ranks, data, targets,
                        TaskEmbeddings.of(settings.network(), data, embedder, arena), settings, arena));
        try (Trainer _ = run.trainer()) {
            TrainedNetwork network = run.network();
            initialise(network, settings.network(), run.trainer(), kernels);
            if (loop.run(run, Optional.empty(), () -> begin(network, kernels), _ -> {})) {
                place.finish("t2l", "Learning to write adapters", "mean distance from a wanted number",
                        () -> network.write(place.directory(), run.trainer().values(), kernels), out, ranks);
            }
        }
    }

    /// Gives a new training the values that it begins with, if they are not random.
    private void initialise(TrainedNetwork network, NetworkSettings settings, Trainer trainer, Kernels kernels) {
        if (!settings.start().isEmpty() && !Files.exists(place.checkpoint())) {
            requireSame("init_from", hash -> hash.addHypernetwork(settings.start()));
            network.load(settings.start(), trainer.values(), kernels);
        }
    }

    /// Makes the directory ready for checkpoints, unless the run is complete.
    private void begin(TrainedNetwork network, Kernels kernels) {
        if (!place.isComplete()) {
            network.begin(place.directory(), kernels);
        }
    }

    /// Opens an encoder for descriptions, applies `start` to it, and closes it.
    ///
    /// @param opened the base model, if it is open already
    private <R> R read(NetworkSettings network, List<TaskData> data,
            Function<String, Optional<LanguageModel>> opened, Kernels kernels, Ranks ranks, Out out,
            Function<TaskEmbedder, R> start) {
        if (network.input() == NetworkSettings.TaskInput.NUMBER) {
            out.say("train: " + data.size() + " tasks, known by their numbers");
            return start.apply((_, _, _) -> {
                throw new IllegalStateException("nothing is read of tasks that are known by their numbers");
            });
        }
        String name = network.encoder();
        String place = name.isEmpty() ? network.base() : name;
        out.say("train: " + data.size() + " tasks, embedding their "
                + network.input().name().toLowerCase(Locale.ROOT) + " with " + place);
        try (TaskEmbedder embedder = StoredEmbedder.of(TaskEmbedder.open(name, place, opened, kernels, out::say),
                Home.place().resolve("embeddings"), place, name, kernels, out::say).among(ranks)) {
            requireSame("--encoder", hash -> hash.addModel(place));
            return start.apply(embedder);
        }
    }
}
