package t2l.app.data.imports;

import module java.base;
import t2l.app.console.Json;
import t2l.app.data.rows.DatasetFolder;
import t2l.hypernet.YamlFile;
import t2l.tensor.T2lException;
import t2l.tensor.io.WholeFile;

/// A task to be written as a folder.
///
/// @param metadata the values of its `metadata.yaml`
/// @param rows     by split: `train`, `valid`, `test`
record ImportedTask(String name, Map<String, Object> metadata, Map<String, List<Map<String, Object>>> rows) {
    /// A task with a template.
    ///
    /// @param prompt of the user's text
    /// @param answer the column of the answer
    static ImportedTask of(String name, List<String> descriptions, String prompt, String answer,
            Map<String, List<Map<String, Object>>> rows) {
        return new ImportedTask(name, Json.object("descriptions", descriptions, "user_prompt_template", prompt,
                "response_field", answer), rows);
    }

    /// The rows of all splits of a data set, by the names of the files in a task folder.
    static Map<String, List<Map<String, Object>>> splits(DatasetFolder dataset) {
        Map<String, List<Map<String, Object>>> rows = new LinkedHashMap<>();
        for (String split : List.of("train", "validation", "test")) {
            if (dataset.has(split)) {
                rows.put(file(split), dataset.rows(split));
            }
        }
        return rows;
    }

    /// The name of a split in task folders.
    static String file(String split) {
        return split.equals("validation") ? "valid" : split;
    }

    /// The number of rows of all splits.
    int count() {
        return rows.values().stream().mapToInt(List::size).sum();
    }

    /// Writes the folder into `directory`. Throws [T2lException] if there are no rows or it cannot be written.
    void write(Path directory) {
        if (count() == 0) {
            throw new T2lException(name + ": needs rows, has none");
        }
        Path folder = directory.resolve(name);
        try {
            Files.createDirectories(folder);
            YamlFile.write(folder.resolve("metadata.yaml"), metadata);
            for (Map.Entry<String, List<Map<String, Object>>> split : rows.entrySet()) {
                try (BufferedWriter out = Files.newBufferedWriter(folder.resolve(split.getKey() + ".jsonl"))) {
                    for (Map<String, Object> row : split.getValue()) {
                        out.write(Json.line(row));
                        out.newLine();
                    }
                }
            }
        } catch (IOException e) {
            throw new T2lException(folder + ": cannot be written: " + WholeFile.reason(e), e);
        }
    }
}
