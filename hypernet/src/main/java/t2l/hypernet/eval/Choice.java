package t2l.hypernet.eval;

import java.util.Optional;
import t2l.transformer.text.Characters;

/// The choice is the first symbol of an answer, a letter or a digit, after quotes and punctuation. "The answer is B"
/// therefore chooses `t`: this is the reference's rule, on which its results depend.
public record Choice() implements AnswerExtractor {
    /// Characters allowed before the symbol, besides white space.
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

    /// The start of the answer after white space, and then the characters around it.
    private static int first(String answer) {
        int at = Characters.skip(answer, 0, answer.length(), Characters::isBlank);
        return Characters.skip(answer, at, answer.length(), c -> AROUND.indexOf(c) >= 0);
    }
}
