package t2l.hypernet.eval;

import java.util.List;
import java.util.Optional;

/// An answer names a choice by its first symbol, a letter or a digit, behind quotes and punctuation. "The answer is B"
/// therefore chooses `t`: the reference's rule, which its numbers depend on.
public record Choice() implements Scorer {
    /// What may stand before the symbol, besides blanks.
    private static final String AROUND = ":`'\"(). ";

    @Override
    public String metric() {
        return "choice_accuracy";
    }

    @Override
    public double score(String answer, List<String> right) {
        Optional<Character> chosen = chosen(answer);
        return chosen.isPresent() && right.stream().map(Choice::chosen).anyMatch(chosen::equals) ? 1 : 0;
    }

    @Override
    public boolean decided(String answer) {
        return first(answer) < answer.length();
    }

    /// The symbol of an answer, in lower case, if it is one.
    static Optional<Character> chosen(String answer) {
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
        while (at < answer.length() && blank(answer.charAt(at))) {
            at++;
        }
        while (at < answer.length() && AROUND.indexOf(answer.charAt(at)) >= 0) {
            at++;
        }
        return at;
    }

    /// What Python's `strip` takes away: more than Java's.
    private static boolean blank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }
}
