package t2l.app;

import module java.base;
import picocli.CommandLine.*;
import t2l.*;
import t2l.app.console.*;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.tensor.settings.Source;
import t2l.transformer.generate.*;
import t2l.transformer.grammar.JsonSchema;

/// `t2l complete`: completes a prompt, with adapters from files or generated from a description.
@Command(name = "complete",
        description = "Complete a prompt, with or without an adapter.",
        footer = {"",
            "Reads the prompt from stdin without --prompt, --ids and --batch. A line of",
            "--batch is {\"prompt\": \"…\"}, optionally with a task in \"describe\". Up to 16",
            "answers run in one batch; each is the same as alone.",
            "", "Example:",
            "  t2l complete --model builtin:tiny --describe \"Sort the words.\" \\",
            "      --prompt \"pear apple fig >\""})
final class Complete extends Subcommand {
    /// Lines of `--batch` whose answers are open: as many as are decoded together, and as many to take their places.
    private static final int MAX_OPEN = 2 * Batcher.MAX_BATCH;

    @Mixin
    private DescriberOptions options;

    @Option(names = "--prompt", paramLabel = "TEXT", order = 2, description = "The prompt.")
    private Optional<String> prompt;

    @Mixin
    private ExampleOptions examples;

    @Mixin
    private IdsOption tokens;

    @Mixin
    private BatchOption batch;

    @Option(names = "--json-schema", paramLabel = "FILE", order = 5,
            description = "Write JSON that this JSON Schema describes.")
    private Optional<Path> schema;

    @Option(names = "--raw", order = 4, description = "Do not apply the model's chat template.")
    private boolean raw;

    @Override
    protected void run(Out out) throws IOException {
        atMostOne("--prompt, --ids and --batch", prompt.isPresent(), tokens.given(), batch.given());
        if (options.description.isEmpty() && !examples.given() && options.hypernet.given() && !batch.given()) {
            throw usage("complete: --t2l needs a task in --describe, got none");
        }
        Settings free = options.sampling.settings(common.seed());
        Settings settings = schema.map(file -> free.json(JsonSchema.of(Source.read(file)))).orElse(free);
        if (batch.given()) {
            answers(out, batch.lines(out), settings);
        } else {
            answer(out, settings);
        }
    }

    private void answer(Out out, Settings settings) {
        try (Kernels kernels = common.kernels();
                T2l t2l = options.open(common, kernels);
                Answer answer = answer(t2l, settings, out)) {
            AnswerOutput.show(out, answer, t2l.model().readsText(), out::stopping);
            Completion written = answer.completion();
            out.detail(String.format(Locale.ROOT, "%d tokens read in %.2f s, then %d written at %.1f tokens/s, on %s",
                    answer.promptTokens(), written.promptSeconds(), written.tokens().size(), written.speed(),
                    kernels.name()));
        }
    }

    private Answer answer(T2l t2l, Settings settings, Out out) {
        if (tokens.given()) {
            int[] ids = tokens.below(t2l.model().config().vocabulary());
            return t2l.stream(T2l.Prompt.tokens(ids), adapter(t2l, out), settings);
        }
        t2l.model().format(); // before anyone types a prompt that cannot be read
        String text = prompt.isPresent() ? prompt.get() : out.input("the prompt");
        options.check(text, out);
        return begin(t2l, text, adapter(t2l, out), settings);
    }

    private Answer begin(T2l t2l, String text, Adapter adapter, Settings settings) {
        return raw
                ? t2l.stream(T2l.Prompt.tokens(t2l.model().tokenizer().encode(text, true)), adapter, settings)
                : t2l.stream(T2l.Prompt.text(text), adapter, settings);
    }

    private Adapter adapter(T2l t2l, Out out) {
        return options.sum(examples.choice(options.description).map(choice -> ExampleOptions.make(t2l, choice, out))
                .orElse(Adapter.NONE), t2l);
    }

