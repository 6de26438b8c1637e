package t2l.hypernet.data;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.GoldenFile;
import t2l.hypernet.YamlFile;
import t2l.hypernet.data.TaskData.Pair;
import t2l.tensor.T2lException;

/// Rows of the reference's tasks become what the reference makes of them (`data/tokenisation.json` of its goldens).
class TaskFolderTest {
    @TempDir
    Path folder;

    /// The goldens, one case for a task.
    static List<Map<String, Object>> cases() {
        return ((List<?>) golden().get("cases")).stream().map(TaskFolderTest::map).toList();
    }

    /// The golden of three pairs in a batch.
    static Map<String, Object> collated() {
        return map(golden().get("collated"));
    }

    private static Map<String, Object> golden() {
        try {
            return JSON.std.mapFrom(Files.readString(GoldenFile.path("hypernet/data/tokenisation.json")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, Object> map(Object value) {
        Map<String, Object> map = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((key, v) -> map.put((String) key, v));
        return map;
    }

    /// The folder of a golden's task, with its row to train on.
    static TaskFolder write(Path parent, Map<String, Object> golden) throws IOException {
        Path task = Files.createDirectory(parent.resolve((String) golden.get("task")));
        Map<String, Object> metadata = map(golden.get("metadata"));
        metadata.put("descriptions", List.of("Do it.", "Do as it says."));
        YamlFile.write(task.resolve("metadata.yaml"), metadata);
        Files.writeString(task.resolve("train.jsonl"), JSON.std.asString(golden.get("row")) + "\n");
        return TaskFolder.read(task);
    }

    /// Between the marks of the reference's Mistral template: no system text leaves two line breaks.
    @Test
    void questionsAndAnswersAreThoseOfTheReference() throws IOException {
        List<Map<String, Object>> cases = cases();
        assertEquals(16, cases.size());
        for (Map<String, Object> golden : cases) {
            TaskFolder task = write(folder, golden);
            Map<String, Object> row = task.rows("train").getFirst();
            if (golden.containsKey("fields")) {
                map(golden.get("fields")).forEach((name, value) -> assertEquals(value, row.get(name), name));
            }
            Pair pair = task.pair(row);
            String before = task.system().text().isEmpty() ? "\n\n" : "";
            assertEquals(golden.get("prompt"), "<s> [INST] " + before + pair.prompt() + " [/INST]", task.name());
            assertEquals(golden.get("response"), " " + pair.answer() + "</s>", task.name());
        }
        List<TaskData> all = JsonlTasks.read(folder, _ -> true);
        assertEquals(16, all.size());
        assertEquals("arc_challenge", all.getFirst().name());
        assertEquals(List.of("Do it.", "Do as it says."), all.getFirst().descriptions());
        assertEquals(1, all.getFirst().train().size());
    }

    @Test
    void testRowsAreForTesting() throws IOException {
        TaskFolder task = write(folder, cases().getFirst());
        Files.copy(task.folder().resolve("train.jsonl"), task.folder().resolve("test.jsonl"));
        assertEquals(task.data().train(), task.data().test());
    }

    @ParameterizedTest
    @ValueSource(strings = {"descriptions: []", "descriptions: [1]", "descriptions: ['']", "response_field: [x]",
        "user_prompt_template: 3",
        "user_prompt_template: '{nothing}'", "response_field: nothing"})
    void whatIsMissingIsNamed(String line) throws IOException {
        TaskFolder task = write(folder, cases().getFirst());
        Path file = task.folder().resolve("metadata.yaml");
        String name = line.substring(0, line.indexOf(':'));
        Map<String, Object> metadata = new LinkedHashMap<>(YamlFile.mapping(file));
        metadata.remove(name);
        YamlFile.write(file, metadata);
        Files.writeString(file, Files.readString(file) + line + "\n");
        String message = assertThrows(T2lException.class, () -> TaskFolder.read(task.folder()).data()).getMessage();
        assertTrue(message.contains("metadata.yaml") || message.contains("nothing"), message);
    }

    @Test
    void aRowWithoutMarkersIsExplainedAndAFolderMayHaveNoRows() throws IOException {
        TaskFolder task = write(folder, cases().getFirst());
        Path rows = task.folder().resolve("train.jsonl");
        Files.writeString(rows, "{\"input\": \"apple\", \"output\": [\"fruit\"]}\n");
        String message = assertThrows(T2lException.class, task::data).getMessage();
        assertTrue(message.contains("train.jsonl line 1") && message.contains("'Definition: '"), message);
        Files.delete(rows);
        assertFalse(task.data().hasRows());
    }
}
