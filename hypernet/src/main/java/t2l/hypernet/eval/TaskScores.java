package t2l.hypernet.eval;

import module java.base;

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
        List<Double> exact = scores.getOrDefault(Scorer.ExactText.METRIC,
                scores.values().stream().findFirst().orElse(List.of()));
        return new TaskScores(task, answers.size(), scores, exact);
    }

    /// What these scores are above those of other adapters, question by question.
    public TaskScores minus(TaskScores other) {
        Map<String, List<Double>> above = new LinkedHashMap<>();
        scores.forEach((metric, values) -> above.put(metric, minus(values, other.scores.get(metric))));
        return new TaskScores(task, adapters, above, minus(exact, other.exact));
    }

    private static List<Double> minus(List<Double> from, List<Double> what) {
        return IntStream.range(0, from.size()).mapToObj(i -> from.get(i) - what.get(i)).toList();
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

    /// A mean with its standard error.
    ///
    /// @param standardError of the mean; NaN for a single value
    /// @param values        number of averaged values
    public record Estimate(double mean, double standardError, int values) {
        /// The mean of at least one independent value.
        public static Estimate of(Collection<Double> values) {
            int n = values.size();
            double mean = values.stream().mapToDouble(v -> v).average().orElseThrow();
            double squares = values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum();
            return new Estimate(mean, Math.sqrt(squares / (n - 1) / n), n);
        }
    }

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
                if (counted.stream().allMatch(m -> m.scores().containsKey(Scorer.ContainsAnswer.METRIC))) {
                    values.put(Scorer.ContainsAnswer.METRIC,
                            estimate(counted.stream().map(m -> m.scores().get(Scorer.ContainsAnswer.METRIC)).toList()));
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
}