    /// Answers all `lines`, in their order; a line with a wrong field ends it before anything is written.
    private void answers(Out out, List<Source> lines, Settings settings) {
        lines.forEach(line -> line.text("prompt"));
        // How many lines are still to be answered with the adapter of a description, which is kept until then.
        Map<AdapterChoice, Integer> left = new HashMap<>();
        Optional<AdapterChoice.Described> usual = examples.choice(options.description);
        lines.forEach(line -> described(line, usual).ifPresent(task -> left.merge(task, 1, Integer::sum)));
        if (left.isEmpty() && options.hypernet.given()) {
            throw usage("complete: --t2l needs a task in --describe, or in \"describe\" of a line, got none");
        }
        Deque<Supplier<Map<String, Object>>> open = new ArrayDeque<>();
        try (Kernels kernels = common.kernels();
                T2l t2l = options.open(common, kernels)) {
            t2l.model().format();
            Adapter named = options.sum(Adapter.NONE, t2l);
            Map<AdapterChoice, Adapter> adapters = new HashMap<>();
            for (Source line : lines) {
                if (open.size() == MAX_OPEN) {
                    out.json(open.remove().get());
                }
                if (out.stopping()) {
                    return; // what is open ends with the model
                }
                open.add(decoding(line, () -> begin(t2l, line.text("prompt"), described(line, usual)
                        .map(task -> adapters.computeIfAbsent(task,
                                _ -> added(named, ExampleOptions.make(t2l, task, out), t2l)))
                        .orElse(named), settings)));
                described(line, usual).filter(task -> left.merge(task, -1, Integer::sum) == 0)
                        .ifPresent(adapters::remove);
            }
            while (!open.isEmpty() && !out.stopping()) {
                out.json(open.remove().get());
            }
        }
    }

    /// Begins the answer to a line, which is then decoded beside those of other lines. Returns what waits for its end and throws
    /// what is wrong with the line.
    private static Supplier<Map<String, Object>> decoding(Source line, Supplier<Answer> begin) {
        try {
            Answer answer = begin.get().whole();
            return () -> {
                try (answer) {
                    answer.readAll();
                    return AnswerOutput.result(answer, true);
                } catch (T2lException e) {
                    throw wrong(line, e);
                }
            };
        } catch (T2lException | IllegalArgumentException e) {
            return () -> {
                throw wrong(line, e);
            };
        }
    }

    private static T2lException wrong(Source line, RuntimeException e) {
        return new T2lException(line.where() + ": " + e.getMessage(), e);
    }

    private static Adapter added(Adapter named, Adapter made, T2l t2l) {
        return named == Adapter.NONE ? made : t2l.sum("the adapters", List.of(named, made));
    }

    /// @param usual the adapter of lines that describe none
    private static Optional<AdapterChoice.Described> described(Source line, Optional<AdapterChoice.Described> usual) {
        return line.values().containsKey("describe")
                ? Optional.of(new AdapterChoice.Described(line.text("describe"), List.of()))
                : usual;
    }

    /// Prints an answer while it is generated, or with `--json` when it is complete.
    public static final class AnswerOutput {
        private AnswerOutput() {}

        /// Shows `answer` to its end, or until the user has had enough.
        ///
        /// @param enough  called after each chunk: whether the user stops the answer
        /// @param asText  whether its chunks are text, not numbers of tokens
        static void show(Out out, Answer answer, boolean asText, BooleanSupplier enough) {
            for (String chunk : answer) {
                if (!out.isJson()) {
                    out.text(chunk);
                }
                if (enough.getAsBoolean()) {
                    answer.cancel();
                }
            }
            if (!out.isJson()) {
                out.text("\n");
            } else if (!out.stopping()) {
                out.json(result(answer, asText));
            }
        }

        /// The answer as JSON.
        public static Map<String, Object> result(Answer answer, boolean asText) {
            Completion written = answer.completion();
            return Json.object("prompt_tokens", answer.promptTokens(),
                    "tokens", written.tokens(),
                    "text", asText ? answer.text() : "",
                    "finish_reason", written.finish() == Completion.Finish.LENGTH ? "length" : "stop",
                    "tokens_per_second", written.speed());
        }
    }
}
