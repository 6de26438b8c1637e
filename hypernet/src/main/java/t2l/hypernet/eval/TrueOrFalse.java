package t2l.hypernet.eval;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;

/// The value of an answer is decided by the first of some words, tried in a fixed order, that occurs anywhere in it,
/// ignoring case: `1`, `0`, `yes`, `no`, `true`, `false`, … "Not true" is therefore false because of `no`, and
/// "invalid" true because of `valid`: this is the reference's rule, on which its results depend.
public record TrueOrFalse() implements AnswerExtractor {
    /// True and false in turn.
    private static final List<String> WORDS = List.of("1", "0", "yes", "no", "true", "false", "positive", "negative",
            "valid", "invalid");

    @Override
    public String metric() {
        return "boolean_accuracy";
    }

    /// The first word of the order is decisive at once.
    @Override
    public boolean decided(String answer) {
        return answer.contains("1");
    }

    /// What an answer says, if anything.
    @Override
    public Optional<Boolean> said(String answer) {
        String small = answer.toLowerCase(Locale.ROOT);
        return IntStream.range(0, WORDS.size()).filter(i -> small.contains(WORDS.get(i))).mapToObj(i -> i % 2 == 0)
                .findFirst();
    }
}
