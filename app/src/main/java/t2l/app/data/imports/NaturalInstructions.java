package t2l.app.data.imports;

import module java.base;
import t2l.app.console.Json;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;

/// Tasks of Super-NaturalInstructions (Wang et al. 2022): as published, a JSON object with `Definition` and `Instances`,
/// or as in the data sets of Lots-of-LoRAs, rows whose `input` begins with the definition.
///
/// Both become rows of Lots-of-LoRAs with the reference's template, so that [t2l.hypernet.data.TaskFolder] makes the same
/// prompts of them.
final class NaturalInstructions {
    private static final String PROMPT = "{task_def}\n\n{problem}";
    private static final String ANSWER = "answer";
    private static final String DEFINITION = "Definition: ";
    private static final String EXAMPLES = "\n\nPositive Example 1 -";
    private static final String PROBLEM = "\n\nNow complete the following example -";
    /// Of every ten instances the last is for tests and the one before for validation, as in Lots-of-LoRAs, by size.
    private static final int PARTS = 10;

    /// Whether a file is a published task.
    static boolean is(Path file) {
        return file.toString().endsWith(".json")
                && Source.read(file).values().keySet().containsAll(List.of("Definition", "Instances"));
    }

    /// Reads a published task. Throws [T2lException] if it is none.
    static ImportedTask read(Path file, String name) {
        Source json = Source.read(file);
        String definition = String.join(" ", json.list("Definition").stream().map(String::valueOf).toList());
        Map<String, List<Map<String, Object>>> rows = new LinkedHashMap<>();
        int i = 0;
        for (Source instance : json.objects("Instances")) {
            String split = switch (i++ % PARTS) {
                case PARTS - 2 -> "valid";
                case PARTS - 1 -> "test";
                default -> "train";
            };
            rows.computeIfAbsent(split, _ -> new ArrayList<>()).add(Json.object("input", DEFINITION + definition
                    + EXAMPLES + PROBLEM + "\nInput: " + instance.text("input") + "\nOutput:", "output",
                    instance.list("output")));
        }
        return ImportedTask.of(name, List.of(definition), PROMPT, ANSWER, rows);
    }

    /// Whether rows are those of Lots-of-LoRAs.
    static boolean are(Map<String, List<Map<String, Object>>> rows) {
        return rows.values().stream().flatMap(List::stream).limit(1).anyMatch(
                row -> row.get("input") instanceof String text && text.startsWith(DEFINITION) && text.contains(EXAMPLES)
                        && text.contains(PROBLEM) && row.get("output") instanceof List);
    }

    /// The task of rows of Lots-of-LoRAs, described by its definition.
    static ImportedTask of(String name, Map<String, List<Map<String, Object>>> rows) {
        String first = rows.values().stream().flatMap(List::stream).map(row -> (String) row.get("input")).findFirst()
                .orElseThrow();
        String definition = first.substring(DEFINITION.length(), first.indexOf(EXAMPLES)).strip();
        return ImportedTask.of(name, List.of(definition), PROMPT, ANSWER, rows);
    }
}
