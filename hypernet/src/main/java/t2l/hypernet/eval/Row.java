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
public record Row(String group, String condition, String scale, String metric, Map<String, Estimate> values,
        List<Estimate> exact, int tasks, int questions, int adapters) {
    /// The name of the average over groups.
    private static final String AVERAGE = "average";

    /// The row of a group's tasks, at least one.
    private static Row of(String condition, String scale, List<Marks> marks) {
        Exam exam = marks.getFirst().exam();
        Map<String, Estimate> values = new LinkedHashMap<>();
        for (String metric : marks.getFirst().scores().keySet()) {
            values.put(metric, estimate(marks.stream().map(m -> m.scores().get(metric)).toList()));
        }
        List<Estimate> exact = marks.getFirst().judged()
                ? List.of(estimate(marks.stream().map(Marks::exact).toList()))
                : List.of();
        return new Row(exam.group(), condition, scale, exam.metric(), values, exact, marks.size(),
                marks.stream().mapToInt(m -> m.exam().questions().size()).sum(), marks.getFirst().adapters());
    }

    private static Estimate estimate(List<List<Double>> tasks) {
        return tasks.size() == 1
                ? Estimate.of(tasks.getFirst())
                : Estimate.of(tasks.stream().map(scores -> Estimate.of(scores).mean()).toList());
    }

    /// The rows of the groups of tasks, followed by the mean over all tasks if there are several: of the shares of
    /// correct answers, without ROUGE, like the reference's `benchmark_avg`.
    public static List<Row> all(String condition, String scale, List<Marks> marks) {
        Map<String, List<Marks>> groups = new LinkedHashMap<>();
        marks.forEach(m -> groups.computeIfAbsent(m.exam().group(), _ -> new ArrayList<>()).add(m));
        List<Row> rows = new ArrayList<>();
        groups.values().forEach(group -> rows.add(of(condition, scale, group)));
        List<List<Double>> counted = marks.stream().filter(m -> m.judged() && !m.exam().metric().startsWith("rouge"))
                .map(Marks::exact).toList();
        if (groups.size() > 1 && counted.size() > 1) {
            Estimate mean = estimate(counted);
            rows.add(new Row(AVERAGE, condition, scale, "mean", Map.of("mean", mean), List.of(mean), counted.size(),
                    counted.stream().mapToInt(List::size).sum(), marks.getFirst().adapters()));
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
