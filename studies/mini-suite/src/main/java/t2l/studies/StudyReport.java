package t2l.studies;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.markers.SeriesMarkers;
import t2l.cli.Json;
import t2l.cli.plot.Drawing;
import t2l.demo.suite.Suite;
import t2l.demo.suite.Task;
import t2l.demo.suite.Trial;
import t2l.hypernet.eval.ExactMatch;
import t2l.tensor.T2lException;
import t2l.tensor.io.WholeFile;

/// The results of a study of the mini suite so far, compared with the numbers and requirements in `mini-suite.md`:
/// `table.md`, `results.json` and a plot.
///
/// @param about a short description of the study
record StudyReport(String version, String machine, String about, List<Outcome> outcomes) {
    private static final Targets TARGETS = Targets.load();
    private static final Suite SUITE = Suite.load();

    StudyReport {
        outcomes = List.copyOf(outcomes);
    }

    /// Writes all files into an existing directory.
    void write(Path directory) {
        try {
            WholeFile.replace(directory.resolve("results.json"), Json.text(json()));
            WholeFile.replace(directory.resolve("table.md"), String.join("\n", markdown()) + "\n");
            scaling(directory);
            phrases(directory);
        } catch (IOException e) {
            throw new T2lException(directory + ": cannot be written: " + e.getMessage(), e);
        }
    }

    /// A plot of the runs that differ only in the number of training tasks, once there are two.
    private void scaling(Path directory) throws IOException {
        Map<Integer, ExactMatch.Score> trained = new TreeMap<>();
        Map<Integer, ExactMatch.Score> fresh = new TreeMap<>();
        for (int tasks : Study.SCALES) {
            String run = Study.scale(Study.L, tasks);
            List<Cell> seen = Targets.cells(outcomes, run, "seen");
            if (!seen.isEmpty()) {
                trained.put(tasks, Cell.score(seen));
                fresh.put(tasks, Cell.score(Stream.of("testA", "testB")
                        .flatMap(set -> Targets.cells(outcomes, run, set).stream()).toList()));
            }
        }
        if (trained.size() > 1) {
            plot("described tasks", "training tasks", trained, fresh, directory.resolve("scaling"));
        }
    }

    /// Plots of the runs that differ only in the number of phrases, once there are two.
    private void phrases(Path directory) throws IOException {
        for (String kind : List.of("phrases", "blind")) {
            String of = kind.equals("blind") ? "blind sentences" : "unseen phrases";
            Map<Integer, ExactMatch.Score> trained = new TreeMap<>();
            Map<Integer, ExactMatch.Score> fresh = new TreeMap<>();
            for (int phrases : Study.PHRASES) {
                List<Cell> seen = Targets.cells(outcomes, Study.rich(phrases), "seen/" + kind);
                if (!seen.isEmpty()) {
                    trained.put(phrases, Cell.score(seen));
                    fresh.put(phrases, Cell.score(Stream.of("testA", "testB", "test")
                            .flatMap(set -> Targets.cells(outcomes, Study.rich(phrases), set + "/" + kind).stream())
                            .toList()));
                }
            }
            if (trained.size() > 1) {
                plot(of, "phrases for each part of a task", trained, fresh,
                        directory.resolve("training-phrases-" + kind));
            }
        }
    }

    /// Exact match by a number.
    ///
    /// @param of      the descriptions
    /// @param by      what is counted
    /// @param trained on training tasks
    /// @param fresh   on new tasks
    private static void plot(String of, String by, Map<Integer, ExactMatch.Score> trained,
            Map<Integer, ExactMatch.Score> fresh,
            Path file) throws IOException {
        XYChart chart = Drawing.lines("Exact match of " + of + " (higher is better)", "number of " + by,
                "exact match (%), ± standard error over tasks");
        Drawing.percent(chart.getStyler());
        List<Double> x = trained.keySet().stream().map(Integer::doubleValue).toList();
        Drawing.series(chart, "training tasks", x, List.copyOf(trained.values()), Drawing.TRAINED,
                SeriesMarkers.CIRCLE);
        Drawing.series(chart, "new tasks", x, List.copyOf(fresh.values()), Drawing.FRESH, SeriesMarkers.DIAMOND);
        Drawing.save(chart, file);
    }

    /// The content of `results.json`: a row is `run` or `run/set`, its score over all seeds.
    Map<String, Object> json() {
        Map<String, List<Cell>> byRow = new LinkedHashMap<>();
        outcomes.stream().flatMap(outcome -> outcome.cells().stream())
                .forEach(
                        cell -> byRow.computeIfAbsent(cell.run() + "/" + cell.set(), _ -> new ArrayList<>()).add(cell));
        List<Map<String, Object>> rows = new ArrayList<>();
        byRow.forEach((name, cells) -> {
            ExactMatch.Score score = Cell.score(cells);
            Map<String, Object> row = Json.object("name", name, "exact_match", score.mean(), "standard_error",
                    score.standardError(), "items", score.items());
            row.put("seeds", cells.stream().map(Cell::seed).toList());
            row.put("by_seed", cells.stream().map(cell -> Cell.score(List.of(cell)).mean()).toList());
            rows.add(row);
        });
        return Json.object("version", version, "machine", machine, "about", about,
                "seconds", outcomes.stream().collect(Collectors.toMap(Outcome::part, Outcome::seconds, (_, b) -> b,
                        LinkedHashMap::new)),
                "rows", rows);
    }

