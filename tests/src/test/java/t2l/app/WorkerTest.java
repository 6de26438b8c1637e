package t2l.app;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.app.console.Json;
import t2l.transformer.lora.PackManifest;

/// `t2l worker` and `t2l adapters`: from descriptions to a pack, and adapters out of it.
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

    /// Makes all [#TASKS] four times over and packs them into two files.
    private Path packed() {
        Path packs = folder.resolve("packs");
        List<Map<String, Object>> lines = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            lines.add(Json.object("op", "generate", "describe", TASKS.get(i % 5), "spool",
                    folder.resolve("spool").toString()));
        }
        List<Map<String, Object>> made = ask(lines);
        for (int i = 5; i < 20; i++) {
            assertEquals(made.get(i % 5).get("sha256"), made.get(i).get("sha256"), "whatever stands beside it");
        }
        assertNotEquals(made.get(0).get("sha256"), made.get(1).get("sha256"));
        List<Map<String, Object>> packing = new ArrayList<>();
        for (int from : List.of(0, 10)) {
            List<Map<String, Object>> adapters = new ArrayList<>();
            for (int i = from; i < from + 10; i++) {
                Map<String, Object> one = new LinkedHashMap<>(made.get(i));
                one.keySet().retainAll(List.of("offset", "bytes", "sha256"));
                one.put("id", "task-%02d".formatted(i));
                one.put("describe", i == 19 ? "red \u001b[31m\nline" : TASKS.get(i % 5));
                adapters.add(one);
            }
            packing.add(Json.object("op", "pack", "spool", folder.resolve("spool").toString(), "out", packs.toString(),
                    "adapter_config", made.getFirst().get("adapter_config"), "adapters", adapters));
        }
        List<Map<String, Object>> files = ask(packing).stream().map(LinkedHashMap::new)
                .<Map<String, Object>>map(map -> map).toList();
        files.forEach(file -> file.remove("id"));
        assertEquals(20, ask(List.of(Json.object("op", "manifest", "packs", files, "out", packs.toString()))).getFirst()
                .get("adapters"));
        return packs;
    }

    @Test
    void adaptersGoIntoPacksAndComeOutAsTheyAre() throws IOException {
        Path packs = packed();
        assertEquals(20, Program.answer("adapters", packs.toString()).lines().count());
        String shown = Program.answer("adapters", packs.toString(), "task-19").strip();
        assertTrue(shown.endsWith("  red \\u001b[31m\\nline"), shown);
        Map<String, Object> one = object(Program.answer("adapters", packs.toString(), "task-11", "--json"));
        assertEquals(TASKS.get(1), one.get("describe"));
        assertEquals("adapters: all hashes are right",
                Program.run("adapters", packs.toString(), "--verify").err().strip());
        Program.answer("generate", "--backend", "simd", "--describe", TASKS.get(1), "--out",
                folder.resolve("alone").toString());
        Program.answer("adapters", packs.toString(), "task-11", "task-00", "--out", folder.resolve("some").toString());
        for (String file : List.of(MODEL, "adapter_config.json")) {
            assertArrayEquals(Files.readAllBytes(folder.resolve("alone").resolve(file)),
                    Files.readAllBytes(folder.resolve("some/task-11").resolve(file)), "the bits of generate");
        }
        Program.answer("adapters", packs.toString(), "task-11", "--format", "gguf", "--model", "builtin:tiny", "--out",
                folder.resolve("gguf").toString());
        for (String adapter : List.of(packs + "/task-11", folder.resolve("gguf/task-11.gguf").toString())) {
            assertEquals("oiseau",
                    Program.answer("complete", "--model", "builtin:tiny", "--adapter", adapter, "--prompt",
                            "cat dog bird >").strip());
        }
        Program.refuses(1, "needs an adapter called no", "adapters", packs.toString(), "no");
        Program.refuses(1, "needs a folder of packs", "adapters", folder.toString());
        Program.refuses(2, "--format gguf: needs --out", "adapters", packs.toString(), "--format", "gguf");
        damage(packs);
        Program.refuses(1, "needs the content with the hash in its name", "adapters", packs.toString(), "--verify");
    }

    /// Changes a number in the second of the packs.
    private static void damage(Path packs) throws IOException {
        PackManifest.Pack last = PackManifest.read(packs).packs().getLast();
        Path file = packs.resolve(last.sha256() + ".safetensors");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 3] ^= 1;
        Files.write(file, bytes);
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
