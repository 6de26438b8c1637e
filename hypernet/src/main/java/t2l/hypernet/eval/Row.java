package t2l.hypernet.eval;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A line of an evaluation's results: a group of tasks, asked in one way.
///
/// @param group     of tasks
/// @param condition under which they were asked, as `base` or `aligned`
/// @param scale     the rule of the adapters' scale, empty without adapters
/// @param metric    what `value` is
/// @param values    by metric, the main one first; empty if programs were not run. The error is over questions if the
///                  group is one task, else over tasks
/// @param exact     answers that were right to the letter
/// @param tasks     in the group
/// @param questions asked, each once per adapter
/// @param adapters  per task
public record Row(String group, String condition, String scale, String metric, Map<String, Estimate> values,
        List<Estimate> exact, int tasks, int questions, int adapters) {
    /// What the average over groups is called.
    private static final String AVERAGE = "average";

    /// The line of the tasks of a group; one at least.
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

    /// The lines of the groups of tasks, and behind them the plain mean over all tasks if they are several: of the shares
    /// of right answers, as the reference's `benchmark_avg`, in which ROUGE does not count.
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

    /// The main value; there must be one.
    public Estimate value() {
        return values.values().iterator().next();
    }

    /// As `arc_easy/aligned`.
    public String name() {
        return group + "/" + condition;
    }
}
