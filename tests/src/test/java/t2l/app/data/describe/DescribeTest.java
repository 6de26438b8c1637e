package t2l.app.data.describe;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.*;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.*;
import t2l.app.data.CommandRun;
import t2l.app.data.http.Wire;
import t2l.app.data.http.Wire.Patience;
import t2l.hypernet.data.*;
import t2l.tensor.T2lException;

/// `t2l describe` with a small server and with the built-in model.
class DescribeTest {
    private static final Patience LITTLE = new Patience(Duration.ofSeconds(5), Duration.ofMillis(1),
            Duration.ofSeconds(1), 3);
    /// Sentences that are unlike each other.
    private static final List<String> UNLIKE = List.of("Sort the given words by their first letter.",
            "Translate each English sentence into French.", "Count how many animals the text mentions.",
            "Decide whether a film review is good or bad.", "Add the two numbers and write the sum.",
            "Name the capital of the country.", "Write the time in words.");

    @TempDir
    Path folder;

    @AutoClose
    private final ChatServer server = new ChatServer();
    private final Map<String, String> variables = new HashMap<>();
    private Path task;
    private String errors = "";

    @BeforeEach
    void write() throws IOException {
        task = Files.createDirectories(folder.resolve("words"));
        Files.writeString(task.resolve("metadata.yaml"),
                "descriptions: [Do something with words.]\nuser_prompt_template: '{input}'\nresponse_field: output\n");
        rows(task.resolve("train.jsonl"), 30);
    }

    private static void rows(Path file, int count) throws IOException {
        Files.write(file, IntStream.range(0, count).mapToObj(i -> "{\"input\": \"question " + i
                + "\", \"output\": \"answer " + i + "\"}").toList());
    }

    /// Runs the command; throws what it throws.
    private void describe(String... arguments) {
        CommandRun.of(new Describe(variables, LITTLE), said -> errors = said, arguments, task.toString(), "--quiet",
                "--json", "--backend", "simd");
    }

    private void ask(String... more) {
        List<String> all = new ArrayList<>(List.of("--endpoint", server.address() + "/", "--model", "large"));
        all.addAll(List.of(more));
        describe(all.toArray(String[]::new));
    }

    private void refuses(String says, String... more) {
        String message = assertThrows(T2lException.class, () -> ask(more)).getMessage();
        assertTrue(message.contains(says), message);
        assertEquals(1, message.lines().count(), message);
    }

    private List<String> written() {
        return DescriptionFile.read(task).descriptions();
    }

    @Test
    void trainReadsWhatAServerWrites() {
        server.answers = _ -> "Here they are:\n\n1. " + String.join("\n2. ", UNLIKE.subList(0, 4));
        variables.put("OPENAI_API_KEY", " secret\n");
        ask("--count", "3");
        assertEquals(UNLIKE.subList(0, 3), written());
        List<String> all = new ArrayList<>(List.of("Do something with words."));
        all.addAll(UNLIKE.subList(0, 3));
        assertEquals(all, JsonlTasks.read(folder, _ -> true).getFirst().descriptions());
        assertEquals(1, server.asked.size());
        assertEquals("large", server.asked.getFirst().get("model"));
        assertEquals(List.of("Bearer secret"), server.keys);
        assertEquals(5, server.request(0).lines().filter(line -> line.startsWith("Input: question ")).count());
        assertTrue(server.request(0).contains("Write 3 different descriptions"), server.request(0));
    }

    @Test
    void aFileOfATaskIsDescribedBesideIt() throws IOException {
        task = Files.writeString(folder.resolve("sort.jsonl"), """
                {"task": "sort", "descriptions": ["Sort."], "n_train": 1, "n_test": 0}
                {"split": "train", "input": "b a", "output": ["a b"]}
                """);
        server.answers = _ -> UNLIKE.getFirst();
        ask("--count", "1", "--examples", "1");
        assertEquals(folder.resolve("sort.descriptions.yaml"), DescriptionFile.of(task));
        assertEquals(List.of("Sort.", UNLIKE.getFirst()), JsonlTasks.read(task).descriptions());
        server.answers = _ -> UNLIKE.get(1);
        ask(DescriptionFile.of(task).toString(), "--count", "2", "--examples", "1");
        assertEquals(UNLIKE.subList(0, 2), written());
        Path file = DescriptionFile.of(task);
        task = file;
        refuses("TASK: needs task folders or .jsonl tasks, got only files of t2l describe: " + file);
    }

    @Test
    void whatIsAlikeIsLeftOut() throws IOException {
        String tested = "This task challenges your problem-solving abilities through mathematical reasoning. You must "
                + "carefully read each scenario and systematically work through the data to compute the final outcome.";
        Path avoid = Files.writeString(folder.resolve("avoid.txt"), UNLIKE.get(1) + "\n");
        server.answers = i -> i == 0
                ? String.join("\n", UNLIKE.getFirst(), tested, "Do something with words.",
                        "Sort the given words by their first letter")
                : String.join("\n", UNLIKE.get(1), UNLIKE.get(2));
        ask("--count", "2", "--avoid", avoid.toString());
        assertEquals(List.of(UNLIKE.getFirst(), UNLIKE.get(2)), written());
    }

