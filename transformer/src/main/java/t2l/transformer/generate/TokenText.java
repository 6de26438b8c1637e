package t2l.transformer.generate;

import module java.base;
import t2l.transformer.text.*;

/// How the tokens of an answer become text: by a tokenizer, or as numbers if there is none.
public final class TokenText {
    /// Each token is its number and a space.
    public static final TokenText NUMBERS = new TokenText(Optional.empty(), Set.of());

    private final Optional<Tokenizer> tokenizer;
    private final Set<Integer> silent;
    private final Set<Integer> shown;
    private final int[] before;

    /// @param silent tokens without text, besides special ones
    /// @param before tokens continued by the answer, which affect whether it starts with a space or inside a character
    public TokenText(Optional<Tokenizer> tokenizer, Set<Integer> silent, int... before) {
        this(tokenizer, silent, Set.of(), before.clone());
    }

    private TokenText(Optional<Tokenizer> tokenizer, Set<Integer> silent, Set<Integer> shown, int[] before) {
        this.tokenizer = tokenizer;
        this.silent = Set.copyOf(silent);
        this.shown = Set.copyOf(shown);
        this.before = before;
    }

    /// The same with the text of these special tokens.
    public TokenText showing(Set<Integer> special) {
        return new TokenText(tokenizer, silent, special, before);
    }

    /// Decodes an answer.
    Optional<Detokenizer> detokenizer() {
        Optional<Detokenizer> words = tokenizer.map(t -> t.detokenizer(shown));
        for (int token : before) {
            words.ifPresent(w -> w.accept(token));
        }
        return words;
    }

    /// Whether it begins with an answer's first token.
    boolean begins() {
        return before.length == 0;
    }

    /// Whether `token` has no text.
    boolean isSilent(int token) {
        return silent.contains(token);
    }

    /// The text of `token` alone, which may end inside a character.
    ///
    /// @param previous the token of the answer before it, if there is one
    String of(int token, Optional<Integer> previous) {
        if (tokenizer.isEmpty()) {
            return Integer.toString(token);
        }
        Detokenizer one = tokenizer.get().detokenizer(false);
        previous.or(() -> before.length > 0 ? Optional.of(before[before.length - 1]) : Optional.empty())
                .ifPresent(one::accept);
        return one.accept(token) + one.finish();
    }
}
