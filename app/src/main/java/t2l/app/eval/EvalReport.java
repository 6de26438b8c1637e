package t2l.app.eval;

import module java.base;
import t2l.app.console.Json;
import t2l.hypernet.SplitMix64;
import t2l.hypernet.eval.*;
import t2l.tensor.T2lException;

/// The results of `t2l eval`, as JSON, CSV, a Markdown table, and sample answers.
///
/// @param seconds  duration
/// @param settings of the run, as the user gave them
record EvalReport(String version, String model, String machine, double seconds,
        Map<String, Object> settings, EvalRun run) {
    /// Number of answers shown per task and condition, and in total in `results.json`.
    private static final int DETAILS = 10;
    private static final int EXAMPLES = 10;

    private static String name(TaskScores.ResultRow row) {
        return row.scale().isEmpty() ? row.name() : row.name() + "/" + row.scale();
    }

    /// The rows as aligned lines of text, in percent.
    List<String> lines() {
        int width = run.rows().stream().mapToInt(row -> name(row).length()).max().orElse(0);
        return run.rows().stream().map(row -> String.format("%-" + width + "s  %s  %s", name(row), percent(row),
                questions(row))).toList();
    }

    private static String percent(TaskScores.ResultRow row) {
        if (row.values().isEmpty()) {
            return row.metric() + " not measured (see --run-code)";
        }
        return row.values().entrySet().stream().map(e -> percent(e.getValue()) + " " + e.getKey())
                .collect(Collectors.joining(", "));
    }

    private static String percent(TaskScores.Estimate value) {
        String mean = String.format(Locale.ROOT, "%5.1f", 100 * value.mean());
        return Double.isNaN(value.standardError())
                ? mean + " %"
                : mean + String.format(Locale.ROOT, " ± %.1f %%", 100 * value.standardError());
    }

    private static String questions(TaskScores.ResultRow row) {
        return "(" + row.questions() + (row.questions() == 1 ? " question" : " questions")
                + (row.tasks() > 1 ? " of " + row.tasks() + " tasks" : "")
                + (row.adapters() > 1 ? ", " + row.adapters() + " adapters each)" : ")");
    }

    /// The content of `results.json`.
    Map<String, Object> json() {
        Map<String, Object> notes = new LinkedHashMap<>();
        run.tasks().stream().filter(task -> !task.notes().isEmpty())
                .forEach(task -> notes.put(task.name(), task.notes()));
        return Json.object("version", version, "seed", run.seed(), "machine", machine, "model", model,
                "seconds", Map.of("evaluate", seconds),
                "settings", settings,
                "notes", notes,
                "rows", run.rows().stream().map(EvalReport::json).toList(),
                "examples", examples());
    }

    /// A row as in `results.json`.
    static Map<String, Object> json(TaskScores.ResultRow row) {
        Map<String, Object> line = Json.object("name", name(row));
        row.exact().forEach(exact -> {
            line.put("exact_match", exact.mean());
            line.put("standard_error", finite(exact.standardError()));
        });
        line.put("items", row.questions() * row.adapters());
        line.put("metric", row.metric());
        row.values().forEach((metric, value) -> {
            line.put(metric, value.mean());
            line.put(metric + "_standard_error", finite(value.standardError()));
        });
        line.put("tasks", row.tasks());
        line.put("adapters", row.adapters());
        line.put("condition", row.condition());
        line.put("scale", row.scale());
        return line;
    }

    /// A single value has no standard error.
    private static Double finite(double value) {
        return Double.isNaN(value) ? null : value;
    }

    /// Sample answers of adapted models, with those of the unchanged model if available.
    private List<Map<String, Object>> examples() {
        List<Map<String, Object>> examples = new ArrayList<>();
        for (EvalRun.Answers answers : run.answers()) {
            if (!answers.condition().equals("base") && !answers.said().isEmpty() && examples.size() < EXAMPLES) {
                int i = chosen(answers, 1).getFirst();
                Map<String, Object> line = Json.object("task", answers.task().name(),
                        "description", answers.description(),
                        "prompt", answers.task().questions().get(i).text());
                base(answers.task()).ifPresent(said -> line.put("before", said.get(i).strip()));
                line.put("after", answers.said().get(i).strip());
                line.put("expected", answers.task().questions().get(i).answers().getFirst());
                examples.add(line);
            }
        }
        return examples;
    }

    private Optional<List<String>> base(EvalTask task) {
        return run.answers().stream()
                .filter(a -> a.condition().equals("base") && a.task().name().equals(task.name()))
                .map(EvalRun.Answers::said).findFirst();
    }

    /// The indices of sample questions, the same for all conditions of a task.
    private List<Integer> chosen(EvalRun.Answers answers, int most) {
        int size = answers.said().size();
        return SplitMix64.named("details", run.seed(), answers.task().name())
                .sample(IntStream.range(0, size).boxed().toList(), Math.min(most, size)).stream().sorted().toList();
    }

    /// Writes all files into an existing directory.
    void write(Path directory) {
        try {
            Files.writeString(directory.resolve("results.json"), Json.text(json()));
            Files.writeString(directory.resolve("results.csv"), csv() + "\n");
            Files.writeString(directory.resolve("results.md"), markdown() + "\n");
            Files.writeString(directory.resolve("details.json"), Json.text(details()));
            String programs = programs();
            if (!programs.isEmpty()) {
                Files.writeString(directory.resolve("programs.jsonl"), programs);
            }
        } catch (IOException e) {
            throw new T2lException(directory + ": cannot be written: " + e.getMessage(), e);
        }
    }

    private List<Map<String, Object>> details() {
        List<Map<String, Object>> all = new ArrayList<>();
        for (EvalRun.Answers answers : run.answers()) {
            Map<String, Object> one = about(answers);
            one.put("answers", chosen(answers, DETAILS).stream().map(i -> {
                Question question = answers.task().questions().get(i);
                return Json.object("question", i, "prompt", question.text(), "prefill", question.prefill(),
                        "answer", answers.said().get(i),
                        "expected", question.answers());
            }).toList());
            all.add(one);
        }
        return all;
    }

    /// All generated programs, one per line, whether they were run or not.
    private String programs() {
        StringBuilder lines = new StringBuilder();
        for (EvalRun.Answers answers : run.answers()) {
            for (int i = 0; i < answers.said().size(); i++) {
                Question question = answers.task().questions().get(i);
                if (question.program().isPresent()) {
                    Map<String, Object> line = about(answers);
                    line.put("question", i);
                    line.put("completion", answers.said().get(i));
                    line.put("program", question.program().get().source(answers.said().get(i)));
                    lines.append(Json.line(line)).append('\n');
                }
            }
        }
        return lines.toString();
    }

    private static Map<String, Object> about(EvalRun.Answers answers) {
        return Json.object("task", answers.task().name(), "condition", answers.condition(), "scale", answers.scale(),
                "description", answers.description());
    }

    /// One row for each condition and scale, one column for each group of tasks.
    private String csv() {
        List<String> groups = run.rows().stream().map(TaskScores.ResultRow::group).distinct().toList();
        Map<String, Map<String, TaskScores.ResultRow>> lines = new LinkedHashMap<>();
        for (TaskScores.ResultRow row : run.rows()) {
            lines.computeIfAbsent(quoted(model) + "," + row.condition() + "," + row.scale(), _ -> new LinkedHashMap<>())
                    .put(row.group(), row);
        }
        StringBuilder csv = new StringBuilder("model,condition,scale,")
                .append(groups.stream().map(EvalReport::quoted).collect(Collectors.joining(",")));
        lines.forEach((begin, cells) -> csv.append('\n').append(begin).append(',').append(groups.stream()
                .map(group -> cells.containsKey(group) && !cells.get(group).values().isEmpty()
                        ? Double.toString(cells.get(group).value().mean())
                        : "")
                .collect(Collectors.joining(","))));
        return csv.toString();
    }

    private static String quoted(String cell) {
        return cell.matches("[^\",\r\n]*") ? cell : "\"" + cell.replace("\"", "\"\"") + "\"";
    }

    private String markdown() {
        StringBuilder md = new StringBuilder("# Evaluation of ").append(model).append("\n\n");
        md.append("Version ").append(version).append(", seed ").append(run.seed()).append(", ").append(machine)
                .append(String.format(Locale.ROOT, ", %.1f s. ", seconds))
                .append("± is the standard error: over questions for one task, over tasks for several.\n\n");
        md.append("| tasks | condition | scale | result | questions |\n|---|---|---|---|---|\n");
        for (TaskScores.ResultRow row : run.rows()) {
            md.append("| ").append(row.group()).append(" | ").append(row.condition()).append(" | ").append(row.scale())
                    .append(" | ").append(percent(row).strip()).append(" | ").append(questions(row), 1,
                            questions(row).length() - 1)
                    .append(" |\n");
        }
        run.tasks().forEach(task -> task.notes()
                .forEach(note -> md.append("\n* ").append(task.name()).append(": ").append(note)));
        return md.toString();
    }
}
