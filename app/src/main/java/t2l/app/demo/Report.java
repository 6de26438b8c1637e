package t2l.app.demo;

import java.awt.Color;
import module java.base;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;
import t2l.app.console.Json;
import t2l.app.plot.*;
import t2l.app.train.LearningPlots;
import t2l.hypernet.Variant;
import t2l.hypernet.eval.ExactMatch;
import t2l.tensor.T2lException;
import t2l.tensor.io.WholeFile;

/// The results of a demonstration: a table, examples, and the course of the training. Written as `results.json`,
/// `report.md` and plots.
///
/// @param seconds duration of each part
/// @param rows    scores by row name
/// @param answers answers for descriptions written by hand
/// @param courses the trainings of the hypernetworks
public record Report(String version, long seed, String machine, Map<String, Double> seconds,
        Map<String, ExactMatch.Score> rows, List<Answer> answers, Map<Variant.Preset, Course> courses) {
    /// Number of answers shown.
    private static final int SHOWN = 3;

    /// The course of a training.
    ///
    /// @param losses the training loss of every step
    /// @param looks  scores during training
    public record Course(List<Double> losses, List<Look> looks) {}

    /// The share of correct answers after some steps of training.
    ///
    /// @param trained on training tasks
    /// @param fresh   on new tasks
    public record Look(int step, ExactMatch.Score trained, ExactMatch.Score fresh) {}

    /// One question, answered without and with an adapter.
    ///
    /// @param right the share of the task's test questions answered correctly with the adapter
    public record Answer(String description, String prompt, String before, String after, String expected,
            double right) {
        boolean isRight() {
            return after.equals(expected);
        }
    }

    /// The method of a row, and its color.
    public enum Kind {
        WITHOUT("no hypernetwork", Drawing.WITHOUT),
        TRAINED("hypernetwork, training tasks", Drawing.TRAINED),
        FRESH("hypernetwork, new tasks", Drawing.FRESH),
        WRONG("hypernetwork, wrong description", Drawing.WRONG);

        private final String says;
        private final Color color;

        Kind(String says, Color color) {
            this.says = says;
            this.color = color;
        }
    }

    /// A row of the table.
    ///
    /// @param asked a short description; `%d` is the number of tasks
    public record Row(String name, Kind kind, String asked) {}

    /// The rows in the order of the table.
    private static final List<Row> TABLE = List.of(
            new Row("base", Kind.WITHOUT, "new tasks, no adapter"),
            new Row("description_in_prompt", Kind.WITHOUT, "new tasks, description in the prompt"),
            new Row("few_shot", Kind.WITHOUT, "new tasks, three solved examples"),
            new Row("multi_task_lora", Kind.WITHOUT, "new tasks, one LoRA for all"),
            new Row("average_lora", Kind.WITHOUT, "new tasks, average of the oracle LoRAs"),
            new Row("oracle_lora", Kind.WITHOUT, "%d new tasks, a LoRA trained on each"),
            new Row("random_description", Kind.WRONG, "new tasks, another task's description"),
            new Row("nonsense_description", Kind.WRONG, "new tasks, nonsense text"),
            new Row("l_new_tasks", Kind.FRESH, "new tasks, the paper's network (variant L)"),
            new Row("t2l_seen_tasks", Kind.TRAINED, "training tasks, training descriptions"),
            new Row("t2l_new_descriptions", Kind.TRAINED, "training tasks, new descriptions"),
            new Row("t2l_new_tasks", Kind.FRESH, "new tasks, their descriptions"));

    /// The rows that were measured, in the order of the table.
    public List<Row> measured() {
        return TABLE.stream().filter(row -> rows.containsKey(row.name()))
                .map(row -> new Row(row.name(), row.kind(),
                        String.format(row.asked(), rows.get(row.name()).items() / DemoRun.ITEMS)))
                .toList();
    }

    /// The answers to show: the first two correct ones and the first wrong one, as far as there are any.
    public List<Answer> shown() {
        List<Answer> right = answers.stream().filter(Answer::isRight).toList();
        List<Answer> wrong = answers.stream().filter(answer -> !answer.isRight()).toList();
        int good = Math.min(right.size(), wrong.isEmpty() ? SHOWN : SHOWN - 1);
        return Stream.concat(right.stream().limit(good), wrong.stream().limit(SHOWN - good)).toList();
    }

    private String ofSentences() {
        long right = answers.stream().filter(Answer::isRight).count();
        return String.format(Locale.ROOT,
                "With %d descriptions written by hand, for new tasks, the first question was%n"
                        + "answered correctly in %d cases. Examples of both:",
                answers.size(), right);
    }

    private static String ofTask(Answer answer) {
        return Math.round(answer.right() * DemoRun.ITEMS) + " of " + DemoRun.ITEMS;
    }

    /// The rows and examples as lines of text of at most 80 columns, shares in percent.
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "%-22s  %12s", "", "exact match"));
        for (Row row : measured()) {
            ExactMatch.Score score = rows.get(row.name());
            lines.add(String.format(Locale.ROOT, "%-22s %5.1f ± %3.1f %%  %s", row.name(), 100 * score.mean(),
                    100 * score.standardError(), row.asked()));
        }
        lines.add("");
        lines.addAll(ofSentences().lines().toList());
        for (Answer answer : shown()) {
            lines.add("");
            lines.add("\"" + answer.description() + "\"");
            lines.add("  " + answer.prompt());
            lines.add("    before: " + answer.before() + "   after: " + answer.after() + "   expected: "
                    + answer.expected() + "   (" + ofTask(answer) + " correct)");
        }
        return lines;
    }

    /// The content of `results.json`.
    public Map<String, Object> json() {
        return Json.object("version", version, "seed", seed, "machine", machine, "seconds", seconds,
                "rows", measured().stream().map(row -> json(row.name(), rows.get(row.name()))).toList(),
                "examples", shown().stream().map(answer -> Json.object("description", answer.description(),
                        "prompt", answer.prompt(),
                        "before", answer.before(),
                        "after", answer.after(),
                        "expected", answer.expected(),
                        "exact_match", answer.right())).toList());
    }

    private static Map<String, Object> json(String name, ExactMatch.Score score) {
        return Json.object("name", name, "exact_match", score.mean(), "standard_error", score.standardError(),
                "items", score.items());
    }

    /// Writes all files into an existing directory.
    public void write(Path directory) {
        try {
            WholeFile.replace(directory.resolve("results.json"), Json.text(json()));
            WholeFile.replace(directory.resolve("report.md"), markdown());
            comparison(directory.resolve("comparison"));
            looks(directory.resolve("while-learning"));
            Map<String, List<Double>> losses = new LinkedHashMap<>();
            courses.forEach((variant, course) -> losses.put("variant " + variant, course.losses()));
            LearningPlots.learningCurves("Training loss", LearningPlots.CROSS_ENTROPY, losses,
                    directory.resolve("training-loss"));
        } catch (IOException e) {
            throw new T2lException(directory + ": cannot be written: " + e.getMessage(), e);
        }
    }

    /// Exact match of every row, with its standard error.
    private void comparison(Path file) throws IOException {
        Map<String, Color> legend = new LinkedHashMap<>();
        measured().forEach(row -> legend.put(row.kind().says, row.kind().color));
        List<BarChart.Bar> bars = measured().stream()
                .map(row -> new BarChart.Bar(row.name().replace('_', ' '), row.asked(),
                        100 * rows.get(row.name()).mean(), 100 * rows.get(row.name()).standardError(),
                        row.kind().color))
                .toList();
        new BarChart("Exact match by method (higher is better)", "exact match (%), with standard error over tasks",
                bars, legend).save(file);
    }

    /// Exact match during the trainings; variant L is grey.
    private void looks(Path file) throws IOException {
        XYChart chart = Drawing.lines("Exact match during training (higher is better)", "training step",
                "exact match (%), ± standard error over tasks");
        Drawing.percent(chart.getStyler());
        courses.forEach((variant, course) -> {
            List<Double> steps = course.looks().stream().map(look -> (double) look.step()).toList();
            boolean grey = variant == Variant.Preset.L;
            Drawing.series(chart, variant + ", training tasks", steps,
                    course.looks().stream().map(Look::trained).toList(),
                    grey ? Drawing.WITHOUT : Drawing.TRAINED, SeriesMarkers.CIRCLE);
            Drawing.series(chart, variant + ", new tasks", steps,
                    course.looks().stream().map(Look::fresh).toList(),
                    grey ? Drawing.WITHOUT : Drawing.FRESH, SeriesMarkers.DIAMOND);
        });
        Drawing.save(chart, file);
    }

    private String markdown() {
        return """
                # Text-to-LoRA on the mini suite

                A hypernetwork was trained on 328 small tasks through a frozen language model, then generated adapters
                from descriptions alone, including those of tasks that it was not trained on ("new tasks"). It reads
                every word of a description (variant X).
                All numbers were computed in this run (%s, seed %d, %s).

                ![exact match by row](comparison.png)

                ```
                %s
                ```

                An answer counts if every token is correct. ± is the standard error over tasks. The model was never taught
                to follow instructions; a model that was would do many of these tasks with the description in its prompt.

                ![exact match during training](while-learning.png)

                ![training loss](training-loss.png)
                """
                .formatted(version, seed, machine, String.join("\n", lines()));
    }
}
