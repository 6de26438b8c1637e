package t2l.hypernet.eval;

import java.util.Optional;
import t2l.transformer.text.Characters;

/// An answer names a choice by its first symbol, a letter or a digit, behind quotes and punctuation. "The answer is B"
/// therefore chooses `t`: the reference's rule, which its numbers depend on.
public record Choice() implements Finder {
    /// What may stand before the symbol, besides blanks.
    private static final String AROUND = ":`'\"(). ";

    @Override
    public String metric() {
        return "choice_accuracy";
    }

    @Override
    public boolean decided(String answer) {
        return first(answer) < answer.length();
    }

    /// The symbol of an answer, in lower case, if it is one.
    @Override
    public Optional<Character> said(String answer) {
        int at = first(answer);
        if (at == answer.length()) {
            return Optional.empty();
        }
        char c = Character.toLowerCase(answer.charAt(at));
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ? Optional.of(c) : Optional.empty();
    }

    /// Where the answer begins behind blanks of all kinds, and then what is around it.
    private static int first(String answer) {
        int at = 0;
        while (at < answer.length() && Characters.isBlank(answer.charAt(at))) {
            at++;
        }
        while (at < answer.length() && AROUND.indexOf(answer.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }
}
