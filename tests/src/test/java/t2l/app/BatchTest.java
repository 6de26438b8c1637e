package t2l.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.app.console.Json;

/// `--batch`: many texts in one run, each with the result that it has alone.
class BatchTest {
    private static final List<String> WORDS = List.of("cat", "dog", "bird", "hat", "shop", "car", "banana", "apple");
    private static final List<String> TASKS = List.of("Translate each word into French.", "Sort the words.", "");

    @TempDir
    Path folder;

    private static List<Map<String, Object>> objects(String lines) {
        return lines.lines().map(line -> {
            try {
                return JSON.std.mapFrom(line);
            } catch (IOException e) {
                throw new AssertionError(line, e);
            }
        }).toList();
    }

    private Path file(List<Map<String, Object>> lines) throws IOException {
        return Files.write(folder.resolve("batch.jsonl"), lines.stream().map(Json::line).toList());
    }

    @Test
    void answersAreThoseOfEachLineAlone() throws IOException {
        List<Map<String, Object>> lines = IntStream.range(0, 40).mapToObj(i -> {
            String prompt = String.join(" ", WORDS.subList(i % 5, i % 5 + 1 + i % 4)) + " >";
            String task = TASKS.get(i % 3);
            return task.isEmpty() ? Json.object("prompt", prompt) : Json.object("prompt", prompt, "describe", task);
        }).toList();
        String[] command = {"complete", "--model", "builtin:tiny", "--max-tokens", "6", "--temperature", "0.8"};
        List<Map<String, Object>> results = objects(
                Program.answer(Program.with(command, "--batch", file(lines).toString())));
        assertEquals(40, results.size());
        for (int i = 0; i < 6; i++) {
            String prompt = (String) lines.get(i).get("prompt");
            String[] one = lines.get(i).get("describe") instanceof String task
                    ? Program.with(command, "--json", "--prompt", prompt, "--describe", task)
                    : Program.with(command, "--json", "--prompt", prompt);
            Map<String, Object> alone = objects(Program.answer(one)).getFirst();
            assertEquals(alone.get("tokens"), results.get(i).get("tokens"), prompt);
            assertEquals(alone.get("text"), results.get(i).get("text"), prompt);
        }
    }

    @Test
    void tokensAndVectorsAreThoseOfEachTextAlone() throws IOException {
        List<Map<String, Object>> lines = WORDS.stream().map(word -> Json.object("text", "a " + word)).toList();
        String batch = file(lines).toString();
        String[] tokenize = {"tokenize", "--model", "builtin:tiny"};
        assertEquals(objects(Program.answer(Program.with(tokenize, "--json", "a hat"))).getFirst(),
                objects(Program.answer(Program.with(tokenize, "--batch", batch))).get(3));
        List<Map<String, Object>> vectors = objects(Program.answer("embed", "--backend", "scalar", "--batch", batch));
        assertEquals(WORDS.size(), vectors.size());
        assertEquals(objects(Program.answer("embed", "--backend", "scalar", "--json", "a hat")).getFirst(),
                vectors.get(3));
    }

    @Test
    void linesComeFromStdinToo() {
        Jar.Outcome run = Program.feed("{\"text\": \"a pear\"}\n\n{\"text\": \"a fig\"}\n", "tokenize",
                "--model", "builtin:tiny", "--batch", "-").succeeds();
        assertEquals(2, objects(run.out()).size());
        run = Program.feed("{\"prompt\": \"cat >\", \"answer\": \"chat\"}\n", "score", "--model", "builtin:tiny",
                "--batch", "-", "--json").succeeds();
        assertEquals(2, objects(run.out()).size(), "a line, and the total");
    }

    @Test
    void badInputIsOneSentence() throws IOException {
        String wrong = file(List.of(Json.object("text", "a"), Json.object("prompt", 3))).toString();
        Program.refuses(1, "batch.jsonl line 2: needs a field text", "embed", "--batch", wrong);
        Program.refuses(1, "embed: text: needs a text that is not blank, got \" \"", "embed", "a hat", " ");
        Program.refuses(1, "batch.jsonl line 2: prompt: needs a string, got 3", "complete", "--model",
                "builtin:tiny",
                "--batch", file(List.of(Json.object("prompt", "a >"), Json.object("prompt", 3))).toString());
        Program.refuses(1, "batch.jsonl: needs at least one line of JSON, has none", "score", "--model", "builtin:tiny",
                "--batch", file(List.of()).toString());
        Program.refuses(2, "complete: --t2l needs a task in --describe, or in \"describe\" of a line, got none",
                "complete", "--model", "builtin:tiny", "--t2l", "builtin:tiny", "--batch",
                file(List.of(Json.object("prompt", "a >"))).toString());
        Program.refuses(2, "complete: needs one of --prompt, --ids and --batch, got several", "complete", "--model",
                "builtin:tiny", "--prompt", "a", "--batch", wrong);
        Program.refuses(1, "batch.jsonl line 1: prompt: needs 1 to", "complete", "--model",
                "builtin:tiny", "--batch",
                file(List.of(Json.object("prompt", "cat ".repeat(5000)), Json.object("prompt", "a >"))).toString());
    }
}
