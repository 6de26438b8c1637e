package t2l.hypernet.train;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import t2l.hypernet.train.TaskData.Pair;
import t2l.tensor.T2lException;
import t2l.tensor.io.JsonFile;

/// Reads tasks from a directory of `.jsonl` files, one file a task.
///
/// The first line is `{"task": name, "descriptions": [...], "n_train": n, "n_test": n}`; each line after it a pair,
/// `{"split": "train"|"test", "input": text, "output": [accepted answers]}`. Other fields are left alone.
public final class JsonlTasks {
    private static final String ENDING = ".jsonl";

    private JsonlTasks() {}

    /// The tasks of `directory`, in the order of their file names.
    ///
    /// @throws T2lException if the directory has no such files, or one of them is not as it must be
    public static List<TaskData> readAll(Path directory) {
        try (Stream<Path> files = Files.list(directory)) {
            List<TaskData> tasks = files.filter(file -> file.getFileName().toString().endsWith(ENDING))
                    .sorted().map(JsonlTasks::read).toList();
            if (tasks.isEmpty()) {
                throw new T2lException("%s: needs at least one task file *%s, found none".formatted(directory, ENDING));
            }
            return tasks;
        } catch (IOException e) {
            throw new T2lException("%s: needs a directory of task files *%s, which cannot be listed here"
                    .formatted(directory, ENDING), e);
        }
    }

    /// The task in `file`.
    ///
    /// @throws T2lException if the file cannot be read or is not as it must be
    public static TaskData read(Path file) {
        List<String> lines = lines(file);
        var header = new Line(file, 1, lines.isEmpty() ? "" : lines.getFirst());
        var train = new ArrayList<Pair>();
        var test = new ArrayList<Pair>();
        for (int i = 1; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                var line = new Line(file, i + 1, lines.get(i));
                (line.isTest() ? test : train).add(new Pair(line.text("input"), line.texts("output")));
            }
        }
        header.count("n_train", train.size());
        header.count("n_test", test.size());
        return new TaskData(header.text("task"), header.texts("descriptions"), List.of(), train, test);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (MalformedInputException e) {
            throw new T2lException(file + ": needs to be UTF-8 text, holds other bytes", e);
        } catch (IOException e) {
            throw new T2lException(file + ": needs to be a readable task file, cannot be read", e);
        }
    }

    /// One line, and the questions that may be asked of it.
    private record Line(Path file, int number, Map<String, Object> fields) {
        Line(Path file, int number, String text) {
            this(file, number, JsonFile.parse(file + " line " + number, text).fields());
        }

        String text(String field) {
            if (fields.get(field) instanceof String text) {
                return text;
            }
            throw wrong(field, "text");
        }

        List<String> texts(String field) {
            if (fields.get(field) instanceof List<?> list && !list.isEmpty()
                    && list.stream().allMatch(String.class::isInstance)) {
                return list.stream().map(String.class::cast).toList();
            }
            throw wrong(field, "a list of at least one text");
        }

        boolean isTest() {
            return switch (text("split")) {
                case "train" -> false;
                case "test" -> true;
                default -> throw wrong("split", "\"train\" or \"test\"");
            };
        }

        void count(String field, int found) {
            if (!(fields.get(field) instanceof Number number) || number.intValue() != found) {
                throw wrong(field, "%d, the number of such lines (is the file cut short?)".formatted(found));
            }
        }

        private T2lException wrong(String field, String needed) {
            return new T2lException("%s line %d: field '%s' needs to be %s, is %s"
                    .formatted(file, number, field, needed,
                            fields.containsKey(field) ? "'" + fields.get(field) + "'" : "missing"));
        }
    }
}
