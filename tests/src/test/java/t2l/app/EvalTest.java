package t2l.app;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `t2l eval` as a user types it.
class EvalTest {
    private static final String PAIRS = """
            {"task": "french", "descriptions": ["Take the last word and say it in French.", "Say the final word in French."]}
            {"split": "train", "input": "cat dog bird >", "output": ["oiseau"]}
            {"split": "test", "input": "rake arm cow rug >", "output": ["tapis"]}
            {"split": "test", "input": "duck car grape >", "output": ["raisin", "grape"]}
            {"split": "test", "input": "hand shoe drill head >", "output": ["tete"]}
            """;

    @TempDir
    Path folder;

    private static String[] tiny(String... more) {
        return Program.with(new String[] {"eval", "--model", "builtin:tiny"}, more);
    }

    private static Jar.Outcome runs(String... more) {
        Jar.Outcome run = Program.run(tiny(more)).succeeds();
        return run;
    }

    private static List<Map<String, Object>> rows(String json) throws IOException {
        return ((List<?>) JSON.std.mapFrom(json).get("rows")).stream().map(row -> {
            Map<String, Object> fields = new LinkedHashMap<>();
            ((Map<?, ?>) row).forEach((name, value) -> fields.put((String) name, value));
            return fields;
        }).toList();
    }