    /// The tables and the requirements.
    List<String> markdown() {
        List<String> lines = new ArrayList<>(List.of("# The mini suite, measured", "",
                "Exact match in %, ± standard error over tasks; seeds are averaged first. In brackets: the numbers in"
                        + " mini-suite.md.",
                about + " (" + version + ", " + machine + ").", ""));
        TARGETS.tables().forEach(table -> lines.addAll(table(table)));
        lines.addAll(kinds());
        lines.addAll(List.of("## Requirements of mini-suite.md", "", "| section | value | required | measured | |",
                "|---|---|---|---|---|"));
        TARGETS.bounds().forEach(bound -> lines.add(line(bound)));
        lines.addAll(List.of("", "## Time", "", "| part | seconds | loss of the last steps |", "|---|---|---|"));
        outcomes.forEach(o -> lines.add(String.format(Locale.ROOT, "| %s | %.0f | %s |", o.part(), o.seconds(),
                o.loss().isPresent() ? String.format(Locale.ROOT, "%.4f", o.loss().getAsDouble()) : "")));
        return lines;
    }

    private List<String> table(Targets.Table table) {
        List<String> lines = new ArrayList<>(List.of("## " + table.title(), ""));
        lines.add("| row | seeds | " + String.join(" | ", table.columns().values()) + " |");
        lines.add("|---".repeat(2 + table.columns().size()) + "|");
        for (Targets.Line line : table.lines()) {
            long seeds = line.cells().values().stream()
                    .mapToLong(target -> Targets.cells(outcomes, line.run(), target.set()).size()).max().orElse(0);
            lines.add("| " + line.says() + " | " + (seeds == 0 ? "–" : seeds) + " | "
                    + table.columns().keySet().stream()
                            .map(column -> Optional.ofNullable(line.cells().get(column))
                                    .map(target -> cell(line, target)).orElse(""))
                            .collect(Collectors.joining(" | "))
                    + " |");
        }
        lines.add("");
        return lines;
    }

    /// The score of each run on new tasks, by the kind of their operation.
    private List<String> kinds() {
        Map<String, List<String>> kinds = Trial.test(SUITE).stream()
                .collect(Collectors.groupingBy(task -> task.rule().operation().kind(), TreeMap::new,
                        Collectors.mapping(Task::name, Collectors.toList())));
        List<String> lines = new ArrayList<>(List.of("## New tasks (testA and testB) by kind of operation", "",
                "| run | " + String.join(" | ", kinds.keySet()) + " |", "|---".repeat(1 + kinds.size()) + "|",
                "| tasks | "
                        + kinds.values().stream().map(tasks -> tasks.size() + "").collect(Collectors.joining(" | "))
                        + " |"));
        Map<String, List<Cell>> runs = outcomes.stream().flatMap(outcome -> outcome.cells().stream())
                .filter(cell -> cell.set().equals("testA") || cell.set().equals("testB"))
                .collect(Collectors.groupingBy(Cell::run, LinkedHashMap::new, Collectors.toList()));
        runs.forEach((run, cells) -> lines.add("| " + run + " | " + kinds.values().stream()
                .map(tasks -> cells.stream().flatMap(cell -> cell.of(tasks).stream()).toList())
                .map(theirs -> theirs.isEmpty() ? "–" : percent(Cell.score(theirs)))
                .collect(Collectors.joining(" | ")) + " |"));
        lines.add("");
        return lines;
    }

    private static String percent(ExactMatch.Score score) {
        return String.format(Locale.ROOT, "**%.1f ± %.1f**", 100 * score.mean(), 100 * score.standardError());
    }

    private String cell(Targets.Line line, Targets.Target target) {
        String reported = target.percent().isEmpty()
                ? ""
                : target.error().isPresent()
                        ? String.format(Locale.ROOT, " (%.1f ± %.1f)", target.percent().getAsDouble(),
                                target.error().getAsDouble())
                        : String.format(Locale.ROOT, " (%.1f)", target.percent().getAsDouble());
        return Targets.measured(outcomes, line, target)
                .map(StudyReport::percent)
                .orElse("–") + reported;
    }

    private String line(Targets.Bound bound) {
        OptionalDouble reached = bound.reached(outcomes);
        return String.format(Locale.ROOT, "| §%s | %s | %s %.0f | %s |", bound.section(), bound.says(),
                bound.atLeast() ? "≥" : "≤", bound.percent(),
                reached.isEmpty()
                        ? "– | not measured"
                        : String.format(Locale.ROOT, "%.1f | %s", reached.getAsDouble(),
                                bound.holds(reached.getAsDouble()) ? "pass" : "**FAIL**"));
    }
}
