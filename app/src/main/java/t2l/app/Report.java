package t2l.app;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import t2l.hypernet.eval.ExactMatch;
import t2l.hypernet.suite.Experiment;
import t2l.tensor.T2lException;

/// What a demonstration found: a table, examples, and how the loss fell. Written as `results.json`, `report.md` and
/// plots.
///
/// @param seconds by part of the work
/// @param losses  the training loss of every step
record Report(String version, long seed, String machine, Map<String, Double> seconds, List<Row> rows,
        List<Experiment.Answer> examples, List<Double> losses) {
    private static final Map<String, String> QUESTIONS = Map.of("base", "new tasks, no adapter", "random_description",
            "new tasks, another task's description",
            "nonsense_description", "new tasks, text that describes nothing", "multi_task_lora",
            "new tasks, one LoRA for all", "t2l_seen_tasks",
            "trained tasks, trained descriptions", "t2l_new_descriptions", "trained tasks, new descriptions",
            "t2l_new_tasks", "new tasks, their descriptions");

    /// One line of the table.
    record Row(String name, ExactMatch.Score score) {}

    Report {
        rows = List.copyOf(rows);
        examples = List.copyOf(examples);
        losses = List.copyOf(losses);
    }

    /// The rows and examples as lines of text, aligned, shares in percent.
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(Locale.ROOT, "%-22s %12s  %s", "", "exact match", ""));
        for (Row row : rows) {
            lines.add(String.format(Locale.ROOT, "%-22s %5.1f ± %3.1f %%  %s", row.name(), 100 * row.score().mean(),
                    100 * row.score().standardError(), QUESTIONS.getOrDefault(row.name(), "")));
        }
        for (Experiment.Answer e : examples) {
            lines.add("");
            lines.add("\"" + e.description() + "\"");
            lines.add(String.format("  %s   before: %s   after: %s   expected: %s", e.prompt(), e.before(), e.after(),
                    e.expected()));
        }
        return lines;
    }

    /// As the object that `results.json` holds.
    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("version", version);
        json.put("seed", seed);
        json.put("machine", machine);
        json.put("seconds", seconds);
        List<Map<String, Object>> all = new ArrayList<>();
        for (Row row : rows) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("name", row.name());
            line.put("exact_match", row.score().mean());
            line.put("standard_error", row.score().standardError());
            line.put("items", row.score().items());
            all.add(line);
        }
        json.put("rows", all);
        json.put("examples", examples.stream().map(e -> {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("description", e.description());
            line.put("prompt", e.prompt());
            line.put("before", e.before());
            line.put("after", e.after());
            line.put("expected", e.expected());
            return line;
        }).toList());
        return json;
    }

    /// Writes everything into a directory that exists.
    void write(Path directory) {
        try {
            Files.writeString(directory.resolve("results.json"),
                    JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(json()) + "\n", StandardCharsets.UTF_8);
            Files.writeString(directory.resolve("report.md"), markdown(), StandardCharsets.UTF_8);
            Plots.learningCurve("Learning to write adapters", losses, directory.resolve("learning-curve"));
            Plots.comparison(rows, directory.resolve("comparison"));
        } catch (IOException e) {
            throw new T2lException(directory + ": cannot be written: " + e.getMessage(), e);
        }
    }

    private String markdown() {
        StringBuilder md = new StringBuilder("# Text-to-LoRA on the mini suite\n\n");
        md.append(
                "A hypernetwork learned 328 small tasks through a frozen language model, then wrote adapters from descriptions alone.\n");
        md.append("Every number below was computed in this run (").append(version).append(", seed ").append(seed)
                .append(", ").append(machine).append(").\n\n");
        md.append(
                "| row | exact match | ± standard error over tasks | items | what was asked |\n|---|---|---|---|---|\n");
        for (Row row : rows) {
            md.append(String.format(Locale.ROOT, "| `%s` | %.1f %% | %.1f | %d | %s |%n", row.name(),
                    100 * row.score().mean(), 100 * row.score().standardError(), row.score().items(),
                    QUESTIONS.getOrDefault(row.name(), "")));
        }
        md.append(
                "\n![exact match by row](comparison.png)\n\n![training loss](learning-curve.png)\n\n## Before and after\n\n| description | input | before | after | expected |\n|---|---|---|---|---|\n");
        for (Experiment.Answer e : examples) {
            md.append(String.format("| %s | `%s` | `%s` | `%s` | `%s` |%n", e.description(), e.prompt(), e.before(),
                    e.after(), e.expected()));
        }
        md.append("\n## Time\n\n");
        seconds.forEach((part, s) -> md.append(String.format(Locale.ROOT, "* %s: %.1f s%n", part, s)));
        md.append(
                "\nThe model was never taught to follow descriptions; a model that was would also do many of these tasks when the description stands in its prompt.\n");
        return md.toString();
    }
}
