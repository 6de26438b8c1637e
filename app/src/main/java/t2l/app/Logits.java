package t2l.app;

import module java.base;
import picocli.CommandLine.*;
import t2l.app.console.*;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.transformer.*;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.lora.Lora;

/// `t2l logits`: prints the logits of the next token at every position of a text.
@Command(name = "logits",
        description = "Show raw next-token logits, to compare with other tools.",
        footer = {"",
            "Without --json, prints the five most likely next tokens after every token.", "", "Example:",
            "  t2l logits --model builtin:tiny --ids 1,403,407 --json"})
final class Logits extends Subcommand {
    private static final int SHOWN = 5;

    @Mixin
    private ModelOptions options;

    @Mixin
    private IdsOption tokens;

    @Override
    protected void run(Out out) {
        if (!tokens.given()) {
            throw usage("--ids: needs token ids, got none");
        }
        try (Arena arena = Arena.ofShared();
                Workspace workspace = new Workspace();
                Kernels kernels = common.kernels();
                LanguageModel model = options.open(common.held(), kernels);
                Pass pass = Pass.inference(kernels, workspace, DType.F32)) {
            int[] ids = tokens.below(model.config().vocabulary());
            Tokens text = Tokens.right(arena, ids);
            Lora lora = options.adapter(model, kernels, arena);
            Decoder decoder = lora.decoder(model.decoder());
            Var hidden = decoder.hidden(pass, text.ids(), text.context(lora.adapter(pass)));
            show(out, ids, decoder.logits(pass, hidden).value());
        }
    }

    private static void show(Out out, int[] ids, Tensor logits) {
        if (out.isJson()) {
            out.json(Json.object("shape", logits.dims(),
                    "logits", IntStream.range(0, logits.dim(0)).mapToObj(t -> row(logits, t)).toList()));
            return;
        }
        for (int t = 0; t < ids.length; t++) {
            float[] row = row(logits, t);
            out.line(ids[t] + ": " + IntStream.range(0, row.length).boxed()
                    .sorted(Comparator.comparingDouble(i -> -row[i])).limit(SHOWN)
                    .map(i -> String.format(Locale.ROOT, "%d %.4f", i, row[i])).collect(Collectors.joining("  ")));
        }
    }

    private static float[] row(Tensor logits, int place) {
        float[] row = logits.narrow(0, place, 1).toFloats();
        for (int i = 0; i < row.length; i++) {
            if (!Float.isFinite(row[i])) {
                throw new T2lException("logits: need to be finite, the model gave " + row[i] + " for token " + i
                        + "; a weaker adapter may help");
            }
        }
        return row;
    }
}
