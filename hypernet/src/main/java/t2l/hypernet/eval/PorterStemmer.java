package t2l.hypernet.eval;

import module java.base;

/// The stem of an English word by Porter's rules ("An algorithm for suffix stripping", 1980), with NLTK's changes
/// (`PorterStemmer` in its default mode), which rouge-score uses.
final class PorterStemmer {
    /// Irregular words.
    private static final Map<String, String> IRREGULAR = Map.ofEntries(Map.entry("skies", "sky"),
            Map.entry("sky", "sky"), Map.entry("dying", "die"), Map.entry("lying", "lie"), Map.entry("tying", "tie"),
            Map.entry("news", "news"), Map.entry("innings", "inning"), Map.entry("inning", "inning"),
            Map.entry("outings", "outing"), Map.entry("outing", "outing"), Map.entry("cannings", "canning"),
            Map.entry("canning", "canning"), Map.entry("howe", "howe"), Map.entry("proceed", "proceed"),
            Map.entry("exceed", "exceed"), Map.entry("succeed", "succeed"));

    private static final List<Rule> PLURALS = rules(_ -> true, "sses ss", "ies i", "ss ss", "s ");

    private static final List<Rule> DOUBLE_SUFFIXES = rules(
            new Rule("logi", "log", stem -> measure(stem + "l") > 0), PorterStemmer::isLong,
            "ational ate", "tional tion", "enci ence", "anci ance", "izer ize", "bli ble", "alli al", "entli ent",
            "eli e", "ousli ous", "ization ize", "ation ate", "ator ate", "alism al", "iveness ive", "fulness ful",
            "ousness ous", "aliti al", "iviti ive", "biliti ble", "fulli ful");

    private static final List<Rule> SUFFIXES = rules(PorterStemmer::isLong, "icate ic", "ative ", "alize al",
            "iciti ic", "ical ic", "ful ", "ness ");

    private static final List<Rule> ENDINGS = rules(
            new Rule("ion", "", stem -> isLonger(stem) && (stem.endsWith("s") || stem.endsWith("t"))),
            PorterStemmer::isLonger, "al ", "ance ", "ence ", "er ", "ic ", "able ", "ible ", "ant ", "ement ", "ment ",
            "ent ", "ou ", "ism ", "ate ", "iti ", "ous ", "ive ", "ize ");

    /// Replaces a suffix with another if the text before it satisfies `condition`.
    private record Rule(String suffix, String replacement, Predicate<String> condition) {}

    /// Rules with the same condition, each a suffix, a space and its replacement.
    private static List<Rule> rules(Predicate<String> condition, String... all) {
        return Stream.of(all).map(rule -> rule.split(" ", -1)).map(parts -> new Rule(parts[0], parts[1], condition))
                .toList();
    }

    /// The same after a rule with a condition of its own.
    private static List<Rule> rules(Rule first, Predicate<String> condition, String... others) {
        return Stream.concat(Stream.of(first), rules(condition, others).stream()).toList();
    }

    /// The stem of a word in lower case.
    static String stem(String word) {
        String irregular = IRREGULAR.get(word);
        if (irregular != null || word.length() <= 2) {
            return irregular != null ? irregular : word;
        }
        String stem = finalY(pastAndParticiple(plural(word)));
        stem = apply(ENDINGS, apply(SUFFIXES, doubleSuffix(stem)));
        return finalL(finalE(stem));
    }

    /// The first rule whose suffix matches is decisive, even if its condition does not hold.
    private static String apply(List<Rule> rules, String word) {
        for (Rule rule : rules) {
            if (word.endsWith(rule.suffix())) {
                String stem = cut(word, rule.suffix());
                return rule.condition().test(stem) ? stem + rule.replacement() : word;
            }
        }
        return word;
    }

    private static String cut(String word, String suffix) {
        return word.substring(0, word.length() - suffix.length());
    }

    private static String plural(String word) {
        return word.endsWith("ies") && word.length() == 4 ? cut(word, "s") : apply(PLURALS, word);
    }

    private static String pastAndParticiple(String word) {
        if (word.endsWith("ied")) {
            return cut(word, word.length() == 4 ? "d" : "ed");
        }
        if (word.endsWith("eed")) {
            return isLong(cut(word, "eed")) ? cut(word, "d") : word;
        }
        for (String suffix : List.of("ed", "ing")) {
            if (word.endsWith(suffix) && hasVowel(cut(word, suffix))) {
                return completed(cut(word, suffix));
            }
        }
        return word;
    }

    /// After removing `ed` or `ing`, restores a final `e` or undoes a doubled letter.
    private static String completed(String stem) {
        if (stem.endsWith("at") || stem.endsWith("bl") || stem.endsWith("iz")) {
            return stem + "e";
        }
        int last = stem.length() - 1;
        if (last > 0 && stem.charAt(last) == stem.charAt(last - 1) && consonant(stem, last)) {
            return "lsz".indexOf(stem.charAt(last)) < 0 ? stem.substring(0, last) : stem;
        }
        return measure(stem) == 1 && endsShort(stem) ? stem + "e" : stem;
    }

    private static String finalY(String word) {
        boolean behindConsonant = word.length() > 2 && word.endsWith("y") && consonant(word, word.length() - 2);
        return behindConsonant ? cut(word, "y") + "i" : word;
    }

    private static String doubleSuffix(String word) {
        return word.endsWith("alli") && isLong(cut(word, "alli"))
                ? doubleSuffix(cut(word, "li"))
                : apply(DOUBLE_SUFFIXES, word);
    }

    private static String finalE(String word) {
        if (!word.endsWith("e")) {
            return word;
        }
        String stem = cut(word, "e");
        return isLonger(stem) || (isLong(stem) && !endsShort(stem)) ? stem : word;
    }

    private static String finalL(String word) {
        return word.endsWith("ll") && isLonger(cut(word, "l")) ? cut(word, "l") : word;
    }

    private static boolean isLong(String stem) {
        return measure(stem) > 0;
    }

    private static boolean isLonger(String stem) {
        return measure(stem) > 1;
    }

    /// Porter's `m`: the number of vowel-consonant sequences.
    private static int measure(String stem) {
        int count = 0;
        for (int i = 1; i < stem.length(); i++) {
            if (consonant(stem, i) && !consonant(stem, i - 1)) {
                count++;
            }
        }
        return count;
    }

    private static boolean hasVowel(String stem) {
        for (int i = 0; i < stem.length(); i++) {
            if (!consonant(stem, i)) {
                return true;
            }
        }
        return false;
    }

    /// Porter's `*o`: a short syllable at the end, not in w, x or y; by NLTK also a vowel and a consonant alone.
    private static boolean endsShort(String stem) {
        int n = stem.length();
        boolean vowelThenConsonant = n >= 2 && !consonant(stem, n - 2) && consonant(stem, n - 1);
        return vowelThenConsonant && (n == 2 || (consonant(stem, n - 3) && "wxy".indexOf(stem.charAt(n - 1)) < 0));
    }

    /// Every letter but a, e, i, o, u, and y after a consonant.
    private static boolean consonant(String word, int at) {
        if (word.charAt(at) != 'y') {
            return "aeiou".indexOf(word.charAt(at)) < 0;
        }
        int first = at;
        while (first > 0 && word.charAt(first) == 'y') {
            first--;
        }
        boolean odd = (at - first) % 2 == 1;
        return (word.charAt(first) == 'y' || "aeiou".indexOf(word.charAt(first)) < 0) != odd;
    }
}
