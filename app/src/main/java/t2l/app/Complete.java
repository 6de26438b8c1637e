package t2l.app;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import t2l.Adapter;
import t2l.Generation;
import t2l.Settings;
import t2l.T2l;
import t2l.cli.IdsOption;
import t2l.cli.Out;
import t2l.cli.Subcommand;
import t2l.cli.WriterOptions;
import t2l.tensor.backend.Kernels;
import t2l.transformer.generate.Completion;

/// `t2l complete`: completes a prompt, with adapters from files or generated from a description.
@Command(name = "complete",
        description = "Complete a prompt, with or without an adapter.",
        footer = {"",
            "Without --prompt and --ids, the prompt is read from stdin.", "", "Example:",
            "  t2l complete --model builtin:tiny --describe \"Sort the words.\" \\",
            "      --prompt \"pear apple fig >\""})
final class Complete extends Subcommand {
    @Mixin
    private WriterOptions options;

    @Option(names = "--prompt", paramLabel = "TEXT", order = 2,
            description = "The prompt.")
    private Optional<String> prompt;

    @Mixin
    private IdsOption tokens;

    @Option(names = "--raw", order = 4,
            description = "Do not apply the model's chat template.")
    private boolean raw;

    @Override
    protected void run(Out out) throws IOException {
        if (prompt.isPresent() && tokens.given()) {
            throw usage("complete: needs either --prompt or --ids, got both");
        }
        if (options.description.isEmpty() && options.hypernet.given()) {
            throw usage("complete: --t2l needs a task in --describe, got none");
        }
        Settings settings = options.sampling.settings(common.seed());
        try (Kernels kernels = common.kernels();
                T2l t2l = options.open(common, kernels);
                Generation answer = answer(t2l, settings, kernels, out)) {
            AnswerOutput.show(out, answer, t2l.model().readsText(), out::stopping);
            Completion written = answer.completion();
            out.detail(String.format(Locale.ROOT, "%d tokens read in %.2f s, then %d written at %.1f tokens/s, on %s",
                    answer.promptTokens(), written.promptSeconds(), written.tokens().size(), written.speed(),
                    kernels.name()));
        }
    }

    private Generation answer(T2l t2l, Settings settings, Kernels kernels, Out out) {
        if (tokens.given()) {
            int[] ids = tokens.below(t2l.model().config().vocabulary());
            return t2l.stream(ids, adapter(t2l, kernels), settings);
        }
        t2l.model().format(); // before anyone types a prompt that cannot be read
        String text = prompt.isPresent() ? prompt.get() : out.input("the prompt");
        Adapter adapter = adapter(t2l, kernels);
        return raw
                ? t2l.stream(t2l.model().tokenizer().encode(text, true), adapter, settings)
                : t2l.stream(text, adapter, settings);
    }

    private Adapter adapter(T2l t2l, Kernels kernels) {
        return options.sum(options.description.map(task -> options.made(task, t2l)).orElse(Adapter.NONE), t2l, kernels);
    }
}
