package t2l.hypernet.eval;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The value of an answer is decided by the first of some words, tried in a fixed order, that occurs anywhere in it,
/// ignoring case: `1`, `0`, `yes`, `no`, `true`, `false`, … "Not true" is therefore false because of `no`, and
/// "invalid" true because of `valid`: this is the reference's rule, on which its results depend.
public record TrueOrFalse() implements AnswerExtractor {
    private static final Map<String, Boolean> WORDS = words();

    private static Map<String, Boolean> words() {
        Map<String, Boolean> words = new LinkedHashMap<>();
        List<String> pairs = List.of("1", "0", "yes", "no", "true", "false", "positive", "negative", "valid",
                "invalid");
        for (int i = 0; i < pairs.size(); i++) {
            words.put(pairs.get(i), i % 2 == 0);
        }
        return words;
    }

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
        return WORDS.entrySet().stream().filter(word -> small.contains(word.getKey())).map(Map.Entry::getValue)
                .findFirst();
    }
}
