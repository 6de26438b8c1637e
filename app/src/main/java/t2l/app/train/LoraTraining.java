package t2l.app.train;

import module java.base;
import picocli.CommandLine.*;
import t2l.app.console.*;
import t2l.app.suite.SuiteTasks;
import t2l.app.train.*;
import t2l.app.train.RunTasks.TaskSource;
import t2l.hypernet.Arguments;
import t2l.hypernet.data.*;
import t2l.hypernet.train.*;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.tensor.ranks.Ranks;
import t2l.tensor.settings.Source;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.lora.LoraFile;

/// `t2l lora`: trains an adapter on examples of one task, one for each of many tasks, or one for all of them.
@Command(name = "lora",
        description = "Train a LoRA adapter on examples of a task, or adapters for many tasks.",
        footer = {"",
            "Each line of FILE is {\"prompt\": \"…\", \"answer\": \"…\"}. Only answers are targets. The result is a PEFT"
                    + " directory with a checkpoint and the losses (metrics.jsonl, loss.png, loss.svg). With"
                    + " --tasks, each task gets such a directory in DIR, and several are trained at once;"
                    + " --resume keeps those that are finished. With --multi-task, all tasks share one adapter.",
            "", "Example:",
            "  t2l lora --model builtin:tiny --data docs/examples/french.jsonl --lr 5e-3 \\",
            "      --steps 100 --out french/",
            "  t2l complete --model builtin:tiny --adapter french/ --prompt \"bike goat >\"",
            "  t2l lora --model builtin:tiny --tasks builtin:suite --lr 5e-3 --steps 100 \\",
            "      --batch 16 --rslora --out oracles/"})
public final class LoraTraining extends RankedCommand {
    @Option(names = "--model", required = true, paramLabel = "MODEL", order = 1,
            description = "builtin:NAME, a Hugging Face directory, a .gguf file, or OWNER/NAME (see t2l pull).")
    private String model;

    @Option(names = "--data", paramLabel = "FILE", order = 2,
            description = "A .jsonl file with a prompt and an answer in each line.")
    private Optional<Path> data;

    @Option(names = "--tasks", paramLabel = "DIR", order = 3,
            description = "Many tasks: builtin:suite, or a directory of tasks.")
    private List<String> tasks = List.of();

    @Option(names = "--multi-task", order = 4, description = "Train one adapter for all tasks instead of one for each.")
    private boolean multiTask;

    @Option(names = "--describe", order = 5,
            description = "With --multi-task: put each of a task's descriptions before its prompts.")
    private boolean describe;

    @Option(names = "--together", paramLabel = "N", converter = Count.class, order = 6,
            description = "With --tasks: number of tasks trained at once (default: one per thread"
                    + " with a small model, else one).")
    private Optional<Integer> together;

    @Option(names = "--validate", paramLabel = "DIR", order = 7, description = "With --multi-task: validation tasks.")
    private List<String> unseen = List.of();

    @Option(names = "--init-from", paramLabel = "ADAPTER", order = 8,
            description = "Start from this adapter, with its rank, alpha and targets: for example, one from t2l generate.")
    private Optional<Path> start;

    @Mixin
    private LoraOptions options;

    @Option(names = "--save-every", paramLabel = "N", converter = Count.class, order = 38,
            description = "Steps between two checkpoints (default: ${DEFAULT-VALUE}).")
    private int every = 50;

    @Mixin
    private RunOptions place;

    @Override
    public void run(Out out, Ranks ranks) throws IOException {
        if (data.isPresent() != tasks.isEmpty()) {
            throw usage("--data: needs either --data FILE or --tasks DIR, got " + (data.isPresent() ? "both" : "none"));
        }
        if (!multiTask && (describe || !unseen.isEmpty())) {
            throw usage((describe ? "--describe" : "--validate") + ": needs --multi-task");
        }
        if (place.finish() && data.isEmpty() && !multiTask) {
            throw usage(
                    "--finish: needs --data or --multi-task; with --tasks, the adapters that are ready are in --out");
        }
        options.check(this);
        List<TaskData> learnt = data.isPresent()
                ? List.of(task(data.get()))
                : new TaskSource("--tasks", tasks, SuiteTasks::training, out::say).all();
        try (Arena arena = Arena.ofShared(); Kernels kernels = kernels()) {
            try (LanguageModel base = LanguageModel.open(model, common.held(), kernels)) {
                Arguments given = options.arguments(model, base.config().positions(), common.seed(),
                        place.memory()).with(describe ? Map.of("use_task_desc", true) : Map.of())
                        .with(start.map(path -> LoraOptions.like(path, base.config())).orElse(Map.of()));
                boolean many = data.isEmpty() && !multiTask;
                Source arguments = (many ? given : sharded(given, Optimisation.SHARDS)).reader();
                SftSettings settings = SftSettings.lora(arguments);
                arguments.end(Arguments.TRAINING);
                var setting = new SftRun.Setting(kernels, ranks, base, settings);
                List<TaskData> trained = settings.prepared(learnt);
                List<TaskData> watched = settings.described(
                        new TaskSource("--validate", unseen, SuiteTasks::validation, out::say).all());
                requireSame("--model", hash -> hash.addModel(model));
                requireSame(data.isPresent() ? "--data" : "--tasks", trained);
                requireSame("--validate", watched);
                start.ifPresent(path -> requireSame("--init-from", hash -> hash.addModel(path.toString())));
                if (many) {
                    new ManyLoras(setting, trained, common, together, place).train(out);
                } else if (multiTask) {
                    one(SftRun.multiTask(setting, trained, watched, arena), "all tasks", setting, trained, out);
                } else {
                    one(SftRun.single(setting, trained, watched, arena), data.orElseThrow().getFileName().toString(),
                            setting, trained, out);
                }
            }
        } finally {
            place.leave();
        }
    }

    private static TaskData task(Path data) {
        if (data.toString().matches("(?i).*\\.[ct]sv")) {
            throw new T2lException(
                    "--data: needs a .jsonl file, got " + data + "; t2l import makes a task of it for --tasks");
        }
        List<TaskData.Pair> pairs = JsonLines.pairs(data);
        return new TaskData(data.getFileName() + " " + checksum(data), List.of(), List.of(), pairs, List.of());
    }

    private static String checksum(Path file) {
        CRC32 sum = new CRC32();
        try {
            sum.update(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new T2lException("--data: " + file + " cannot be read: " + e.getMessage(), e);
        }
        return Long.toHexString(sum.getValue());
    }

    /// Trains one adapter; `what` describes its task.
    private void one(SftRun<LoraSft> run, String what, SftRun.Setting setting, List<TaskData> tasks, Out out)
            throws IOException {
        place.prepare(false, setting.ranks());
        int examples = tasks.stream().mapToInt(task -> task.train().size()).sum();
        out.say("lora: " + examples + " examples, " + run.objective().layout().size() + " trained numbers"
                + (run.cut() == 0 ? "" : "; " + run.cut() + " examples are too long and are truncated at the start"));
        Kernels kernels = setting.kernels();
        try (Trainer trainer = run.trainer()) {
            var validator = place.validator(run, kernels);
            if (new TrainingLoop(out, "lora", Optional.of(place), every).run(run, Optional.of(validator), () -> {},
                    _ -> {})) {
                place.finish("adapter", "Learning " + what, LearningPlots.CROSS_ENTROPY, () -> {
                    try (Arena arena = Arena.ofShared()) {
                        LoraFile.replace(place.directory(), run.objective().lora(trainer.values(), kernels, arena),
                                setting.settings().template());
                    }
                }, out, setting.ranks());
            }
        }
    }
}
