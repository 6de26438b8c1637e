package t2l.app;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import t2l.cli.IdsOption;
import t2l.cli.Out;
import t2l.cli.Subcommand;
import t2l.cli.WriterOptions;
import t2l.tensor.backend.Kernels;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.generate.Completion;
import t2l.transformer.generate.Generator;
import t2l.transformer.lora.Lora;

/// `t2l complete`: continues a prompt, with adapters from files or made on the spot from a description.
@Command(name = "complete",
        description = "Continue a prompt, with or without an adapter.",
        footer = {"",
            "Without --prompt and --ids the prompt is read from stdin.", "", "Example:",
            "  t2l complete --model builtin:tiny --describe \"Sort the words.\" \\",
            "      --prompt \"pear apple fig >\""})
final class Complete extends Subcommand {
    @Mixin
    private WriterOptions options;

    @Option(names = "--prompt", paramLabel = "TEXT", order = 2,
            description = "What to continue.")
    private Optional<String> prompt;

    @Mixin
    private IdsOption tokens;

    @Option(names = "--raw", order = 4,
            description = "Take the prompt as it is, without the model's chat template.")
    private boolean raw;

    @Override
    protected void run(Out out) throws IOException {
        if (prompt.isPresent() && tokens.given()) {
            throw usage("complete: needs either --prompt or --ids, got both");
        }
        if (options.description.isEmpty() && options.hypernet.given()) {
            throw usage("complete: --t2l needs a task in --describe, got none");
        }
        try (Arena arena = Arena.ofShared(); Kernels kernels = common.kernels()) {
            try (LanguageModel model = options.model.open(common.held(), kernels);
                    Generator generator = new Generator(model.decoder(), kernels)) {
                int[] ids = prompt(model, out);
                List<Lora> made = options.description.stream()
                        .map(task -> options.adapter(task, kernels, arena, out)).toList();
                var adapter = options.model.adapter(model, made, kernels, arena);
                Writing writing = new Writing(out, model, continues() ? ids : new int[0], options.sampling.stops(),
                        out::stopping);
                Completion written = generator.complete(ids, adapter,
                        options.sampling.settings(common.seed(), model.ends()), writing);
                writing.finish();
                show(out, ids.length, written, writing, kernels.name());
            }
        }
    }

    /// Whether the answer goes on in the middle of the prompt's text, rather than being the next turn of a conversation.
    private boolean continues() {
        return raw || tokens.given();
    }

    private int[] prompt(LanguageModel model, Out out) {
        if (tokens.given()) {
            return tokens.below(model.config().vocabulary());
        }
        model.format(); // before anyone types a prompt that cannot be read
        String text = prompt.isPresent() ? prompt.get() : out.input("the prompt");
        return raw ? model.tokenizer().encode(text, true) : model.format().prompt(text);
    }

    private static void show(Out out, int prompt, Completion written, Writing writing, String kernels) {
        out.detail(String.format(Locale.ROOT, "%d tokens read in %.2f s, then %d written at %.1f tokens/s, on %s",
                prompt, written.promptSeconds(), written.tokens().size(), written.speed(), kernels));
        if (out.isJson() && !out.stopping()) {
            out.json(writing.result(prompt, written));
        }
    }
}