    @Test
    void anInterruptedRunGoesOnAsIfItHadNotBeen() {
        server.answers = i -> UNLIKE.get(i % UNLIKE.size());
        ask("--count", "4");
        List<String> requests = IntStream.range(0, 4).mapToObj(server::request).toList();
        assertEquals(4, requests.stream().distinct().count());
        assertEquals(UNLIKE.subList(0, 4), written());

        DescriptionFile.of(task).toFile().delete();
        server.asked.clear();
        server.answers = i -> {
            for (int k = 0; i == 1 && k < LITTLE.tries(); k++) {
                server.troubles.add(exchange -> ChatServer.reply(exchange, 500, ""));
            }
            return UNLIKE.get(i);
        };
        refuses("/v1/chat/completions: needs an answer, got none in 3 tries: status 500", "--count", "4");
        assertEquals(UNLIKE.subList(0, 2), written());
        server.answers = UNLIKE::get;
        ask("--count", "4");
        assertEquals(UNLIKE.subList(0, 4), written());
        assertEquals(requests, IntStream.range(0, 4).mapToObj(server::request).toList());
        ask("--count", "4");
        assertEquals(4, server.asked.size());
        ask("--count", "5", "--seed", "7");
        assertEquals(UNLIKE.subList(0, 5), written());
    }

    @Test
    void aBusyServerIsGivenTheTimeItAsksFor() {
        server.troubles.add(exchange -> {
            exchange.getResponseHeaders().set("Retry-After", "1");
            ChatServer.reply(exchange, 429, "");
        });
        server.answers = _ -> UNLIKE.getFirst();
        long start = System.nanoTime();
        ask("--count", "1");
        assertTrue(System.nanoTime() - start >= Duration.ofSeconds(1).toNanos());
        assertEquals(1, written().size());
    }

    @Test
    void refusalsAreSentences() throws IOException {
        server.troubles.add(exchange -> ChatServer.reply(exchange, 401, "{\"error\": {\"message\": \"no\\nkey\"}}"));
        refuses("needs a key; put it into the variable OPENAI_API_KEY, or name another with --key-variable: no key");
        variables.put("MINE", "wrong");
        server.troubles.add(exchange -> ChatServer.reply(exchange, 403, "<html>"));
        refuses("needs a key that may use large, the server refused that of MINE", "--key-variable", "MINE");
        server.troubles.add(exchange -> ChatServer.reply(exchange, 404, ""));
        refuses("has no such address or model; check --endpoint and --model");
        server.troubles.add(exchange -> ChatServer.reply(exchange, 400, "{\"error\": {\"message\": \"too long\"}}"));
        refuses("the server refused with status 400: too long");
        server.troubles.add(exchange -> ChatServer.reply(exchange, 200, "{\"choices\": []}"));
        refuses("/chat/completions: choices: needs an answer, has none");
        server.troubles.add(exchange -> ChatServer.reply(exchange, 200, "{\"choices\": [{\"mess"));
        refuses("/chat/completions: line 1, column 20: needs JSON");
        server.answers = _ -> "I cannot";
        refuses("needs answers with descriptions, got none in 5 (0 were too similar to others, 0 to those of tests)");
        assertEquals(new DescriptionFile(List.of(), 5), DescriptionFile.read(task));
        refuses("words: needs 31 training pairs to be described by, has 30", "--examples", "31");
        refuses("--avoid: needs a text file", "--avoid", folder.resolve("none").toString());
        Refused.says("--endpoint: needs an address such as http://localhost:8080/v1, got localhost:8080",
                () -> describe("--endpoint", "localhost:8080", "--model", "m"));
        for (String more : List.of("?version=1", "#chat")) {
            Refused.says("--endpoint: needs an address such as",
                    () -> describe("--endpoint", server.address() + more, "--model", "m"));
        }
        server.close();
        refuses("got none in 3 tries");
        Files.writeString(DescriptionFile.of(task), "descriptions: [mine]\n");
        refuses("which t2l describe writes: needs a field queries, has [descriptions]");
    }

    @Test
    void fewerThanWantedIsSaid() {
        server.answers = i -> UNLIKE.get(i % 2);
        ask("--count", "3");
        assertEquals(UNLIKE.subList(0, 2), written());
        assertTrue(errors.contains("has 2 of 3 descriptions, the last 5 answers had nothing new: 5 were too similar to"
                + " others, 0 to those of tests"), errors);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 6})
    void aSilentServerDoesNotHoldAUserWhoStops(int tries) throws InterruptedException {
        CountDownLatch silent = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        server.troubles.add(exchange -> {
            silent.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        });
        var patient = new Wire(URI.create(server.address()), Optional.empty(),
                new Patience(Duration.ofMinutes(10), Duration.ofSeconds(1), Duration.ofMinutes(5), tries),
                () -> silent.getCount() == 0);
        assertThrows(CancellationException.class, () -> new ChatEndpoint(patient, "m", 1, "KEY").answer("a"));
        end.countDown();
    }

    @Test
    void aModelHereWritesTheSameAgain() throws IOException {
        String first = stories();
        assertEquals(first, stories("--threads", "1"));
        assertNotEquals(first, stories("--seed", "1"));
        assertFalse(first.isEmpty());
    }

    private String stories(String... more) throws IOException {
        List<String> all = new ArrayList<>(List.of("--model", GoldenFile.path("transformer/stories260K/hf").toString(),
                "--count", "2", "--examples", "2"));
        all.addAll(List.of(more));
        describe(all.toArray(String[]::new));
        assertEquals(2, written().size());
        String content = Files.readString(DescriptionFile.of(task));
        Files.delete(DescriptionFile.of(task));
        return content;
    }
}
