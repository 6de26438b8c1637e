package t2l.app.eval;

import module java.base;
import picocli.CommandLine.*;
import t2l.app.console.*;
import t2l.app.eval.EvalRun.Condition;
import t2l.app.suite.SuiteTasks;
import t2l.hypernet.TextToLora;
import t2l.hypernet.data.*;
import t2l.hypernet.eval.*;
import t2l.tensor.backend.Kernels;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.template.*;

/// `t2l eval`: evaluates a model on tasks, alone, with an adapter, or with adapters generated from descriptions.
@Command(name = "eval", description = "Evaluate a model on tasks, with or without adapters.",
        footer = {"",
            "Benchmarks: arc_challenge, arc_easy, boolq, gsm8k, hellaswag, openbookqa, piqa, winogrande, humaneval,"
                    + " mbpp. --data names the folder of their files; nothing is downloaded. Generation stops once the"
                    + " score is decided.",
            "",
            "--run-code runs programs written by the model, each in a separate process with limits on time and memory,"
                    + " but with your permissions and network access. Without it, no program runs.",
            "", "Example:",
            "  t2l eval --model builtin:tiny --tasks builtin:suite \\",
            "      --describe none,aligned --limit 5"})
public final class Eval extends Subcommand {
    @Mixin
    private ModelOptions options;

    @Mixin
    private ChatTemplateOption template;

    @Mixin
    private EvalTaskOptions taskOptions;

    @Option(names = "--describe", split = ",", paramLabel = "WHAT", order = 10,
            description = "Descriptions for --t2l, one row each: ${COMPLETION-CANDIDATES}; train is the first training description (see --trained), question generates an adapter for every question, prompt puts the first description into the prompt of the model without an adapter (default: aligned,random with --t2l, else none); aligned-random is what the first are above the second.")
    private List<Condition> describe = List.of();

    @Option(names = "--controls", order = 11,
            description = "The same as --describe none,prompt,aligned,other,random.")
    private boolean controls;

    @Option(names = "--trained", paramLabel = "DIR", order = 11,
            description = "For --describe train: the training tasks, as for t2l train --tasks; their rows are not needed.")
    private Optional<String> trained;

    @Mixin
    private HypernetOptions hypernet;

    @Option(names = "--examples", paramLabel = "N", converter = Count.class, order = 14,
            description = "Sharpen each generated adapter on the first N examples of its task: lines with \"split\": \"train\", at most 100.")
    private Optional<Integer> examples;

    @Option(names = "--oracles", paramLabel = "DIR", order = 14,
            description = "Add a row for the adapter of each task in DIR, as written by t2l lora --tasks.")
    private Optional<Path> oracles;

    @Option(names = "--scale", paramLabel = "RULE", order = 15,
            description = "Scale of adapters: rslora (alpha/√r), plain (alpha/r) or both (default: the adapter's).")
    private Optional<Scales> scale;

    @Option(names = "--system", paramLabel = "TEXT", order = 22,
            description = "The system message; '' is an empty one, as in the reference (default: none).")
    private Optional<String> system;

    @Option(names = "--double-bos", order = 23,
            description = "Add a second begin token, like the reference's evaluation.")
    private boolean doubleBegin;

    @Option(names = "--max-tokens", paramLabel = "N", converter = Count.class, order = 24,
            description = "Maximum number of tokens of an answer (default: ${DEFAULT-VALUE}).")
    private int most = 512;

    @Option(names = "--batch", paramLabel = "N", converter = Count.class, order = 25,
            description = "Questions per batch (default: ${DEFAULT-VALUE}).")
    private int together = 8;

    @Option(names = "--run-code", order = 26, description = "Run the programs written by the model to score them.")
    private boolean runsCode;

    @Option(names = "--out", paramLabel = "DIR", order = 30,
            description = "Write results.json, .csv and .md, details.json and programs there.")
    private Optional<Path> to;

    @Option(names = "--force", order = 31, description = "Replace an earlier result.")
    private boolean force;

    private enum Scales {
        RSLORA, PLAIN, BOTH;

        List<ScaleRule> rules() {
            return this == BOTH ? List.of(ScaleRule.values()) : List.of(ScaleRule.valueOf(name()));
        }
    }

