package t2l.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.*;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import t2l.app.console.*;
import t2l.app.serve.Served;
import t2l.hypernet.Arguments;
import t2l.tensor.T2lException;
import t2l.transformer.family.Builtin;

/// A description gives the same adapter, to the last bit and with the same chat template, on the command line, in Java, over
/// HTTP and in the worker.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DescriptionLaws {
    private static final int COUNT = 8;
    private static final List<String> WORDS = List.of("sort", "the words", "'", "\"", "\"say\" it", "«", "in French",
            "\\n", "é", "日本", "-x", "@a", "%s", "{{ a }}", "\u00a0");
    private static final List<String> BLANKS = List.of("", " ", "\n", "\t ", "\u00a0", "\u0085", "\u2007\u202f");
    private static final String TEMPLATE = "{% for message in messages %}{{ message['content'] + ' >' }}{% endfor %}";

    private Path temp;
    private Path model;
    private Served served;

    /// builtin:tiny with its hypernetwork, as if that had been trained with descriptions in prompts.
    @BeforeAll
    void open(@TempDir Path made) throws IOException {
        temp = made;
        model = temp.resolve("model");
        Path network = Files.createDirectories(model.resolve("t2l"));
        Builtin.open("builtin:tiny", from -> copy(from, model, "config.json", "model.safetensors", "tokenizer.json"));
        Builtin.openHypernetwork("builtin:tiny", from -> {
            Arguments.read(from.resolve(Arguments.FILE))
                    .with(Map.of("chat_template", TEMPLATE, "use_task_desc", true))
                    .write(network.resolve(Arguments.FILE));
            return copy(from, network, "adapter_config.json", "hypermod.safetensors", "tasks.safetensors");
        });
        served = Served.model(model);
    }

    private static Path copy(Path from, Path to, String... files) {
        try {
            for (String file : files) {
                Files.copy(from.resolve(file), to.resolve(file));
            }
            return to;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterAll
    void close() {
        served.close();
    }

    @Test
    void allPathsGiveTheSameBits() throws Exception {
        Random random = new Random(35);
        List<String> descriptions = IntStream.range(0, COUNT).mapToObj(_ -> description(random)).toList();
        Path commanded = temp.resolve("commanded");
        List<String> generate = new ArrayList<>(List.of("generate", "--model", model.toString(), "--out",
                commanded.toString()));
        descriptions.forEach(text -> generate.add("--describe=" + text));
        run("", generate);
        List<String> lines = IntStream.range(0, COUNT).mapToObj(i -> Json.line(Json.object("id", i, "op", "generate",
                "describe", descriptions.get(i), "out", temp.resolve("worked" + i).toString()))).toList();
        run(String.join("\n", lines), List.of("worker", "--model", model.toString()));
        for (int i = 0; i < COUNT; i++) {
            Path saved = temp.resolve("saved" + i);
            served.t2l.generate(descriptions.get(i)).save(saved);
            Map<String, byte[]> expected = files(saved);
            assertTrue(expected.containsKey("chat_template.jinja"));
            assertSame(expected, files(commanded.resolve(Integer.toString(i + 1))), descriptions.get(i));
            assertSame(expected, files(temp.resolve("worked" + i)), descriptions.get(i));
            assertSame(expected, served(descriptions.get(i)), descriptions.get(i));
        }
    }

    private static String description(Random random) {
        String text = Stream.generate(() -> WORDS.get(random.nextInt(WORDS.size()))).limit(1 + random.nextInt(5))
                .reduce("do", (a, b) -> a + " " + b);
        return blank(random) + text.substring(random.nextInt(2) * 3) + blank(random);
    }

    private static String blank(Random random) {
        return BLANKS.get(random.nextInt(BLANKS.size()));
    }

    @Test
    void noPathTakesABlank() throws Exception {
        for (String blank : BLANKS) {
            String sentence = assertThrows(IllegalArgumentException.class, () -> served.t2l.generate(blank))
                    .getMessage();
            assertTrue(sentence.startsWith("description: "), sentence);
            assertEquals(sentence, assertThrows(T2lException.class, () -> run("", List.of("generate", "--model",
                    model.toString(), "--out", temp.resolve("none").toString(), "--describe=" + blank))).getMessage());
            Served.Reply reply = served.post("/v1/adapters", Json.object("describe", blank));
            assertEquals(400, reply.status());
            assertEquals(sentence, reply.text("error.message"));
            assertEquals("describe", reply.text("error.param"));
            assertEquals("{\"id\":1,\"error\":" + Json.line(sentence) + "}", run(
                    Json.line(Json.object("id", 1, "op", "generate", "describe", blank)), List.of("worker", "--model",
                            model.toString()))
                    .strip());
        }
    }

    /// Runs a command in this process, and returns what it prints.
    private static String run(String input, List<String> arguments) throws Exception {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of("--threads", "2", "--quiet"));
        InputStream before = System.in;
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, UTF_8));
        System.setIn(new ByteArrayInputStream(input.getBytes(UTF_8)));
        try {
            CommandLine line = Commands.line(all.toArray(String[]::new));
            line.getCommandSpec().version("t2l 1");
            ((Subcommand) line.parseArgs(all.toArray(String[]::new)).subcommand().commandSpec().userObject()).call();
            return printed.toString(UTF_8);
        } finally {
            System.setIn(before);
            System.setOut(out);
        }
    }

    private Map<String, byte[]> served(String description) throws Exception {
        String id = served.post("/v1/adapters", Json.object("describe", description)).text("id");
        Map<String, byte[]> files = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(
                served.bytes("/v1/adapters/" + id + "?format=peft")))) {
            for (Optional<ZipEntry> entry = Optional.ofNullable(zip.getNextEntry()); entry.isPresent(); entry = Optional
                    .ofNullable(zip.getNextEntry())) {
                files.put(Path.of(entry.get().getName()).getFileName().toString(), zip.readAllBytes());
            }
        }
        return files;
    }

    private static Map<String, byte[]> files(Path directory) throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> all = Files.list(directory)) {
            for (Path file : all.filter(path -> !path.endsWith(".t2l")).toList()) {
                files.put(file.getFileName().toString(), Files.readAllBytes(file));
            }
        }
        return files;
    }

    private static void assertSame(Map<String, byte[]> expected, Map<String, byte[]> files, String description) {
        assertEquals(expected.keySet(), files.keySet(), description);
        expected.forEach((name, bytes) -> assertArrayEquals(bytes, files.get(name), description + ": " + name));
    }
}
