package t2l.transformer.grammar;

import module java.base;
import t2l.tensor.T2lException;
import t2l.transformer.text.Tokenizer;

/// Grammars over the tokens of one model. The vocabulary is sorted on first use, and grammars that were used last are kept.
/// Thread-safe.
public final class ModelGrammars {
    private static final int KEPT = 16;

    private final Tokenizer tokenizer;
    private final Set<Integer> ends;
    private final SequencedMap<JsonSchema, TokenGrammar> kept = new LinkedHashMap<>();
    private Optional<TokenTrie> first = Optional.empty();
    private Optional<TokenTrie> later = Optional.empty();

    /// @param ends tokens that end an answer
    public ModelGrammars(Tokenizer tokenizer, Set<Integer> ends) {
        this.tokenizer = tokenizer;
        this.ends = Set.copyOf(ends);
    }

    /// Answers as `schema` describes them. Throws [T2lException] if there are none, or none that the model's vocabulary has
    /// tokens for.
    public synchronized TokenGrammar of(JsonSchema schema) {
        TokenGrammar made = kept.containsKey(schema) ? kept.get(schema) : make(schema);
        kept.putLast(schema, made);
        if (kept.size() > KEPT) {
            kept.pollFirstEntry();
        }
        return made;
    }

    private TokenGrammar make(JsonSchema schema) {
        if (later.isEmpty()) {
            later = Optional.of(new TokenTrie(tokenizer, ends, false));
            first = Optional.of(new TokenTrie(tokenizer, ends, true));
        }
        ByteGrammar writable = WritableGrammar.of(schema.grammar(), later.get().single());
        if (writable.isNever()) {
            throw new T2lException(schema.grammar().isNever()
                    ? "schema: needs to allow a value, allows none; look for keywords that contradict each other"
                    : "schema: needs a text that this model has tokens for, there is none; take a model that can write JSON");
        }
        return new TokenGrammar(writable, first.get(), later.get(), ends);
    }
}
