package t2l.hypernet.data;

import module java.base;
import t2l.hypernet.data.TaskData.Pair;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;

/// Reads tasks from a directory of `.jsonl` files, one per task, and of task folders in the reference's layout
/// ([TaskFolder]).
///
/// The first line is `{"task": name, "descriptions": [...], "n_train": n, "n_test": n}`; each line after it a pair,
/// `{"split": "train"|"valid"|"test", "input": text, "output": [accepted answers]}`; validation pairs need no count.
/// Other fields are ignored.
public final class JsonlTasks {
    private static final String ENDING = ".jsonl";

    private JsonlTasks() {}

    /// The tasks of `directory`, in the order of their file names. Throws [T2lException] if the directory has neither
    /// such files nor folders, or one of them is invalid.
    ///
    /// @param wanted by name; of other tasks only the names are read
    public static List<TaskData> read(Path directory, Predicate<String> wanted) {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> tasks = files
                    .filter(file -> file.getFileName().toString().endsWith(ENDING) || TaskFolder.is(file)).sorted()
                    .toList();
            if (tasks.isEmpty()) {
                throw new T2lException("%s: needs at least one task file *%s, found none".formatted(directory, ENDING));
            }
            return tasks.stream().filter(file -> wanted.test(name(file))).map(JsonlTasks::read).toList();
        } catch (IOException e) {
            throw new T2lException("%s: needs a directory of task files *%s, which cannot be listed here"
                    .formatted(directory, ENDING), e);
        }
    }

    private static String name(Path file) {
        return TaskFolder.is(file)
                ? file.getFileName().toString()
                : JsonLines.line(file, 1, JsonLines.first(file)).text("task");
    }

    /// The task in a file or a task folder, with the descriptions of its [DescriptionFile]. Throws [T2lException] if it cannot
    /// be read or is invalid.
    public static TaskData read(Path file) {
        return TaskFolder.is(file) ? TaskFolder.read(file).data() : lines(file);
    }

    private static TaskData lines(Path file) {
        List<String> lines = JsonLines.lines(file);
        Source header = JsonLines.line(file, 1, lines.isEmpty() ? "" : lines.getFirst());
        var train = new ArrayList<Pair>();
        var valid = new ArrayList<Pair>();
        var test = new ArrayList<Pair>();
        for (int i = 1; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                Source line = JsonLines.line(file, i + 1, lines.get(i));
                List<Pair> of = switch (line.text("split")) {
                    case "train" -> train;
                    case "valid" -> valid;
                    case "test" -> test;
                    default -> throw line.wrong("split", "train, valid or test", line.text("split"));
                };
                of.add(new Pair(line.text("input"), line.someTexts("output")));
            }
        }
        requireCount(header, "n_train", train.size());
        requireCount(header, "n_test", test.size());
        return new TaskData(header.text("task"), DescriptionFile.all(file, DescriptionFile.own(header)), List.of(),
                train, valid, test);
    }

    private static void requireCount(Source header, String field, int found) {
        if (header.count(field) != found) {
            throw header.wrong(field, found + ", the number of such lines (is the file cut short?)",
                    header.count(field));
        }
    }
}
