package t2l.hypernet.data;

import module java.base;
import t2l.hypernet.YamlFile;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;
import t2l.transformer.text.Characters;

/// More descriptions of a task, as `t2l describe` writes them: `descriptions.yaml` in a task folder ([TaskFolder]), or
/// `NAME.descriptions.yaml` beside `NAME.jsonl` ([JsonlTasks]). They come after the task's own.
///
/// @param descriptions at least 0
/// @param queries      how often a model was asked for them
public record DescriptionFile(List<String> descriptions, int queries) {
    private static final String NAME = "descriptions.yaml";
    private static final String DESCRIPTIONS = "descriptions";
    private static final String QUERIES = "queries";

    public DescriptionFile {
        descriptions = List.copyOf(descriptions);
    }

    /// The path of the file of a task.
    ///
    /// @param task its folder or `.jsonl` file
    public static Path of(Path task) {
        return Files.isDirectory(task)
                ? task.resolve(NAME)
                : task.resolveSibling(task.getFileName().toString().replaceFirst("\\.jsonl$", "") + "." + NAME);
    }

    /// Whether a path is such a file, by its name.
    public static boolean is(Path path) {
        return Files.isRegularFile(path) && path.getFileName().toString().endsWith(NAME);
    }

    /// Reads the file of a task; empty if there is none. Throws [T2lException] if it is invalid.
    public static DescriptionFile read(Path task) {
        Path file = of(task);
        if (!Files.exists(file)) {
            return new DescriptionFile(List.of(), 0);
        }
        Source values = Source.of(file + ", which t2l describe writes", Source.Form.JSON, YamlFile.mapping(file));
        values.need(DESCRIPTIONS);
        return new DescriptionFile(sentences(values, values.texts(DESCRIPTIONS)), values.count(QUERIES));
    }

    /// The descriptions in the file of the task itself. Throws [T2lException] if there are none, or one is blank.
    public static List<String> own(Source task) {
        return sentences(task, task.someTexts(DESCRIPTIONS));
    }

    private static List<String> sentences(Source from, List<String> descriptions) {
        if (descriptions.stream().map(Characters::strip).anyMatch(String::isEmpty)) {
            throw from.wrong(DESCRIPTIONS, "sentences that describe the task", "a blank one");
        }
        return descriptions;
    }

    /// Writes or replaces the file of a task.
    public void write(Path task) {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put(DESCRIPTIONS, descriptions);
        values.put(QUERIES, queries);
        YamlFile.write(of(task), values);
    }

    /// The descriptions of a task that has these ones of its own. Throws [T2lException] if its file is invalid.
    public static List<String> all(Path task, List<String> own) {
        return Stream.concat(own.stream(), read(task).descriptions().stream()).toList();
    }
}
