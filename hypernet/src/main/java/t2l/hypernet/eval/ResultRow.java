package t2l.hypernet.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A row of an evaluation's results: a group of tasks under one condition.
///
/// @param group     of tasks
/// @param condition the condition, such as `base` or `aligned`
/// @param scale     the scale rule of the adapters, empty without adapters
/// @param metric    name of the main metric
/// @param values    by metric, the main one first; empty if programs were not run. The error is over questions for a
///                  single task, else over tasks
/// @param exact     exact answers
/// @param tasks     in the group
/// @param questions asked, each once per adapter
/// @param adapters  per task
public record ResultRow(String group, String condition, String scale, String metric, Map<String, Estimate> values,
        List<Estimate> exact, int tasks, int questions, int adapters) {
    /// The name of the average over groups.
    private static final String AVERAGE = "average";

    /// The row of a group's tasks, at least one.
    private static ResultRow of(String condition, String scale, List<TaskScores> scores) {
        EvalTask task = scores.getFirst().task();
        Map<String, Estimate> values = new LinkedHashMap<>();
        for (String metric : scores.getFirst().scores().keySet()) {
            values.put(metric, estimate(scores.stream().map(m -> m.scores().get(metric)).toList()));
        }
        List<Estimate> exact = scores.getFirst().judged()
                ? List.of(estimate(scores.stream().map(TaskScores::exact).toList()))
                : List.of();
        return new ResultRow(task.group(), condition, scale, task.metric(), values, exact, scores.size(),
                scores.stream().mapToInt(m -> m.task().questions().size()).sum(), scores.getFirst().adapters());
    }

    private static Estimate estimate(List<List<Double>> tasks) {
        return tasks.size() == 1
                ? Estimate.of(tasks.getFirst())
                : Estimate.of(tasks.stream().map(scores -> Estimate.of(scores).mean()).toList());
    }

    /// The rows of the groups of tasks, followed by the mean over all tasks if there are several: of the shares of
    /// correct answers, without ROUGE, like the reference's `benchmark_avg`, and of the shares of answers that contain a
    /// correct one, if every task has them.
    public static List<ResultRow> all(String condition, String scale, List<TaskScores> scores) {
        Map<String, List<TaskScores>> groups = new LinkedHashMap<>();
        scores.forEach(m -> groups.computeIfAbsent(m.task().group(), _ -> new ArrayList<>()).add(m));
        List<ResultRow> rows = new ArrayList<>();
        groups.values().forEach(group -> rows.add(of(condition, scale, group)));
        List<TaskScores> counted = scores.stream().filter(m -> m.judged() && !m.task().metric().startsWith("rouge"))
                .toList();
        if (groups.size() > 1 && counted.size() > 1) {
            Estimate mean = estimate(counted.stream().map(TaskScores::exact).toList());
            Map<String, Estimate> values = new LinkedHashMap<>(Map.of("mean", mean));
            if (counted.stream().allMatch(m -> m.scores().containsKey(ContainsAnswer.METRIC))) {
                values.put(ContainsAnswer.METRIC,
                        estimate(counted.stream().map(m -> m.scores().get(ContainsAnswer.METRIC)).toList()));
            }
            rows.add(new ResultRow(AVERAGE, condition, scale, "mean", values, List.of(mean), counted.size(),
                    counted.stream().mapToInt(m -> m.exact().size()).sum(), scores.getFirst().adapters()));
        }
        return rows;
    }

    /// The value of the main metric, which must exist.
    public Estimate value() {
        return values.values().iterator().next();
    }

    /// The name, such as `arc_easy/aligned`.
    public String name() {
        return group + "/" + condition;
    }
}
