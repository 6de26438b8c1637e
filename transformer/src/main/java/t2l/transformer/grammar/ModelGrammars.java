package t2l.transformer.grammar;

import module java.base;
import t2l.tensor.T2lException;
import t2l.transformer.text.Tokenizer;
import t2l.transformer.tools.*;

/// Grammars over the tokens of one model. The vocabulary is sorted on first use, and grammars that were used last are kept.
/// Thread-safe.
public final class ModelGrammars {
    private static final int KEPT = 16;

    private final Tokenizer tokenizer;
    private final Set<Integer> ends;
    private final Set<Integer> marks;
    private final SequencedMap<Object, TokenGrammar> kept = new LinkedHashMap<>();
    private final Map<Set<Integer>, Vocabulary> vocabularies = new HashMap<>();

    /// The tokens that begin a text, and those that go on with one.
    private record Vocabulary(TokenTrie first, TokenTrie later) {}

    /// What an answer that may call tools follows.
    private record Calls(Tools tools, ToolSyntax syntax, Optional<JsonSchema> schema) {}

    /// @param ends tokens that end an answer
    public ModelGrammars(Tokenizer tokenizer, Set<Integer> ends) {
        this.tokenizer = tokenizer;
        this.ends = Set.copyOf(ends);
        marks = ToolSyntax.tokens(tokenizer);
    }

    /// The special tokens with which calls are written.
    public Set<Integer> marks() {
        return marks;
    }

    /// Answers as `schema` describes them. Throws [T2lException] if there are none, or none that the model's vocabulary has
    /// tokens for.
    public synchronized TokenGrammar of(JsonSchema schema) {
        return kept(schema, () -> make("schema", schema.grammar(), Set.of()));
    }

    /// Answers that may call tools. Throws [T2lException] for parameters that no call can have, that are not supported, or for
    /// which the model's vocabulary has no tokens.
    ///
    /// @param schema of an answer without calls; empty for any text
    public synchronized TokenGrammar of(Tools tools, ToolSyntax syntax, Optional<JsonSchema> schema) {
        return kept(new Calls(tools, syntax, schema),
                () -> make("tools", new ToolGrammar(tools, syntax).grammar(schema), marks));
    }

    private TokenGrammar kept(Object key, Supplier<TokenGrammar> make) {
        TokenGrammar made = kept.containsKey(key) ? kept.get(key) : make.get();
        kept.putLast(key, made);
        if (kept.size() > KEPT) {
            kept.pollFirstEntry();
        }
        return made;
    }

    /// @param shown special tokens that belong to the text
    private TokenGrammar make(String where, ByteGrammar grammar, Set<Integer> shown) {
        Vocabulary tokens = vocabularies.computeIfAbsent(shown, _ -> new Vocabulary(
                new TokenTrie(tokenizer, ends, shown, true), new TokenTrie(tokenizer, ends, shown, false)));
        ByteGrammar writable = WritableGrammar.of(grammar, tokens.later.single());
        if (writable.isNever()) {
            throw new T2lException(where + (grammar.isNever()
                    ? ": needs to allow a value, allows none; look for keywords that contradict each other"
                    : ": this model has no tokens for any text that fits, such as brackets and quotes; use a model that can write JSON"));
        }
        return new TokenGrammar(writable, tokens.first, tokens.later, ends);
    }
}
