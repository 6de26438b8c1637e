package t2l.hypernet.eval;

import module java.base;
import t2l.hypernet.YamlFile;
import t2l.hypernet.data.*;
import t2l.tensor.settings.Source;
import t2l.transformer.text.Characters;

/// One of the ten benchmarks of Text-to-LoRA: how its rows become questions (t2l-spec §11.3). The texts are in
/// `benchmarks.yaml`. The file determines the rows: use the test split to compare with published numbers, the first 500
/// rows of the validation or training split to choose a checkpoint.
///
/// @param prompt   the question
/// @param prefill  the start of the answer
/// @param example  a worked example, to be put before the question; empty if the benchmark has none
/// @param gap      what stands between the examples and the question, beside two empty lines
/// @param metric   `choice`, `boolean`, `number` or `program`
/// @param question the column of the question
/// @param choices  the columns of the choices: one for a list of them, several for one each
/// @param answer   the column of the answer
/// @param labels   names of the choices, in order
public record Benchmark(String name, PromptTemplate prompt, PromptTemplate prefill, PromptTemplate example,
        String gap, String metric, String question, List<String> choices, String answer, List<String> labels,
        List<String> descriptions) {
    private static final String FILE = "benchmarks.yaml";
    private static final String NONSENSE = "nonsense";
    private static final String QUOTES = "\"\"\"";

    /// Number of labelled choices in a prompt: a fifth is never shown, even if it is correct.
    private static final int SHOWN = 4;

    /// Number of worked examples before a question.
    private static final int EXAMPLES = 3;

    /// All ten, by name.
    public static Map<String, Benchmark> all() {
        Source file = file();
        Map<String, Benchmark> all = new LinkedHashMap<>();
        file.values().forEach((name, entry) -> {
            if (entry instanceof Map<?, ?>) {
                all.put(name, of(name, file.requireObject(name)));
            }
        });
        return all;
    }

    private static Source file() {
        return Source.of(FILE, Source.Form.JSON, YamlFile.mapping(Benchmark.class, FILE));
    }

    /// Sentences that describe no task. Their adapters are a lower bound for those of real descriptions.
    public static List<String> nonsense() {
        return file().texts(NONSENSE);
    }

    private static Benchmark of(String name, Source entry) {
        return new Benchmark(name, new PromptTemplate(name + " prompt", entry.text("prompt")),
                new PromptTemplate(name + " prefill", entry.text("prefill")),
                new PromptTemplate(name + " example", entry.text("example")), entry.text("gap", ""),
                entry.text("metric"), entry.text("question"), entry.texts("choices"), entry.text("answer"),
                entry.texts("labels"), entry.texts("descriptions"));
    }

    /// The questions of a file, one row per line, with the columns of the published data set or in the short form
    /// `{"question", "choices": [texts], "answer": index of the correct one}`. Throws [t2l.tensor.T2lException] if a
    /// file cannot be read or lacks a column.
    ///
    /// @param training a file with the worked examples; without one, they are the first rows of `file`, which are then
    ///                 not used as questions
    public EvalTask task(Path file, Optional<Path> training, boolean withExamples) {
        List<Map<String, Object>> rows = rows(file);
        List<String> notes = new ArrayList<>();
        Question.Examples examples = Question.Examples.NONE;
        if (withExamples && example.text().isEmpty()) {
            notes.add("the reference has no worked examples for this task: asked without");
        } else if (withExamples) {
            List<Map<String, Object>> shown = training.map(this::rows).orElse(rows);
            shown = shown.subList(0, Math.min(EXAMPLES, shown.size()));
            if (training.isEmpty()) {
                rows = rows.subList(shown.size(), rows.size());
                notes.add("the worked examples are the first rows of the file, which are not asked");
            }
            examples = Question.Examples.numbered(shown.stream().map(example::fill).toList(), gap);
        }
        if (prompt.text().contains("{passage}") && rows.stream().anyMatch(row -> row.get("passage").equals(""))) {
            notes.add("rows without a passage: the prompt begins with the question");
        }
        List<Question> questions = rows.stream().map(this::question).toList();
        return new EvalTask(name, name, descriptions, questions, examples, Scorer.named(metric), notes);
    }

    /// How answers are scored; empty if they are programs.
    public Optional<Scorer> scorer() {
        return Scorer.named(metric).stream().findFirst();
    }

    private List<Map<String, Object>> rows(Path file) {
        return JsonLines.read(file).stream().map(this::columns).toList();
    }

    /// A row with the columns of the published data set and those of [TaskFolder#columns].
    private Map<String, Object> columns(Source line) {
        Map<String, Object> row = TaskFolder.columns(line);
        if (line.values().get("answer") instanceof Integer right && line.values().get("choices") instanceof List<?>) {
            List<String> texts = line.someTexts("choices");
            if (right < 0 || right >= texts.size() || texts.size() > labels.size()) {
                throw line.wrong("answer", "the number of one of at most " + labels.size() + " choices", right);
            }
            String asked = line.text("question");
            row.put(question, prompt.text().contains("{" + question + "}?") ? asked.replaceFirst("\\?\\z", "") : asked);
            row.put(answer, labels.get(right));
            choose(row, texts);
        }
        if (prompt.text().contains("{passage}")) {
            row.putIfAbsent("passage", "");
        }
        if (prompt.text().contains("{problem}")) {
            row.put("problem", Characters.strip(line.text(question)));
            row.put("checks", line.text("test") + "\ncheck(" + line.text("entry_point") + ")");
        }
        if (prompt.text().contains("{instruction}")) {
            row.putAll(mbpp(line));
        }
        return row;
    }

    private void choose(Map<String, Object> row, List<String> texts) {
        if (choices.equals(List.of("choices"))) {
            List<String> all = new ArrayList<>(texts);
            while (all.size() < SHOWN) {
                all.add("N/A");
            }
            row.put("choices", Map.of("text", all, "label", labels.subList(0, all.size())));
        } else if (choices.size() == 1) {
            row.put(choices.getFirst(), texts);
        } else {
            for (int i = 0; i < choices.size() && i < texts.size(); i++) {
                row.put(choices.get(i), texts.get(i));
            }
        }
    }

    private Question question(Map<String, Object> row) {
        String text = prompt.fill(row);
        String right = new PromptTemplate(name + " answer", "{" + answer + "}").fill(row);
        String asked = "".equals(row.get("passage")) ? text.stripLeading() : text;
        Optional<UnitTests> tests = metric.equals(Scorer.PROGRAM) ? Optional.of(tests(right, row)) : Optional.empty();
        return new Question(asked, prefill.fill(row), List.of(right), tests);
    }

    /// HumanEval asks to complete a function, MBPP for a program.
    private UnitTests tests(String right, Map<String, Object> row) {
        if (row.get("checks") instanceof String checks) {
            return new UnitTests(row.get(question).toString(), row.get("entry_point").toString(), checks);
        }
        String tests = row.get("tests").toString();
        return new UnitTests("", UnitTests.entry(right, tests).orElse(""), tests);
    }

    /// The columns of a row of MBPP, as published or as evalplus publishes it: there `prompt` is a docstring with the text and
    /// the first assertion, `assertion` has all of them, and `canonical_solution` the code (t2l-spec §11.3). Throws
    /// [t2l.tensor.T2lException] if the row lacks a column, or its docstring an assertion.
    ///
    /// @return `instruction`, the text, which ends with a full stop; `assertion`, the first, shown in the prompt; all
    ///         `assertions`, shown in worked examples; `tests`, imports and assertions, to be run; `code`, a correct program
    private static Map<String, String> mbpp(Source line) {
        List<String> tests = line.values().containsKey("assertion")
                ? List.of(Characters.strip(line.text("assertion")))
                : line.someTexts("test_list");
        String prompt = line.text("prompt");
        int begin = prompt.indexOf(QUOTES) + QUOTES.length();
        String text = begin < QUOTES.length()
                ? prompt + "\n" + tests.getFirst()
                : prompt.substring(begin, Math.max(begin, prompt.lastIndexOf(QUOTES)));
        int assertion = text.indexOf("assert");
        if (assertion < 0) {
            throw line.wrong("prompt", "a text with an assertion", prompt);
        }
        String instruction = Characters.strip(text.substring(0, assertion));
        Stream<String> imports = line.values().get("test_imports") instanceof List<?> lines
                ? lines.stream().map(String::valueOf)
                : Stream.of();
        return Map.of("instruction", instruction.endsWith(".") ? instruction : instruction + ".", "assertion",
                Characters.strip(text.substring(assertion)), "assertions", String.join("\n", tests), "tests",
                Stream.concat(imports, tests.stream()).collect(Collectors.joining("\n")), "code",
                line.text(line.values().containsKey("canonical_solution") ? "canonical_solution" : "code"));
    }
}
