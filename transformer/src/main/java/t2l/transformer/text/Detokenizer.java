package t2l.transformer.text;

/// Decodes tokens as they are generated.
///
/// Gives each stretch of text as soon as no later token can change it, never half a code point; all stretches together
/// are exactly what [Tokenizer#decode] gives for all tokens. Not safe for several threads.
public final class Detokenizer {
    private final Tokenizer tokenizer;
    private final boolean skipSpecial;
    private final Decoder.Flow flow;
    private final StringBuilder text = new StringBuilder();

    Detokenizer(Tokenizer tokenizer, Decoder decoder, boolean skipSpecial) {
        this.tokenizer = tokenizer;
        this.skipSpecial = skipSpecial;
        flow = decoder.open(new Decoder.Flow() {
            @Override
            public void text(String part) {
                text.append(part);
            }

            @Override
            public void end() {}

            @Override
            public void close() {}
        });
    }

    /// The text that `id` completes, which may be empty. A number without a token gives no text.
    public String accept(int id) {
        if (tokenizer.has(id) && !(skipSpecial && tokenizer.isSpecial(id))) {
            flow.text(tokenizer.token(id));
            flow.end();
        }
        return taken();
    }

    /// The text still held back. Nothing may be accepted after it.
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
