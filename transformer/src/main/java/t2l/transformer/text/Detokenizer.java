package t2l.transformer.text;

import java.util.function.IntPredicate;

/// Decodes tokens as they are generated.
///
/// Returns text as soon as no later token can change it, never half a code point. All parts together are exactly the
/// result of [Tokenizer#decode] for all tokens. Not thread-safe.
public final class Detokenizer {
    private final Tokenizer tokenizer;
    private final IntPredicate skipped;
    private final TokenDecoder.Flow flow;
    private final StringBuilder text = new StringBuilder();

    /// @param skipped tokens without text
    Detokenizer(Tokenizer tokenizer, TokenDecoder decoder, IntPredicate skipped) {
        this.tokenizer = tokenizer;
        this.skipped = skipped;
        flow = decoder.open((part, _) -> text.append(part));
    }

    /// The text that `id` completes, which may be empty. Unknown ids give no text.
    public String accept(int id) {
        if (tokenizer.has(id) && !skipped.test(id)) {
            flow.accept(tokenizer.token(id), true);
        }
        return taken();
    }

    /// The text still held back. No token may be added afterwards.
    public String finish() {
        flow.close();
        return taken();
    }

    private String taken() {
        String taken = text.toString();
        text.setLength(0);
        return taken;
    }
}
