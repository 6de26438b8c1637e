package t2l.app;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import t2l.cli.Out;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.generate.Completion;
import t2l.transformer.generate.Generator;
import t2l.transformer.generate.StopText;
import t2l.transformer.text.Detokenizer;

/// Shows what a model writes while it writes it: text, or token numbers if the model came without a tokenizer. With
/// `--json` it only remembers. Ends the writing at a stop text, and when the user has had enough.
final class Writing implements Generator.Listener {
    private final Out out;
    private final Optional<Detokenizer> words;
    private final StopText stop;
    private final BooleanSupplier enough;
    private final StringBuilder text = new StringBuilder();

    /// @param before the tokens whose text is continued: they decide whether it goes on with a space or inside a letter
    /// @param enough asked after each token: whether the user wants no more
    Writing(Out out, LanguageModel model, int[] before, List<String> stops, BooleanSupplier enough) {
        this.out = out;
        this.enough = enough;
        words = model.readsText() ? Optional.of(model.tokenizer().detokenizer(true)) : Optional.empty();
        stop = new StopText(stops);
        for (int token : before) {
            words.ifPresent(w -> w.accept(token));
        }
    }

    @Override
    public boolean written(int index, int token) {
        show(stop.accept(words.isPresent() ? words.get().accept(token) : token + " "));
        return !stop.stopped() && !enough.getAsBoolean();
    }

    /// Shows what was held back, and ends the line.
    void finish() {
        words.ifPresent(w -> show(stop.accept(w.finish())));
        show(stop.finish());
        if (!out.isJson()) {
            out.text(System.lineSeparator());
        }
    }

    /// All that was written.
    String text() {
        return words.isPresent() ? text.toString() : "";
    }

    /// What was written, as `t2l complete --json` tells it.
    ///
    /// @param prompt tokens read before
    Map<String, Object> result(int prompt, Completion written) {
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("prompt_tokens", prompt);
        result.put("tokens", written.tokens());
        result.put("text", text());
        result.put("finish_reason", written.finish() == Completion.Finish.LENGTH ? "length" : "stop");
        result.put("tokens_per_second", written.speed());
        return result;
    }

    private void show(String part) {
        text.append(part);
        if (!out.isJson() && !part.isEmpty()) {
            out.text(part);
        }
    }
}
