package t2l.app;

import module java.base;
import picocli.CommandLine.*;
import t2l.app.console.*;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.settings.Source;
import t2l.transformer.Pooling;
import t2l.transformer.family.TextEncoder;
import t2l.transformer.text.Characters;

/// `t2l embed`: computes text embeddings.
@Command(name = "embed",
        description = "Turn texts into vectors of length 1.",
        footer = {"", "A line of --batch is {\"text\": \"…\"}.", "", "Example:",
            "  t2l embed --json \"Sort the words.\" \"Put the words in order.\""})
final class Embed extends Subcommand {
    /// Texts whose vectors are in memory at once.
    private static final int BATCH = 512;

    @Parameters(paramLabel = "TEXT", description = "The texts, each embedded separately.")
    private List<String> texts = List.of();

    @Option(names = "--encoder", paramLabel = "ENCODER", defaultValue = "builtin:minilm", order = 1,
            description = "A directory with a text encoder, builtin:NAME, or OWNER/NAME (default: ${DEFAULT-VALUE}).")
    private String encoder;

    @Mixin
    private IdsOption tokens;

    @Mixin
    private BatchOption batch;

    @Option(names = "--pooling", paramLabel = "KIND", order = 4,
            description = "How token vectors are pooled: ${COMPLETION-CANDIDATES} (default: as in the model's files).")
    private Optional<Pooling> pooling;

    @Option(names = "--raw", order = 5, description = "Do not normalise the vectors.")
    private boolean raw;

    @Override
    protected void run(Out out) {
        String sources = "TEXT, --ids and --batch";
        atMostOne(sources, !texts.isEmpty(), tokens.given(), batch.given());
        if (texts.isEmpty() && !tokens.given() && !batch.given()) {
            throw usage("embed: needs one of " + sources + ", got none");
        }
        List<Source> given = batch.given()
                ? batch.lines(out)
                : texts.stream().map(text -> Source.of("embed", Map.of("text", text))).toList();
        List<String> all = given.stream().map(Embed::text).toList();
        try (Kernels kernels = common.kernels();
                TextEncoder model = TextEncoder.open(encoder, pooling, kernels)) {
            if (tokens.given()) {
                int[] ids = tokens.below(model.vocabulary());
                show(out, model, kernels, List.of(ids), _ -> Json.object("ids", ids));
            }
            List<String> cut = new ArrayList<>();
            for (int from = 0; from < all.size(); from += BATCH) {
                List<String> some = all.subList(from, Math.min(from + BATCH, all.size()));
                List<int[]> ids = some.stream().map(text -> model.tokens(text, cut::add)).toList();
                show(out, model, kernels, ids, i -> Json.object("text", some.get(i)));
            }
            cut.stream().findFirst().ifPresent(out::say);
        }
    }

    private static String text(Source line) {
        String text = line.text("text");
        if (Characters.strip(text).isEmpty()) {
            throw line.wrong("text", "a text that is not blank", text);
        }
        return text;
    }

    /// Embeds some texts and prints their vectors.
    private void show(Out out, TextEncoder model, Kernels kernels, List<int[]> ids,
            IntFunction<Map<String, Object>> what) {
        try (Arena arena = Arena.ofShared()) {
            Tensor pooled = model.pool(kernels, arena, ids);
            Tensor rows = raw ? pooled : TextEncoder.normalise(pooled);
            for (int i = 0; i < ids.size(); i++) {
                float[] row = rows.narrow(0, i, 1).toFloats();
                if (out.isJson() || batch.given()) {
                    Map<String, Object> result = what.apply(i);
                    result.put("embedding", row);
                    out.json(result);
                } else {
                    out.line(Arrays.toString(row).replaceAll("[\\[\\],]", ""));
                }
            }
        }
    }
}
