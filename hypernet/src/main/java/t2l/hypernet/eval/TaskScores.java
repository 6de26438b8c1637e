package t2l.hypernet.eval;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/// A model's scores on a task: for each question, the mean over the adapters.
///
/// @param adapters number of adapters
/// @param scores   for each question, by metric, the main one first; empty if the answers are programs that were not
///                 run
/// @param exact    for each question, the share of exact answers or of programs that passed; empty likewise
public record TaskScores(EvalTask task, int adapters, Map<String, List<Double>> scores, List<Double> exact) {
    /// Scores answers.
    ///
    /// @param answers for each adapter, in the order of the questions
    /// @param passes  runs a program, as [Python#passes] does, if that is allowed
    public static TaskScores of(EvalTask task, List<List<String>> answers, Optional<Predicate<String>> passes) {
        Map<String, List<Double>> scores = new LinkedHashMap<>();
        for (Scorer scorer : task.scorers()) {
            scores.put(scorer.metric(), means(task, answers, (q, answer) -> scorer.score(answer, q.answers())));
        }
        if (task.scorers().isEmpty() && passes.isPresent()) {
            scores.put(UnitTests.METRIC, means(task, answers,
                    (q, answer) -> passes.get().test(q.program().orElseThrow().source(answer)) ? 1 : 0));
        }
        List<Double> exact = scores.getOrDefault(ExactText.METRIC,
                scores.values().stream().findFirst().orElse(List.of()));
        return new TaskScores(task, answers.size(), scores, exact);
    }

    private interface Judge {
        double score(Question question, String answer);
    }

    private static List<Double> means(EvalTask task, List<List<String>> answers, Judge judge) {
        double[] means = new double[task.questions().size()];
        for (List<String> ofAdapter : answers) {
            for (int i = 0; i < means.length; i++) {
                means[i] += judge.score(task.questions().get(i), ofAdapter.get(i)) / answers.size();
            }
        }
        return Arrays.stream(means).boxed().toList();
    }

    /// Whether there is anything to report.
    public boolean judged() {
        return !scores.isEmpty();
    }
}
