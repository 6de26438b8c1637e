package t2l.app;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.app.console.Json;

/// `t2l worker`.
class WorkerTest {
    private static final List<String> TASKS = List.of("Sort the words.", "Take the last word and say it in French.",
            "Shout the first word.", "Read the words backwards.", "Write the last word in the plural.");
    private static final String MODEL = "adapter_model.safetensors";
    private static final String PAIRS = """
            {"task": "french", "descriptions": ["Take the last word and say it in French."], "n_train": 2, "n_test": 2}
            {"split": "train", "input": "cat dog bird >", "output": ["oiseau"]}
            {"split": "train", "input": "dog bird cat >", "output": ["chat"]}
            {"split": "test", "input": "rake arm cow rug >", "output": ["tapis"]}
            {"split": "test", "input": "duck car grape >", "output": ["raisin"]}
            """;

    @TempDir
    Path folder;

    /// The answers of a worker to lines, each of which gets its place as its id.
    private static List<Map<String, Object>> ask(List<Map<String, Object>> lines, String... options) {
        StringBuilder input = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            lines.get(i).put("id", i);
            input.append(Json.line(lines.get(i))).append('\n');
        }
        Jar.Outcome run = Program.feed(input.toString(),
                Program.with(new String[] {"worker", "--backend", "simd"}, options)).succeeds();
        assertEquals("", run.err());
        List<Map<String, Object>> answers = run.out().lines().map(WorkerTest::object).toList();
        assertEquals(IntStream.range(0, lines.size()).boxed().toList(),
                answers.stream().map(answer -> answer.get("id")).toList());
        return answers;
    }

    private static Map<String, Object> object(String line) {
        try {
            return JSON.std.mapFrom(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }

    @Test
    void aWorkerDoesWhatTheCommandsDo() throws IOException {
        Path tasks = Files.createDirectory(folder.resolve("tasks"));
        Path task = Files.writeString(tasks.resolve("french.jsonl"), PAIRS);
        String[] training = {"--model", "builtin:tiny", "--steps", "3", "--lr", "5e-3"};
        List<Map<String, Object>> answers = ask(List.of(
                Json.object("op", "oracle", "task", task.toString(), "out", folder.resolve("mine").toString()),
                Json.object("op", "oracle", "task", task.toString()),
                Json.object("op", "generate", "describe", TASKS.get(1)),
                Json.object("op", "/v1/completions", "model", "tiny", "prompt", "cat dog bird >", "adapter",
                        Json.object("describe", TASKS.get(1))),
                Json.object("op", "/v1/chat/completions", "model", "tiny", "messages",
                        List.of(Json.object("role", "user", "content", "cat dog bird >"))),
                Json.object("op", "score", "prompt", "cat dog bird >", "answer", "oiseau"),
                Json.object("op", "eval", "task", task.toString(), "adapter",
                        Json.object("describe", TASKS.get(1))),
                Json.object("op", "eval", "task", task.toString(), "limit", 1),
                Json.object("op", "eval", "task", tasks.resolve("none").toString()),
                Json.object("op", "score")), training);
        Program.run(Program.with(new String[] {"lora", "--backend", "simd", "--tasks", tasks.toString(), "--out",
            folder.resolve("oracles").toString()}, training));
        byte[] oracle = Files.readAllBytes(folder.resolve("oracles/french").resolve(MODEL));
        assertArrayEquals(oracle, Files.readAllBytes(folder.resolve("mine").resolve(MODEL)));
        assertArrayEquals(oracle, Base64.getDecoder().decode((String) answers.get(1).get("adapter_model")));
        assertEquals("french", answers.get(1).get("task"));
        Program.answer("generate", "--backend", "simd", "--describe", TASKS.get(1), "--out",
                folder.resolve("alone").toString());
        assertArrayEquals(Files.readAllBytes(folder.resolve("alone").resolve(MODEL)),
                Base64.getDecoder().decode((String) answers.get(2).get("adapter_model")));
        assertEquals(" oiseau", choice(answers.get(3)).get("text"));
        assertEquals("stop", choice(answers.get(3)).get("finish_reason"));
        assertNotEquals("oiseau", ((Map<?, ?>) choice(answers.get(4)).get("message")).get("content"));
        Jar.Outcome score = Program.feed("{\"prompt\": \"cat dog bird >\", \"answer\": \"oiseau\"}\n", "score",
                "--backend", "simd", "--model", "builtin:tiny", "--batch", "-", "--json");
        assertEquals(object(score.out().lines().findFirst().orElseThrow()).get("loss"), answers.get(5).get("loss"));
        assertEquals(1.0, answers.get(6).get("exact_match"), answers.get(6).toString());
        assertEquals(1, answers.get(7).get("items"));
        assertTrue(answers.get(8).get("error").toString().contains("none"), answers.get(8).toString());
        assertTrue(answers.get(9).get("error").toString().contains("needs a field prompt"), answers.get(9).toString());
    }

    private static Map<?, ?> choice(Map<String, Object> answer) {
        return (Map<?, ?>) ((List<?>) answer.get("choices")).getFirst();
    }

    @Test
    void whatAWorkerCannotOpenEndsIt() {
        Program.refuses(1, "no/such", "worker", "--t2l", "no/such");
        Program.refuses(1, "no/such", "worker", "--model", "no/such");
        Program.refuses(2, "--steps", "worker", "--steps", "0");
    }
}
