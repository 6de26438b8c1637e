package t2l.hypernet.eval;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// An answer says true or false by the first of some words that occurs anywhere in it, tried in a fixed order, whatever
/// the case: `1`, `0`, `yes`, `no`, `true`, `false`, … "Not true" is therefore false, by its `no`; and "invalid" is
/// true, by its `valid`: the reference's rule, which its numbers depend on.
public record TrueOrFalse() implements Finder {
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

    /// The first word of the order decides at once.
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
