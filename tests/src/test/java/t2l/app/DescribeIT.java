package t2l.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.GoldenFile;
import t2l.tensor.io.SafeTensors;

/// `t2l describe` as a user has it, and `t2l train` with what it wrote.
class DescribeIT extends ProgramIT {
    @TempDir
    static Path home;

    private static final String STORIES = GoldenFile.path("transformer/stories260K/hf").toString();
    private static final String WRITTEN = """
            descriptions:
            - Put the given words into alphabetical order.
            - 'A list of words comes in, and leaves sorted: a before b.'
            queries: 1
            """;

    @TempDir
    Path folder;

    private Path task;

    @BeforeEach
    void write() throws IOException {
        task = Files.writeString(folder.resolve("sort.jsonl"), """
                {"task": "sort", "descriptions": ["Sort."], "n_train": 3, "n_test": 0}
                {"split": "train", "input": "dog cat >", "output": ["cat dog"]}
                {"split": "train", "input": "dog bird >", "output": ["bird dog"]}
                {"split": "train", "input": "hat car >", "output": ["car hat"]}
                """);
    }

    private String described() throws IOException {
        return Files.readString(folder.resolve("sort.descriptions.yaml"));
    }

    @Test
    void aServerDescribesATaskThatIsThenTrained() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", exchange -> {
            boolean known = "Bearer k".equals(exchange.getRequestHeaders().getFirst("Authorization"));
            byte[] body = JSON.std.asString(known
                    ? Map.of("choices", List.of(Map.of("message", Map.of("content", """
                            1. Put the given words into alphabetical order.
                            2. A list of words comes in, and leaves sorted: a before b.
                            3. Put the given words into alphabetical order!"""))))
                    : Map.of("error", Map.of("message", "Who are you?"))).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(known ? 200 : 401, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        try {
            String[] command = {"describe", task.toString(), "--endpoint", "http://localhost:"
                    + server.getAddress().getPort() + "/v1",
                "--model", "m", "--examples", "3", "--count", "2"};
            Jar jar = Jar.built();
            jar.refuses(1, "needs a key; put it into the variable OPENAI_API_KEY, or name another with --key-variable:"
                    + " Who are you?", command);
            Jar.Outcome run = jar.run(Map.of("OPENAI_API_KEY", "k"), command);
            assertEquals(0, run.code(), run.err());
            assertEquals(folder.resolve("sort.descriptions.yaml") + System.lineSeparator(), run.out());
            assertEquals(WRITTEN, described());
        } finally {
            server.stop(0);
        }
        Jar.Outcome train = Jar.built(home).run("train", "--model", "builtin:tiny", "--tasks", folder.toString(),
                "--out", folder.resolve("out").toString(), "--set", "steps=1", "--set", "n_descs_per_ds=0");
        assertEquals(0, train.code(), train.err());
        try (Stream<Path> files = Files.walk(home.resolve("embeddings")); Arena arena = Arena.ofConfined()) {
            assertEquals(3, files.filter(Files::isRegularFile)
                    .mapToInt(file -> SafeTensors.open(file, arena).tensors().size()).sum());
        }
    }

    @Test
    void aModelDescribesATask() throws IOException {
        String[] command = {"describe", task.toString(), "--model", STORIES, "--examples", "1", "--count", "1",
            "--json"};
        Map<String, Object> said = JSON.std.mapFrom(Jar.built().run(command).out());
        assertEquals("sort", said.get("task"));
        assertEquals(1, said.get("descriptions"));
        String first = described();
        assertEquals(0, Jar.built().run(command).code());
        assertEquals(first, described());
        assertTrue(first.startsWith("descriptions:\n- "), first);
    }

    @Test
    void whatCannotBeDescribedIsRefused() {
        Jar jar = Jar.built();
        jar.refuses(1, "sort.jsonl: needs 5 training pairs to be described by, has 3; leave it out, or choose a smaller"
                + " --examples", "describe", task.toString(), "--model", STORIES);
        jar.refuses(2, "--similar: needs a cosine above 0", "describe", task.toString(), "--model", STORIES,
                "--similar",
                "2");
        jar.refuses(1, "there is none; check the path", "describe", "none.jsonl", "--model", STORIES);
        assertFalse(Files.exists(folder.resolve("sort.descriptions.yaml")));
    }
}
