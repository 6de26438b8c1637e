package t2l.hypernet.data;

import module java.base;
import t2l.hypernet.YamlFile;
import t2l.hypernet.data.TaskData.Pair;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;

/// A task in the layout of Text-to-LoRA (`tasks/NAME/metadata.yaml`, t2l-spec §12), with its rows in `train.jsonl`,
/// `valid.jsonl` and `test.jsonl` in the same folder, each line a row of the data set named in the metadata; nothing is
/// downloaded.
///
/// @param name         of the folder
/// @param system       the system message, may be empty; like all texts, with places for the columns of a row
/// @param prompt       the user's text
/// @param prefill      put before the answer
/// @param postfill     put after it
/// @param answerColumn the column of the answer
public record TaskFolder(Path folder, String name, List<String> descriptions, PromptTemplate system,
        PromptTemplate prompt, PromptTemplate prefill, PromptTemplate postfill, String answerColumn) {
    private static final String METADATA = "metadata.yaml";

    /// The columns of choices in data sets, and the number of choices shown in prompts.
    private static final String CHOICES = "choices";
    private static final int SHOWN = 4;

    private static final String NO_EXPLANATION = " Please complete the task without any explanation.";
    private static final String SEVERAL = "\nThe answer should be a comma-separated list of possible completions.";

    public TaskFolder {
        descriptions = List.copyOf(descriptions);
    }

    /// Whether a directory is such a folder.
    public static boolean is(Path directory) {
        return Files.isRegularFile(directory.resolve(METADATA));
    }

    /// Reads the metadata and the [DescriptionFile], if there is one. Throws [t2l.tensor.T2lException] if it cannot be read or
    /// is incomplete.
    public static TaskFolder read(Path folder) {
        Path file = folder.resolve(METADATA);
        Source values = Source.of(file.toString(), Source.Form.JSON, YamlFile.mapping(file));
        return new TaskFolder(folder, folder.toAbsolutePath().normalize().getFileName().toString(),
                DescriptionFile.all(folder, DescriptionFile.own(values)),
                template(values, "system_message"),
                new PromptTemplate(values.path("user_prompt_template"), values.text("user_prompt_template")),
                template(values, "assistant_prefill"), template(values, "assistant_postfill"),
                values.text("response_field"));
    }

    private static PromptTemplate template(Source values, String name) {
        return new PromptTemplate(values.path(name), values.find(name).orElse("").toString());
    }

    /// The rows of `train.jsonl`, `valid.jsonl` or `test.jsonl`, with the columns that [#columns] adds; none if there is no
    /// such file. Throws [t2l.tensor.T2lException] if the file is invalid.
    ///
    /// @param split `train`, `valid` or `test`
    public List<Map<String, Object>> rows(String split) {
        Path file = folder.resolve(split + ".jsonl");
        return Files.exists(file) ? JsonLines.read(file).stream().map(TaskFolder::columns).toList() : List.of();
    }

    /// A row with the columns that the reference adds for templates: a task's definition, problem and answer
    /// ; up to four choices, padded with `N/A`; a problem's tests as one text.
    public static Map<String, Object> columns(Source line) {
        Map<String, Object> row = new LinkedHashMap<>(line.values());
        if (row.get("input") instanceof String input && row.get("output") instanceof List<?>) {
            addInstruction(line.where(), input, line.someTexts("output"), row);
        }
        if (row.get(CHOICES) instanceof Map<?, ?> choices && choices.get("text") instanceof List<?> texts
                && choices.get("label") instanceof List<?> labels && labels.size() == texts.size()) {
            row.put(CHOICES, Map.of("text", padded(texts, List.of()), "label", padded(labels, labels)));
        }
        if (row.get("test_list") instanceof List<?> && !row.containsKey("assertions")) {
            row.put("assertions", String.join("\n", line.someTexts("test_list")));
        }
        return row;
    }

    /// At least four values, padded with `N/A` or with further labels of the kind in `labels`, `1` or `A`.
    private static List<String> padded(List<?> values, List<?> labels) {
        List<String> all = new ArrayList<>(values.stream().map(String::valueOf).toList());
        boolean digits = !labels.isEmpty() && labels.getFirst().toString().matches("\\d+");
        for (int i = all.size(); i < SHOWN; i++) {
            all.add(labels.isEmpty() ? "N/A" : Character.toString((digits ? '1' : 'A') + i));
        }
        return all;
    }

    /// The user's text for a row, after the system message, which no published task has.
    public String question(Map<String, Object> row) {
        String before = system.fill(row);
        return (before.isEmpty() ? "" : before + "\n\n") + prompt.fill(row);
    }

    /// The answer of a row, without prefill and postfill. Values are formatted as in Python: `True`, not `true`.
    public String answer(Map<String, Object> row) {
        return new PromptTemplate(prompt.source(), "{" + answerColumn + "}").fill(row);
    }

    /// A row as a training pair.
    public Pair pair(Map<String, Object> row) {
        return new Pair(question(row), List.of(prefill.fill(row) + answer(row) + postfill.fill(row)));
    }

    /// The task with all its rows, of which there may be none.
    public TaskData data() {
        return new TaskData(name, descriptions, List.of(), pairs("train"), pairs("valid"), pairs("test"));
    }

    private List<Pair> pairs(String split) {
        return rows(split).stream().map(this::pair).toList();
    }

    /// Adds the definition, the problem and the answer of a row of a Super-NaturalInstructions task as published by
    /// Lots-of-LoRAs, parsed exactly as in Text-to-LoRA (t2l-spec §12). A problem that contains `Input: ` is cut there, as in
    /// the reference, to keep prompts comparable. Throws [T2lException] if a marker is missing.
    private static void addInstruction(String where, String input, List<String> outputs, Map<String, Object> row) {
        String definition = before(after(where, input, "Definition: "), "\n\nPositive Example 1 -");
        row.put("task_def", definition + NO_EXPLANATION + (outputs.size() > 1 ? SEVERAL : ""));
        row.put("problem", before(
                after(where, after(where, input, "Now complete the following example -"), "Input: "), "\nOutput:"));
        row.put("answer", String.join(", ", outputs));
    }

    /// The text between the first and the second occurrence of a marker.
    private static String after(String where, String text, String marker) {
        int at = text.indexOf(marker);
        if (at < 0) {
            throw new T2lException(where + ": field 'input' needs to contain '" + marker + "', does not");
        }
        return before(text.substring(at + marker.length()), marker);
    }

    private static String before(String text, String marker) {
        int at = text.indexOf(marker);
        return at < 0 ? text : text.substring(0, at);
    }
}