    private static double number(Map<String, Object> row, String name) {
        return ((Number) row.get(name)).doubleValue();
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    @Test
    void descriptionsHelpOnTheSuiteAndRandomOnesDoNot() throws IOException {
        Jar.Outcome run = runs("--tasks", "builtin:suite", "--controls", "--limit", "1", "--max-tokens", "12",
                "--batch", "32", "--json", "--quiet");
        assertEquals("", run.err());
        List<Map<String, Object>> rows = rows(run.out());
        assertEquals(
                Stream.of("base", "prompt", "aligned/rslora", "other/rslora", "random/rslora", "aligned-random/rslora",
                        "aligned-other/rslora")
                        .flatMap(row -> Stream.of("testA/", "testB/", "average/").map(group -> group + row)).toList(),
                rows.stream().map(row -> row.get("name")).toList());
        List<Map<String, Object>> average = IntStream.range(0, 7).mapToObj(i -> rows.get(3 * i + 2)).toList();
        for (int row = 0; row < 5; row++) {
            double exact = number(average.get(row), "exact_match");
            assertTrue(row == 2 ? exact > 0.45 : exact < 0.2, rows::toString);
        }
        for (int row : new int[] {5, 6}) {
            int control = 9 - row;
            assertEquals(number(average.get(2), "exact_match") - number(average.get(control), "exact_match"),
                    number(average.get(row), "exact_match"), 1e-9);
            double spread = Math.hypot(number(average.get(2), "standard_error"),
                    number(average.get(control), "standard_error"));
            assertTrue(number(average.get(row), "standard_error") < 1.5 * spread, rows::toString);
        }
        assertEquals(64 * 4, average.get(2).get("items"));
        assertTrue(number(average.get(2), "standard_error") > 0);
        assertTrue(number(rows.getFirst(), "contains") >= number(rows.getFirst(), "exact_match"), rows::toString);
        Map<?, ?> example = (Map<?, ?>) ((List<?>) JSON.std.mapFrom(run.out()).get("examples")).getFirst();
        assertTrue(example.keySet().containsAll(List.of("description", "prompt", "before", "after", "expected")));
    }

    @Test
    void aDirectoryOfTasksGivesFilesThatAreTheSameEveryTime() throws IOException {
        write("tasks/french.jsonl", PAIRS);
        write("tasks/choose.jsonl", """
                {"question": "cat dog >", "choices": ["cat", "dog"], "answer": 0}
                """);
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        String tasks = folder.resolve("tasks").toString();
        String out = runs("--tasks", tasks, "--out", first.toString(), "--quiet").out();
        assertEquals(3, out.lines().count(), out);
        assertTrue(out.contains("choose/base") && out.contains("french/base") && out.contains("exact_match"), out);
        runs("--tasks", tasks, "--out", second.toString(), "--batch", "1", "--threads", "1", "--quiet");
        for (String same : List.of("results.csv", "details.json")) {
            assertEquals(Files.readString(first.resolve(same)), Files.readString(second.resolve(same)));
        }
        assertEquals("model,condition,scale,choose,french,average", Files.readString(first.resolve("results.csv"))
                .lines().findFirst().orElseThrow());
        assertTrue(Files.readString(first.resolve("results.md")).contains("| french | base |"));
        assertEquals(2, rows(Files.readString(first.resolve("results.json"))).size() - 1);
        assertFalse(Files.exists(first.resolve("programs.jsonl")));
    }

    /// t2l-spec Q2: the same adapters by both rules; and an adapter made for each question.
    @Test
    void bothScalesExamplesAndQuestionsAsDescriptions() throws IOException {
        String file = write("french.jsonl", PAIRS).toString();
        List<Map<String, Object>> rows = rows(
                runs("--tasks", file, "--describe", "aligned,question", "--scale", "both", "--json", "--quiet").out());
        assertEquals(List.of("french/aligned/rslora", "french/aligned/plain", "french/question/rslora",
                "french/question/plain"), rows.stream().map(row -> row.get("name")).toList());
        assertEquals(1.0, number(rows.getFirst(), "exact_match"), rows.toString());
        assertEquals(2, rows.getFirst().get("adapters"));
        assertEquals(6, rows.getFirst().get("items"));
        assertEquals("plain", rows.get(1).get("scale"));

        Map<String, Object> shown = rows(runs("--tasks", file, "--use-icl", "--json", "--quiet").out()).getFirst();
        assertEquals("french/base", shown.get("name"));

        Path adapter = folder.resolve("adapter");
        assertEquals(0, Program.run("generate", "--describe", "Take the last word and say it in French.",
                "--out", adapter.toString()).code());
        Map<String, Object> adapted = rows(
                runs("--tasks", file, "--adapter", adapter.toString(), "--json", "--quiet").out()).getFirst();
        assertEquals("french/adapter/rslora", adapted.get("name"));
        assertEquals(1.0, number(adapted, "exact_match"), adapted.toString());

        // The adapter of each task, in a directory of its name.
        Path oracles = folder.resolve("oracles");
        Files.createDirectories(oracles);
        Files.move(adapter, oracles.resolve("french"));
        List<Map<String, Object>> both = rows(runs("--tasks", file, "--oracles", oracles.toString(), "--describe",
                "none", "--json", "--quiet").out());
        assertEquals(List.of("french/oracle/rslora", "french/base"),
                both.stream().map(row -> row.get("name")).toList());
        assertEquals(1.0, number(both.getFirst(), "exact_match"), both.toString());
    }

    @Test
    void benchmarksComeFromFilesAndProgramsAreNotRunUnasked() throws IOException {
        write("data/piqa.jsonl", """
                {"question": "cat", "choices": ["dog", "bird"], "answer": 1}
                """);
        write("data/mbpp-sanitized.jsonl",
                """
                        {"prompt": "Double it.", "code": "def double(x):\\n    return 2 * x", "test_list": ["assert double(2) == 4"]}
                        """);
        Path out = folder.resolve("out");
        Jar.Outcome run = runs("--tasks", "piqa,mbpp", "--data", folder.resolve("data").toString(), "--max-tokens", "8",
                "--out", out.toString(), "--json", "--quiet");
        List<Map<String, Object>> rows = rows(run.out());
        assertEquals(List.of("piqa/base", "mbpp/base"), rows.stream().map(row -> row.get("name")).toList());
        assertEquals("choice_accuracy", rows.getFirst().get("metric"));
        assertEquals("pass@1", rows.get(1).get("metric"));
        assertFalse(rows.get(1).containsKey("pass@1") || rows.get(1).containsKey("exact_match"), rows.toString());
        String programs = Files.readString(out.resolve("programs.jsonl"));
        assertTrue(programs.contains("assert double(2) == 4"), programs);
    }

    /// The description says nothing to the network; two examples do.
    @Test
    void adaptersAreSharpenedOnTheExamplesOfTheirTask() throws IOException {
        String file = write("first.jsonl", """
                {"task": "first", "descriptions": ["The one at the very start."]}
                {"input": "cat dog horse >", "output": ["cat"], "split": "train"}
                {"input": "red green blue >", "output": ["red"], "split": "train"}
                {"input": "boat hat leg >", "output": ["boat"], "split": "test"}
                """).toString();
        for (String[] more : new String[][] {{}, {"--examples", "2"}}) {
            Jar.Outcome run = Program.run(Program.with(tiny("--tasks", file, "--describe", "aligned"), more))
                    .succeeds();
            assertTrue(run.out().contains(more.length == 0 ? "  0.0 " : "100.0 "), run.out());
        }
        Program.refuses(1, "--examples: first: needs 3 lines with",
                tiny("--tasks", file, "--describe", "aligned", "--examples", "3"));
        Program.refuses(2, "--examples: needs adapters of descriptions", tiny("--tasks", file, "--examples", "2"));
    }

    @Test
    void whatIsWrongIsSaidInOneSentence() throws IOException {
        String file = write("french.jsonl", PAIRS).toString();
        String bare = write("bare.jsonl", "{\"input\": \"cat >\", \"target\": \"cat\"}\n").toString();
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Program.refuses(2, "needs one of train, aligned, other, random, question, prompt, none",
                tiny("--tasks", file, "--describe", "yes"));
        Program.refuses(2, "needs one of rslora, plain, both", tiny("--tasks", file, "--scale", "double"));
        Program.refuses(2, "either --adapter or a hypernetwork",
                tiny("--tasks", file, "--adapter", "x", "--describe", "aligned"));
        Program.refuses(2, "either --controls or --describe",
                tiny("--tasks", file, "--controls", "--describe", "none"));
        Program.refuses(2, "leave one of them out", tiny("--tasks", file, "--describe", "prompt", "--use-task-desc"));
        Program.refuses(1, "--describe: bare: needs a description", tiny("--tasks", bare, "--describe", "prompt"));
        Program.refuses(2, "either --adapter or --oracles", tiny("--tasks", file, "--adapter", "x", "--oracles", "y"));
        Program.refuses(1, "--oracles: needs an adapter of each task, there is none in " + empty.resolve("french"),
                tiny("--tasks", file, "--oracles", empty.toString()));
        Program.refuses(2, "at least 1", tiny("--tasks", file, "--limit", "0"));
        Program.refuses(2, "--tasks", tiny("--limit", "1"));
        Program.refuses(1, "arc_easy: needs", tiny("--tasks", "arc_easy"));
        Program.refuses(1, "needs arc_easy.jsonl or a folder arc_easy",
                tiny("--tasks", "arc_easy", "--data", empty.toString()));
        Program.refuses(1, "nothing of that name", tiny("--tasks", "no-such-task"));
        Program.refuses(1, "has none", tiny("--tasks", empty.toString()));
        Program.refuses(1, "bare: needs a description", tiny("--tasks", bare, "--describe", "aligned"));
        Program.refuses(1, "--use-task-desc: bare: needs a description", tiny("--tasks", bare, "--use-task-desc"));
        Program.refuses(1, "--use-icl: bare: needs lines", tiny("--tasks", bare, "--use-icl"));
        Program.refuses(1, "broken.jsonl line 1", tiny("--tasks", write("broken.jsonl", "{\"input\": ").toString()));
        Program.refuses(1, ", which this command did not write",
                tiny("--tasks", file, "--out", folder.toString()));
        Program.refuses(1, "nothing called", tiny("--tasks", file, "--adapter", folder.resolve("missing").toString()));
        String one = write("one/chat_template.jinja", "{{ messages[0].content }}").getParent().toString();
        String two = write("two/chat_template.jinja", "{{ messages[0].content }} >").getParent().toString();
        Program.refuses(1,
                "--adapter: needs adapters with one chat template, got 2 templates; choose one in --chat-template",
                tiny("--tasks", file, "--adapter", one, "--adapter", two));
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(6, left.count());
        }
    }
}
