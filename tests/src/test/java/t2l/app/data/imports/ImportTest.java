package t2l.app.data.imports;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.Refused;
import t2l.app.data.CommandRun;
import t2l.hypernet.data.*;
import t2l.hypernet.data.TaskData.Pair;
import t2l.transformer.hub.HubCache;

/// `t2l import`: what others have becomes tasks that are read.
class ImportTest {
    private static final String INSTRUCTION = """
            {"Definition": ["Say the word backwards."], "Positive Examples": [], "Instances": [%s]}""";

    @TempDir
    Path folder;

    private String errors = "";

    private List<TaskData> tasks(String... arguments) {
        CommandRun.of(new Import(new HubCache(folder.resolve("hub"))), said -> errors = said, arguments, "--out",
                folder.resolve("out").toString(), "--quiet");
        return JsonlTasks.read(folder.resolve("out"), _ -> true);
    }

    private Path write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private void reference(String task, String arguments) throws IOException {
        write("tasks/" + task + "/metadata.yaml", """
                descriptions: [Answer.]
                user_prompt_template: 'Q: {question}'
                response_field: answer
                ds_kwargs: {%s}
                """.formatted(arguments));
    }

    private static String rows(int from, int to) {
        StringBuilder all = new StringBuilder();
        for (int i = from; i < to; i++) all.append("{\"question\": \"q" + i + "\", \"answer\": " + i + "}\n");
        return all.toString();
    }

    @Test
    void aTaskOfSuperNaturalInstructions() throws IOException {
        StringBuilder instances = new StringBuilder();
        for (int i = 0; i < 20; i++) {
            instances.append(i == 0 ? "" : ",").append("{\"input\": \"a" + i + "\", \"output\": [\"" + i + "a\"]}");
        }
        Path file = write("task001_backwards.json", INSTRUCTION.formatted(instances));
        TaskData task = tasks(file.toString()).getFirst();
        assertEquals("task001_backwards", task.name());
        assertEquals(List.of("Say the word backwards."), task.descriptions());
        assertEquals(new Pair("Say the word backwards. Please complete the task without any explanation.\n\na0",
                List.of("0a")), task.train().getFirst());
        assertEquals(16, task.train().size());
        assertEquals(2, task.valid().size());
        assertEquals(List.of("9a"), task.test().getFirst().answers());
    }

    /// As `datasets` writes it in JSON lines.
    @Test
    void aDataSetOfLotsOfLoras() throws IOException {
        Map<String, Integer> sizes = Map.of("train", 15, "valid", 5, "test", 3);
        for (Map.Entry<String, Integer> split : sizes.entrySet()) {
            List<String> rows = new ArrayList<>();
            for (int i = 0; i < split.getValue(); i++) {
                String input = "Definition: say ‘" + i + "’.\n\nPositive Example 1 -\nInput: a\nOutput: b\n\n"
                        + "Now complete the following example -\nInput: " + "x".repeat(i) + "\nOutput:";
                List<String> output = List.of("é0", "é1", "é2").subList(0, i % 3 + 1);
                rows.add(JSON.std.asString(Map.of("input", input, "output", output)));
            }
            write("saved/" + split.getKey() + ".jsonl", String.join("\n", rows));
        }
        List<TaskData> tasks = tasks(folder.resolve("saved").toString());
        TaskData task = tasks.getFirst();
        assertEquals("saved", task.name());
        assertEquals(List.of("say ‘0’."), task.descriptions());
        assertEquals(List.of(15, 5, 3), List.of(task.train().size(), task.valid().size(), task.test().size()));
        assertEquals(
                "say ‘4’. Please complete the task without any explanation.\nThe answer should be a comma-separated"
                        + " list of possible completions.\n\nxxxx",
                task.train().get(4).prompt());
    }

    @Test
    void anyRowsWithATemplate() throws IOException {
        Path file = write("reviews.csv", "text,label\n\"Good, really\",yes\nBad,no\n");
        TaskData task = tasks(file.toString(), "--prompt", "Is it good? {text}", "--answer", "label", "--describe",
                "Judge.", "--describe", "Say if it is good.").getFirst();
        assertEquals(List.of("Judge.", "Say if it is good."), task.descriptions());
        assertEquals(List.of(new Pair("Is it good? Good, really", List.of("yes")),
                new Pair("Is it good? Bad", List.of("no"))), task.train());
        Refused.begins("description: needs a sentence", () -> tasks(file.toString(), "--prompt", "{text}", "--answer",
                "label", "--describe", "Judge.", "--describe", "\u00a0", "--force"));
    }

    @Test
    void theReferencesTasksTakeTheirRowsFromDataSetsAndTheCache() throws IOException {
        reference("lol_1", "path: Owner/one, split: 'train[:2]', name: default");
        reference("lol_2", "path: Owner/two, split: 'train[50%:]'");
        reference("lol_3", "path: json, data_files: three.jsonl");
        reference("other", "path: Owner/missing");
        write("data/Owner/one/data/train-0.jsonl", rows(0, 5));
        write("data/Owner/one/data/valid-0.jsonl", rows(5, 8));
        write("data/Owner/one/data/test-0.jsonl", rows(8, 9));
        write("data/three.jsonl", rows(0, 1));
        String commit = "0123456789abcdef0123456789abcdef01234567";
        write("hub/datasets--Owner--two/refs/main", commit);
        write("hub/datasets--Owner--two/snapshots/" + commit + "/train.jsonl", rows(0, 4));
        String[] all = {"--tasks", folder.resolve("tasks").toString(), "--data", folder.resolve("data").toString()};

        List<TaskData> tasks = tasks(all[0], all[1], all[2], all[3], "--only", "lol_*");
        assertEquals("", errors);
        assertEquals(List.of("lol_1", "lol_2", "lol_3"), tasks.stream().map(TaskData::name).toList());
        TaskData first = tasks.getFirst();
        assertEquals(List.of(2, 3, 1), List.of(first.train().size(), first.valid().size(), first.test().size()));
        assertEquals(new Pair("Q: q0", List.of("0")), first.train().getFirst());
        assertEquals(new Pair("Q: q2", List.of("2")), tasks.get(1).train().getFirst());

        tasks = tasks(all[0], all[1], all[2], all[3], "--force");
        assertEquals(3, tasks.size());
        assertEquals(1, errors.lines().count(), errors);
        assertTrue(
                errors.startsWith("error: ") && errors.contains("Owner/missing is neither in --data nor in the cache"),
                errors);
    }

    @Test
    void whatCannotBeImportedLeavesNothing() throws IOException {
        Path csv = write("a.csv", "text,label\nx,y\n");
        Refused.says("needs --prompt, --answer and --describe", () -> tasks(csv.toString()));
        Path empty = write("empty.json", INSTRUCTION.formatted(""));
        Refused.says("empty: needs rows, has none", () -> tasks(empty.toString()));
        Refused.says("there is none; check the path, or t2l pull it", () -> tasks("no/where"));
        reference("x", "path: Owner/one, streaming: true");
        Refused.says("needs a task with rows, found none", () -> tasks("--tasks", folder.resolve("tasks").toString()));
        assertTrue(errors.contains("ds_kwargs: streaming: has no effect on an import"), errors);
        assertFalse(Files.exists(folder.resolve("out")));
    }
}
