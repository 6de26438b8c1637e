package t2l.app;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import t2l.hypernet.Arguments;
import t2l.hypernet.TaskEmbedder;
import t2l.hypernet.suite.Experiment;
import t2l.hypernet.suite.Split;
import t2l.hypernet.suite.Suite;
import t2l.hypernet.train.HyperSft;
import t2l.hypernet.train.JsonlTasks;
import t2l.hypernet.train.SftRun;
import t2l.hypernet.train.TaskData;
import t2l.hypernet.train.Trainer;
import t2l.tensor.Kernels;
import t2l.tensor.Parallel;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.family.TextEncoder;

/// `t2l train`: a hypernetwork on a set of tasks, through a frozen model.
@Command(name = "train", description = "Train a hypernetwork on described tasks, through a frozen language model.",
        footer = {
            "",
            "FILE has the argument names of Text-to-LoRA. The hypernetwork that ships as builtin:tiny was made by",
            "  t2l train --tasks builtin:suite --model builtin:tiny --out t2l-tiny/", "", "Example:",
            "  t2l train --config examples/smollm2.yaml --model SmolLM2-135M/ --tasks tasks/ --out t2l-smol/"})
final class Train extends Subcommand {
    @Option(names = "--config", paramLabel = "FILE",
            description = "Settings in YAML, under the reference's names (default: those of the mini suite).")
    private Optional<Path> config;

    @Option(names = "--method", paramLabel = "NAME", defaultValue = "sft",
            description = "How to train: sft (default: ${DEFAULT-VALUE}).")
    private String method;

    @Option(names = "--model", paramLabel = "MODEL",
            description = "The model that the adapters are for (default: the configuration's model_dir).")
    private Optional<String> model;

    @Option(names = "--encoder", paramLabel = "ENCODER",
            description = "What reads descriptions (default: the configuration's emb_model).")
    private Optional<String> encoder;

    @Option(names = "--tasks", paramLabel = "DIR", required = true,
            description = "A directory of .jsonl tasks, or builtin:suite.")
    private List<String> tasks;

    @Option(names = "--variant", paramLabel = "NAME", defaultValue = "L",
            description = "Which hypernetwork: L (default: ${DEFAULT-VALUE}).")
    private String variant;

    @Mixin
    private MemoryOptions memory;

    @Mixin
    private RunOptions place;

    @Override
    void run(Out out) {
        if (!method.equals("sft")) {
            throw usage("--method: needs sft, got " + method);
        }
        if (!variant.equals("L")) {
            throw usage("--variant: needs L, got " + variant);
        }
        Arguments given = config.map(Arguments::read).orElseGet(Experiment::arguments);
        Map<String, Object> said = new HashMap<>();
        model.ifPresent(name -> said.put("model_dir", name));
        encoder.ifPresent(name -> said.put("emb_model", name));
        said.putAll(memory.arguments());
        if (!given.values().containsKey("seed") || common.givenSeed().isPresent()) {
            said.put("seed", common.seed());
        }
        Arguments arguments = given.with(said);
        List<TaskData> data = tasks.stream().flatMap(name -> read(name).stream()).toList();
        place.prepare();
        try (Arena arena = Arena.ofShared(); Parallel threads = common.parallel()) {
            Kernels kernels = common.kernels(threads);
            try (LanguageModel base = LanguageModel.open(arguments.text("model_dir"), common.held(), kernels)) {
                out.say("train: " + data.size() + " tasks, embedding their descriptions with "
                        + arguments.text("emb_model"));
                int pad = base.tokenizer().special().padding().orElse(0);
                var setting = new SftRun.Setting(kernels, base.decoder(), base.format(), pad, data, arguments);
                SftRun<HyperSft> run = start(setting, arguments, out, arena);
                try (Trainer trainer = run.trainer()) {
                    long every = Math.clamp(arguments.whole("save_freq"), 1, 100);
                    if (new Training(out, "training", Optional.of(place), every).run(trainer, run.total(),
                            run.settings(), run.tokens())) {
                        SftRun.write(run, place.directory(), arguments, kernels);
                        out.line(place.directory().toString());
                    }
                }
            }
        }
    }

    private static SftRun<HyperSft> start(SftRun.Setting setting, Arguments arguments, Out out, Arena arena) {
        String name = arguments.text("emb_model");
        try (TextEncoder reader = TextEncoder.open(name, TaskEmbedder.pooling(name), setting.kernels())) {
            return SftRun.hyper(setting, TaskEmbedder.of(reader, name, setting.kernels(), out::say), arena);
        }
    }

    private static List<TaskData> read(String name) {
        if (name.equals("builtin:suite")) {
            Suite suite = Suite.load();
            return suite.tasks(Split.TRAIN).stream().map(task -> suite.data(task, 0)).toList();
        }
        return JsonlTasks.readAll(Path.of(name));
    }
}
