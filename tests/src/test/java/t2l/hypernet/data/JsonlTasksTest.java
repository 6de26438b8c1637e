package t2l.hypernet.data;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.Refused;
import t2l.hypernet.data.TaskData.Pair;
import t2l.tensor.T2lException;

class JsonlTasksTest {
    private static final String HEADER = """
            {"task": "antonym", "kind": "abstractive", "descriptions": ["Say the opposite.", "Give an antonym."], "n_train": 2, "n_test": 1}
            """;
    private static final String PAIRS = """
            {"split": "train", "input": "steep", "output": ["flat"]}
            {"split": "test", "input": "big \\u00e9", "output": ["small", "little"]}
            {"split": "train", "input": "hot", "output": ["cold"]}
            """;

    @TempDir
    Path directory;

    private Path file(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String message(Path path) {
        return assertThrows(T2lException.class, () -> JsonlTasks.read(path)).getMessage();
    }

    @Test
    void readsDescriptionsAndPairs() {
        TaskData task = JsonlTasks.read(file("a.jsonl", HEADER + PAIRS));
        assertEquals(new TaskData("antonym", List.of("Say the opposite.", "Give an antonym."), List.of(),
                List.of(new Pair("steep", List.of("flat")), new Pair("hot", List.of("cold"))),
                List.of(new Pair("big é", List.of("small", "little")))), task);
        assertEquals("small", task.test().getFirst().answer());
    }

    @Test
    void readsADirectoryInTheOrderOfItsNames() {
        file("b.jsonl", (HEADER + PAIRS).replace("antonym\"", "second\""));
        file("a.jsonl", (HEADER + PAIRS).replace("antonym\"", "first\""));
        file("notes.txt", "not a task");
        assertEquals(List.of("first", "second"),
                JsonlTasks.read(directory, _ -> true).stream().map(TaskData::name).toList());
    }

    @Test
    void badFilesAreExplainedWithFileLineAndField() {
        assertTrue(message(file("cut.jsonl", HEADER + PAIRS.substring(0, PAIRS.indexOf("\n") + 1)))
                .contains("cut.jsonl line 1: n_train"));
        assertTrue(message(file("broken.jsonl", HEADER + "{\"split\": \"tra")).contains("broken.jsonl line 2: "));
        assertTrue(message(file("empty.jsonl", "")).contains("empty.jsonl line 1: line 1, column 1: needs a value"));
        assertTrue(message(file("split.jsonl", HEADER + PAIRS.replace("\"test\"", "\"dev\"")))
                .contains("line 3: split"));
        assertTrue(message(file("none.jsonl", HEADER + PAIRS.replace("[\"cold\"]", "[]"))).contains("line 4: output"));
        assertTrue(message(file("nameless.jsonl", HEADER.replace("\"task\"", "\"name\"") + PAIRS))
                .contains("line 1: needs a field task, has [name, "));
        assertTrue(message(file("mute.jsonl", HEADER.replace("\"Say the opposite.\"", "3") + PAIRS))
                .contains("descriptions"));
        assertTrue(message(file("blank.jsonl", HEADER.replace("Say the opposite.", "\u00a0") + PAIRS)).contains(
                "blank.jsonl line 1: descriptions: needs sentences that describe the task, got a blank one"));
        Path more = directory.resolve("cold.descriptions.yaml");
        Path task = file("cold.jsonl", HEADER + PAIRS);
        new DescriptionFile(List.of("Say it.", " "), 1).write(task);
        assertTrue(message(task).contains(more + ", which t2l describe writes: descriptions: needs sentences"));
    }

    @Test
    void otherThingsThanTaskFilesAreExplained() throws IOException {
        assertTrue(message(directory).contains("cannot be read"));
        assertTrue(message(directory.resolve("missing.jsonl")).contains("there is none"));
        assertTrue(message(Files.write(directory.resolve("latin.jsonl"), "é".getBytes(StandardCharsets.ISO_8859_1)))
                .contains("UTF-8"));
        Path none = Files.createDirectory(directory.resolve("none"));
        Refused.says("found none", () -> JsonlTasks.read(none, _ -> true));
        Refused.says("cannot be listed", () -> JsonlTasks.read(directory.resolve("missing"), _ -> true));
    }

    @Test
    void ofTasksThatAreNotWantedOnlyTheNamesAreRead() throws IOException {
        file("a.jsonl", HEADER + PAIRS);
        file("b.jsonl", HEADER.replace("antonym", "second") + "no json\n");
        Path broken = Files.createDirectory(directory.resolve("c"));
        Files.writeString(broken.resolve("metadata.yaml"), "descriptions: [\n");
        assertEquals(List.of("antonym"),
                JsonlTasks.read(directory, "antonym"::equals).stream().map(TaskData::name).toList());
        assertThrows(T2lException.class, () -> JsonlTasks.read(directory, "second"::equals));
        assertThrows(T2lException.class, () -> JsonlTasks.read(directory, "c"::equals));
    }
}