    @Override
    public void run(Out out) {
        List<Condition> conditions = conditions();
        boolean described = conditions.stream().anyMatch(Condition::generates);
        if ((described || hypernet.given()) && options.adapted()) {
            throw usage("eval: needs either --adapter or a hypernetwork (--t2l, --describe), got both");
        }
        if (oracles.isPresent() && options.adapted()) {
            throw usage("eval: needs either --adapter or --oracles, got both");
        }
        if (taskOptions.described() && conditions.contains(Condition.PROMPT)) {
            throw usage(
                    "--describe prompt: puts descriptions into prompts, as --use-task-desc does; leave one of them out");
        }
        if (examples.isPresent() && !described) {
            throw usage("--examples: needs adapters of descriptions (--t2l, --describe), got none");
        }
        if (trained.isPresent() && !conditions.contains(Condition.TRAIN)) {
            throw usage("--trained: needs --describe train");
        }
        List<EvalTask> tasks = taskOptions.read();
        tasks.forEach(task -> task.notes().forEach(note -> out.say(task.name() + ": " + note)));
        Optional<Python> python = runsCode ? Optional.of(Python.find()) : Optional.empty();
        Optional<OutputDirectory> output = to.map(path -> new OutputDirectory(path, force));
        try (Arena arena = Arena.ofShared();
                Kernels kernels = common.kernels();
                LanguageModel model = options.open(common.held(), template.template(), kernels)) {
            Optional<ChatTemplate> network = described
                    ? TextToLora.template(hypernet.name(options.model(), model.decoder()))
                    : Optional.empty();
            PromptFormat format = model.format().with(
                    ChatTemplate.choose("--t2l", template.template(), network.stream().toList()));
            try (AnswerGenerator generator = new AnswerGenerator(model.decoder(), format, model.ends(), kernels,
                    new AnswerGenerator.AnswerSettings(together, most, system, doubleBegin))) {
                var run = new EvalRun(out, tasks, model.decoder(), generator, kernels, python,
                        trainingDescriptions(tasks), scale.map(Scales::rules).orElse(List.of()),
                        examples.orElse(0), common.seed(), new ArrayList<>(), new ArrayList<>(), new TreeMap<>(
                                Comparator.comparing(List::toString)));
                long begin = System.nanoTime();
                oracles.ifPresent(run::oracles);
                for (Condition condition : conditions) {
                    switch (condition) {
                        case NONE -> run.alone(options.parts(model.decoder(), arena));
                        case PROMPT -> run.prompted();
                        default -> {
                            try (TextToLora open = opened(hypernet.name(options.model(), model.decoder()), kernels,
                                    out)) {
                                run.described(condition, open);
                            }
                        }
                    }
                }
                run.distances();
                Optional<String> written = template.name().or(() -> network.map(ChatTemplate::source));
                show(out, run, kernels, (System.nanoTime() - begin) / 1e9, written, output);
            }
        } finally {
            output.ifPresent(OutputDirectory::close);
        }
    }

    private TextToLora opened(String name, Kernels kernels, Out out) {
        TextToLora network = hypernet.open(name, kernels, out);
        if (network.isDescribedInPrompts() && !taskOptions.described()) {
            out.say(name + ": was trained with prompts that begin with the description, as --use-task-desc makes them");
        }
        return network;
    }

    private List<Condition> conditions() {
        if (controls && !describe.isEmpty()) {
            throw usage("eval: needs either --controls or --describe, got both");
        }
        if (controls) {
            return Condition.CONTROLS.stream().filter(c -> c != Condition.PROMPT || !taskOptions.described()).toList();
        }
        if (!describe.isEmpty()) {
            return describe.stream().distinct().toList();
        }
        return hypernet.given()
                ? List.of(Condition.ALIGNED, Condition.RANDOM)
                : oracles.isPresent() ? List.of() : List.of(Condition.NONE);
    }

    /// The first training description of each of the tasks that has one.
    private Map<String, String> trainingDescriptions(List<EvalTask> tasks) {
        if (trained.isEmpty()) {
            return Map.of();
        }
        Set<String> names = tasks.stream().map(EvalTask::name).collect(Collectors.toSet());
        List<TaskData> found = SuiteTasks.named(trained.get()).map(SuiteTasks::training)
                .orElseGet(() -> JsonlTasks.read(Path.of(trained.get()), names::contains));
        return found.stream().filter(task -> !task.descriptions().isEmpty())
                .collect(Collectors.toMap(TaskData::name, task -> task.descriptions().getFirst(), (a, _) -> a));
    }

    /// @param written the chat template of all rows, if that is not the model's or the adapter's own
    private void show(Out out, EvalRun run, Kernels kernels, double seconds, Optional<String> written,
            Optional<OutputDirectory> output) {
        Map<String, Object> settings = new LinkedHashMap<>(taskOptions.settings());
        settings.putAll(Json.object("chat_template", written.orElse(null), "system", system.orElse(null),
                "double_bos", doubleBegin, "max_tokens", most, "run_code", runsCode));
        examples.ifPresent(count -> settings.put("examples", count));
        var report = new EvalReport(version(), options.model(), machine(kernels), seconds, settings, run);
        output.ifPresent(directory -> {
            report.write(directory.path());
            directory.commit();
            out.say("results: " + to.orElseThrow());
        });
        out.result(report.json(), report.lines());
    }
}
