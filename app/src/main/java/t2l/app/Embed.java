package t2l.app;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import t2l.cli.IdsOption;
import t2l.cli.Json;
import t2l.cli.OneOf;
import t2l.cli.Out;
import t2l.cli.Subcommand;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.transformer.Pooling;
import t2l.transformer.family.TextEncoder;

/// `t2l embed`: computes text embeddings.
@Command(name = "embed",
        description = "Turn texts into vectors of length 1.",
        footer = {"", "Example:",
            "  t2l embed --json \"Sort the words.\" \"Put the words in order.\""})
final class Embed extends Subcommand {
    @Parameters(paramLabel = "TEXT", description = "The texts, each embedded separately.")
    private List<String> texts = List.of();

    @Option(names = "--encoder", paramLabel = "ENCODER", defaultValue = "builtin:minilm", order = 1,
            description = "A directory with a text encoder, builtin:NAME, or OWNER/NAME (default: ${DEFAULT-VALUE}).")
    private String encoder;

    @Mixin
    private IdsOption tokens;

    @Option(names = "--pooling", paramLabel = "KIND", converter = PoolingName.class,
            completionCandidates = PoolingName.class, order = 4,
            description = "How token vectors are pooled: ${COMPLETION-CANDIDATES} (default: as in the model's files).")
    private Optional<Pooling> pooling;

    @Option(names = "--raw", order = 5,
            description = "Do not normalise the vectors.")
    private boolean raw;

    private static final class PoolingName extends OneOf<Pooling> {
        PoolingName() {
            super(List.of(Pooling.values()));
        }
    }

    @Override
    protected void run(Out out) {
        if (texts.isEmpty() != tokens.given()) {
            throw usage("embed: needs either TEXT or --ids, got " + (tokens.given() ? "both" : "neither"));
        }
        try (Arena arena = Arena.ofShared();
                Kernels kernels = common.kernels();
                TextEncoder model = TextEncoder.open(encoder, pooling, kernels)) {
            Tensor rows = model.pool(kernels, arena, ids(model, out));
            show(out, raw ? rows : TextEncoder.normalise(rows));
        }
    }

    private List<int[]> ids(TextEncoder model, Out out) {
        if (tokens.given()) {
            return List.of(tokens.below(model.vocabulary()));
        }
        List<String> cut = new ArrayList<>();
        List<int[]> ids = texts.stream().map(text -> model.tokens(text, cut::add)).toList();
        cut.stream().findFirst().ifPresent(out::say);
        return ids;
    }

    private void show(Out out, Tensor rows) {
        for (int i = 0; i < rows.dim(0); i++) {
            float[] row = rows.narrow(0, i, 1).toFloats();
            if (out.isJson()) {
                out.json(tokens.given()
                        ? Json.object("ids", tokens.below(Integer.MAX_VALUE), "embedding", row)
                        : Json.object("text", texts.get(i), "embedding", row));
            } else {
                out.line(Arrays.toString(row).replaceAll("[\\[\\],]", ""));
            }
        }
    }
}
