package t2l.hypernet.eval;

import module java.base;
import t2l.transformer.text.Characters;

/// A scoring rule for answers (t2l-spec §11.3, "Scoring").
public sealed interface Scorer permits Scorer.ExactText, Scorer.ContainsAnswer, Scorer.AnswerExtractor, Rouge {
    /// The metric of answers that are programs to be run.
    String PROGRAM = "program";

    /// The name of the metric in results.
    String metric();

    /// The score, from 0 (wrong) to 1 (correct).
    ///
    /// @param answer the model's answer
    /// @param right  the accepted answers, at least one
    double score(String answer, List<String> right);

    /// Whether no continuation of `answer` can change its score, so that generation can stop.
    default boolean decided(String answer) {
        return false;
    }

    /// The scorers of a metric by its name in files, the main one first; none for [#PROGRAM]. Throws
    /// [IllegalArgumentException] if there is no such metric.
    static List<Scorer> named(String metric) {
        Map<String, List<Scorer>> all = new TreeMap<>(Map.of(ExactText.METRIC, ExactText.SCORERS, "choice",
                List.of(new Choice()), "boolean", List.of(new TrueOrFalse()), "number", List.of(new LastNumber()),
                "rouge", List.of(new Rouge(Rouge.Kind.ROUGE_L), new Rouge(Rouge.Kind.ROUGE1), new ExactText(),
                        new ContainsAnswer()),
                PROGRAM, List.of()));
        if (!all.containsKey(metric)) {
            throw new IllegalArgumentException("metric: needs one of " + all.keySet() + ", got '" + metric + "'");
        }
        return all.get(metric);
    }

    /// An answer is correct if it equals an accepted one, ignoring surrounding white space.
    record ExactText() implements Scorer {
        /// The name of the metric.
        static final String METRIC = "exact_match";

        /// The scorers of a task with short answers.
        static final List<Scorer> SCORERS = List.of(new ExactText(), new ContainsAnswer());

        @Override
        public String metric() {
            return METRIC;
        }

        @Override
        public double score(String answer, List<String> right) {
            return right.stream().anyMatch(accepted -> accepted.strip().equals(answer.strip())) ? 1 : 0;
        }
    }

    /// An answer counts if an accepted one stands in it as whole words, in upper or lower case. It is measured beside
    /// [ExactText], because a model that says more than it was asked for may still know the answer.
    record ContainsAnswer() implements Scorer {
        /// The name of the metric.
        static final String METRIC = "contains";

        /// Not between two letters or digits.
        private static final String EDGE = "(?!(?<=[\\p{L}\\p{N}])(?=[\\p{L}\\p{N}]))";

        @Override
        public String metric() {
            return METRIC;
        }

        @Override
        public double score(String answer, List<String> right) {
            return right.stream().map(String::strip).anyMatch(accepted -> accepted.isEmpty()
                    ? answer.isBlank()
                    : words(accepted).matcher(answer).find()) ? 1 : 0;
        }

        private static Pattern words(String text) {
            return Pattern.compile(EDGE + Pattern.quote(text) + EDGE, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        }
    }

    /// Extracts a value from an answer; the answer is correct if an accepted one has the same value.
    sealed interface AnswerExtractor extends Scorer {
        /// The value of an answer, if it has one.
        Optional<?> said(String answer);

        @Override
        default double score(String answer, List<String> right) {
            Optional<?> said = said(answer);
            return said.isPresent() && right.stream().map(this::said).anyMatch(said::equals) ? 1 : 0;
        }
    }

    /// The choice is the first symbol of an answer, a letter or a digit, after quotes and punctuation. "The answer is B"
    /// therefore chooses `t`: this is the reference's rule, on which its results depend.
    record Choice() implements AnswerExtractor {
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

    /// The value of an answer is its last number: digits, and before the last of them at most one point, so that .5 is a
    /// half and the last number of 1.2.3 is .3. Signs and commas are not part of it, so 1,234 counts as 234, in answers
    /// and in the accepted ones: this is the reference's rule.
    record LastNumber() implements AnswerExtractor {
        private static final Pattern NUMBER = Pattern.compile("\\p{Nd}*\\.?\\p{Nd}+");

        @Override
        public String metric() {
            return "number_accuracy";
        }

        /// The last number of a text, if it has one: 1.50 is 1.5.
        @Override
        public Optional<BigDecimal> said(String text) {
            return NUMBER.matcher(text).results().map(MatchResult::group).reduce((_, last) -> last)
                    .map(number -> new BigDecimal(number).stripTrailingZeros());
        }
    }

    /// The value of an answer is decided by the first of some words, tried in a fixed order, that occurs anywhere in it,
    /// ignoring case: `1`, `0`, `yes`, `no`, `true`, `false`, … "Not true" is therefore false because of `no`, and
    /// "invalid" true because of `valid`: this is the reference's rule, on which its results depend.
    record TrueOrFalse() implements AnswerExtractor {
        /// True and false in turn.
        private static final List<String> WORDS = List.of("1", "0", "yes", "no", "true", "false", "positive",
                "negative", "valid", "invalid");

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
}
