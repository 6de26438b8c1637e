package t2l.hypernet.eval;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The scoring rules, by their names in files.
final class Metric {
    /// Answers are programs to be run.
    static final String PROGRAM = "program";

    private static final Map<String, List<Scorer>> ALL = new TreeMap<>(Map.of(ExactText.METRIC, ExactText.SCORERS,
            "choice", List.of(new Choice()), "boolean", List.of(new TrueOrFalse()), "number",
            List.of(new LastNumber()), "rouge",
            List.of(new Rouge(Rouge.Kind.ROUGE_L), new Rouge(Rouge.Kind.ROUGE1), new ExactText(),
                    new ContainsAnswer()),
            PROGRAM, List.of()));

    private Metric() {}

    /// The scorers of a metric, the main one first; none for [#PROGRAM]. Throws [IllegalArgumentException] if there is
    /// no such metric.
    static List<Scorer> scorers(String name) {
        List<Scorer> scorers = ALL.get(name);
        if (scorers == null) {
            throw new IllegalArgumentException("metric: needs one of " + ALL.keySet() + ", got '" + name + "'");
        }
        return scorers;
    }

    /// Whether a file of questions may use it: programs need more than a question and an answer.
    static boolean plain(String name) {
        return ALL.containsKey(name) && !name.equals(PROGRAM);
    }
}
