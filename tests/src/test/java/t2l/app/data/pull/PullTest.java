package t2l.app.data.pull;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import com.sun.net.httpserver.HttpExchange;
import module java.base;
import org.junit.jupiter.api.*;
import org.junit.jupiter.api.io.TempDir;
import t2l.app.data.CommandRun;
import t2l.app.data.http.Wire.Patience;
import t2l.app.data.pull.HubServer.Trouble;
import t2l.tensor.T2lException;
import t2l.transformer.hub.*;
import t2l.transformer.hub.HubCache.Kind;

/// `t2l pull` against a small hub, in good and in bad days.
class PullTest {
    private static final Patience LITTLE = new Patience(Duration.ofSeconds(2), Duration.ofMillis(1),
            Duration.ofSeconds(1), 3);
    private static final String MAIN = "owner/name";

    @TempDir
    Path folder;

    @AutoClose
    private final HubServer server = new HubServer();
    private final Map<String, String> variables = new HashMap<>();
    private final byte[] weights = new byte[300_000];
    private HubCache cache;

    @BeforeEach
    void fill() {
        new Random(1).nextBytes(weights);
        server.files.put("config.json", "{}".getBytes(UTF_8));
        server.files.put("1_Pooling/config.json", "{\"a\": 1}".getBytes(UTF_8));
        server.files.put("model.safetensors", weights);
        server.files.put("onnx/model.onnx", new byte[5000]);
        server.files.put("a b+c#d%é.txt", "odd".getBytes(UTF_8));
        variables.put("HF_ENDPOINT", server.address() + "/");
        cache = new HubCache(folder.resolve("hub"));
    }

    /// Runs the command; throws what it throws.
    private void pull(String... arguments) {
        CommandRun.of(new Pull(variables, cache, LITTLE), _ -> {}, arguments, "--quiet", "--json");
    }

    private void refuses(String says, String... arguments) {
        T2lException e = assertThrows(T2lException.class, () -> pull(arguments));
        assertTrue(e.getMessage().contains(says), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
        assertEquals(Optional.empty(), cache.find(Kind.MODEL, HubName.of(MAIN).orElseThrow()));
        assertFalse(Files.exists(cache.root().resolve("models--owner--name/snapshots")));
    }

    private Path found(String name) {
        return cache.find(Kind.MODEL, HubName.of(name).orElseThrow()).orElseThrow();
    }

    private Path part() {
        return cache.root().resolve("models--owner--name/blobs").resolve(HubServer.sha256(weights) + ".incomplete");
    }

    private static Trouble status(int status, String... header) {
        return (exchange, _) -> {
            if (header.length > 0) exchange.getResponseHeaders().set(header[0], header[1]);
            HubServer.reply(exchange, status, new byte[0]);
            return true;
        };
    }

    /// Promises the whole body and ends after a part.
    private static boolean cut(HttpExchange exchange, byte[] body, int bytes) throws IOException {
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body, 0, bytes);
        exchange.getResponseBody().flush();
        return true;
    }

    @Test
    void whatTheCommandsReadComesIntoTheCacheOfHuggingFace() throws IOException {
        pull(MAIN);
        Path repository = cache.root().resolve("models--owner--name");
        Path snapshot = repository.resolve("snapshots").resolve(HubServer.COMMIT);
        assertEquals(snapshot, found(MAIN));
        assertEquals(HubServer.COMMIT, Files.readString(repository.resolve("refs/main")));
        assertArrayEquals(weights, Files.readAllBytes(snapshot.resolve("model.safetensors")));
        assertEquals(Path.of("../../blobs/" + HubServer.sha256(weights)),
                Files.readSymbolicLink(snapshot.resolve("model.safetensors")));
        assertEquals(Path.of("../../../blobs/" + HubServer.blob("{\"a\": 1}".getBytes(UTF_8))),
                Files.readSymbolicLink(snapshot.resolve("1_Pooling/config.json")));
        try (Stream<Path> files = Files.walk(snapshot)) {
            assertEquals(3, files.filter(Files::isRegularFile).count());
        }
        try (Stream<Path> blobs = Files.list(repository.resolve("blobs"))) {
            assertEquals(3, blobs.count());
        }
    }

    @Test
    void aFileOfNamesIsPulledAsIfTheyWereTyped() throws IOException {
        Path names = Files.writeString(folder.resolve("names"), "\n" + MAIN + "@refs/pr/1 \r\n");
        pull("owner/name", "--names", names.toString());
        assertEquals(found(MAIN), found(MAIN + "@refs/pr/1"));
        assertEquals("--names: needs a text file, there is none called none; check the path",
                assertThrows(T2lException.class, () -> pull("--names", "none")).getMessage());
    }

    @Test
    void whatIsThereIsNotFetchedAgain() {
        pull(MAIN);
        server.log.clear();
        pull(MAIN, "--include", "*.json", "--include", "model.*");
        assertEquals(List.of(), server.log.stream().filter(each -> each.startsWith("GET") && !each.contains("/api/"))
                .toList());
    }

    @Test
    void patternsChooseFilesWhateverTheirNamesAre() throws IOException {
        pull(MAIN, "--include", "*.txt", "--include", "onnx/*");
        assertEquals("odd", Files.readString(found(MAIN).resolve("a b+c#d%é.txt")));
        assertEquals(5000, Files.size(found(MAIN + "/onnx/model.onnx")));
        assertFalse(Files.exists(found(MAIN).resolve("config.json")));
    }

    @Test
    void aSnapshotOfOneGgufFileIsThatFile() {
        server.files.put("model-q8_0.gguf", new byte[10]);
        pull(MAIN, "--include", "*.gguf");
        assertEquals("model-q8_0.gguf", found(MAIN).getFileName().toString());
    }

    @Test
    void revisionsAndDataSetsHaveTheirPlaces() {
        pull(MAIN + "@refs/pr/1");
        assertEquals(found(MAIN + "@" + HubServer.COMMIT), found(MAIN + "@refs/pr/1"));
        assertEquals(Optional.empty(), cache.find(Kind.MODEL, HubName.of(MAIN).orElseThrow()));
        server.files.put("data/train-00000-of-00001.jsonl", new byte[20]);
        server.files.put("data/train.parquet", new byte[20]); // is not read
        pull(MAIN, "--type", "dataset");
        assertTrue(Files.exists(cache.root().resolve("datasets--owner--name/snapshots").resolve(HubServer.COMMIT)
                .resolve("data/train-00000-of-00001.jsonl")));
        assertTrue(server.log.stream().anyMatch(each -> each.contains("hub/datasets/owner/name/resolve/")));
    }

    @Test
    void theTokenGoesToTheHubAndNowhereElse() {
        variables.put("HF_TOKEN", " hf_x\n");
        pull(MAIN);
        assertEquals(List.of("hub Bearer hf_x", "store null"), server.tokens.stream().distinct().sorted().toList());
    }

    @Test
    void aBodyThatEndsEarlyIsContinued() throws IOException {
        server.troubles.add(Trouble.atBody((exchange, _) -> exchange.getRequestURI().getPath().endsWith(".safetensors")
                && cut(exchange, weights, 100_000)));
        pull(MAIN, "--include", "*.safetensors");
        assertArrayEquals(weights, Files.readAllBytes(found(MAIN).resolve("model.safetensors")));
        assertTrue(server.log.contains("GET store/model.safetensors bytes=100000-"), server.log.toString());
    }

    @Test
    void anInterruptedPullGoesOnLater() throws IOException {
        for (int i = 0; i < LITTLE.tries(); i++) {
            int bytes = i == 0 ? 70_000 : 0;
            server.troubles.add(Trouble.atBody((exchange, _) -> cut(exchange, weights, bytes)));
        }
        refuses("it ended after", MAIN, "--include", "*.safetensors");
        Files.write(part(), Arrays.copyOf(weights, 200_000));
        server.log.clear();
        pull(MAIN, "--include", "*.safetensors");
        assertTrue(server.log.contains("GET store/model.safetensors bytes=200000-"), server.log.toString());
        assertArrayEquals(weights, Files.readAllBytes(found(MAIN).resolve("model.safetensors")));
        assertFalse(Files.exists(part()));
    }

    @Test
    void aServerWithoutRangesSendsAllAgain() throws IOException {
        Files.createDirectories(part().getParent());
        Files.write(part(), Arrays.copyOf(weights, 200_000));
        server.troubles.add(Trouble.atBody((exchange, body) -> {
            HubServer.reply(exchange, 200, body.orElseThrow());
            return true;
        }));
        pull(MAIN, "--include", "*.safetensors");
        assertArrayEquals(weights, Files.readAllBytes(found(MAIN).resolve("model.safetensors")));
    }

    @Test
    void aServerThatCannotGoOnIsAskedForAll() throws IOException {
        Files.createDirectories(part().getParent());
        Files.write(part(), Arrays.copyOf(weights, 200_000));
        server.troubles.add(Trouble.atBody(status(416)));
        pull(MAIN, "--include", "*.safetensors");
        assertArrayEquals(weights, Files.readAllBytes(found(MAIN).resolve("model.safetensors")));
    }

    @Test
    void wrongContentIsDeletedAndNeverSeen() throws IOException {
        byte[] other = weights.clone();
        other[5]++;
        server.troubles.add(Trouble.atBody((exchange, _) -> {
            HubServer.reply(exchange, 200, other);
            return true;
        }));
        refuses("model.safetensors: needs the hash " + HubServer.sha256(weights), MAIN, "--include", "*.safetensors");
        assertEquals(0, Files.size(part()));
        pull(MAIN);
        assertArrayEquals(weights, Files.readAllBytes(found(MAIN).resolve("model.safetensors")));
    }

    @Test
    void smallFilesAreCheckedAsGitDoes() {
        server.troubles.add((exchange, body) -> {
            if (!exchange.getRequestMethod().equals("GET") || body.isEmpty()) return false;
            HubServer.reply(exchange, 200, "{]".getBytes(UTF_8));
            return true;
        });
        refuses("config.json: needs the hash", MAIN, "--include", "config.json");
    }

    @Test
    void aBusyServerIsGivenTheTimeItAsksFor() {
        server.troubles.add(status(429, "Retry-After", "1"));
        server.troubles.add(status(503));
        long start = System.nanoTime();
        pull(MAIN);
        assertTrue(System.nanoTime() - start >= Duration.ofSeconds(1).toNanos());
        assertTrue(Files.exists(found(MAIN).resolve("config.json")));
    }

    @Test
    void aServerThatStaysBusyIsLeft() {
        for (int i = 0; i < LITTLE.tries(); i++) server.troubles.add(status(500));
        refuses("got none in 3 tries: status 500; try again later", MAIN);
    }

    @Test
    void aSlowBodyIsWaitedForAndASilentOneIsNot() throws IOException {
        server.troubles.add(Trouble.atBody((exchange, body) -> {
            exchange.sendResponseHeaders(200, weights.length);
            for (int i = 0; i < weights.length; i += 100_000) {
                exchange.getResponseBody().write(body.orElseThrow(), i, 100_000);
                exchange.getResponseBody().flush();
                sleep(100);
            }
            return true;
        }));
        pull(MAIN, "--include", "*.safetensors");
        assertEquals(1, server.log.stream().filter(each -> each.startsWith("GET store")).count());

        Files.delete(part().resolveSibling(HubServer.sha256(weights)));
        server.troubles.add(Trouble.atBody((exchange, body) -> {
            exchange.sendResponseHeaders(200, weights.length);
            exchange.getResponseBody().write(body.orElseThrow(), 0, 1000);
            exchange.getResponseBody().flush();
            sleep(LITTLE.silence().toMillis() * 2);
            return true;
        }));
        pull(MAIN, "--include", "*.safetensors");
        assertTrue(server.log.contains("GET store/model.safetensors bytes=1000-"), server.log.toString());
        assertArrayEquals(weights, Files.readAllBytes(found(MAIN).resolve("model.safetensors")));
    }

    private static void sleep(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void refusalsAreSentences() {
        server.troubles.add(status(401));
        refuses("owner/name: there is no such model, or it needs a token; check the name, or set HF_TOKEN", MAIN);
        variables.put("HF_TOKEN", "wrong");
        server.troubles.add(status(401));
        refuses("or HF_TOKEN may not read it", MAIN);
        server.troubles.add(status(403));
        refuses("ask for access at " + server.address() + "/owner/name", MAIN);
        refuses("owner/other: there is no such model or revision", "owner/other");
        refuses("owner/name@v9: there is no such model or revision", "owner/name@v9");
        refuses("needs files like *.bin, has none among its 5", MAIN, "--include", "*.bin");
        variables.put("HF_HUB_OFFLINE", "1");
        refuses("HF_HUB_OFFLINE is set", MAIN);
        variables.remove("HF_HUB_OFFLINE");
        variables.put("HF_ENDPOINT", "huggingface.co");
        refuses("HF_ENDPOINT: needs an address", MAIN);
        server.close();
        variables.put("HF_ENDPOINT", server.address());
        refuses("got none in 3 tries", MAIN);
    }

    @Test
    void aServerCannotWriteElsewhere() {
        for (String path : List.of("../../x", "/etc/x", "a//b", "a/./b", "C:/x", "a\\\\..\\\\b")) {
            server.files.clear();
            server.files.put(path, new byte[1]);
            refuses("needs paths within the repository", MAIN, "--include", "*");
        }
        server.files.clear();
        server.files.put("config.json", "{}".getBytes(UTF_8));
        for (String tag : List.of("../x", "a/b", "..", "")) {
            server.troubles.add((exchange, body) -> {
                if (body.isEmpty()) return false;
                exchange.getResponseHeaders().set("ETag", '"' + tag + '"');
                HubServer.reply(exchange, 200, body.get());
                return true;
            });
            refuses("needs an ETag of letters and digits", MAIN);
        }
    }

    @Test
    void redirectionsEnd() {
        for (int i = 0; i < 20; i++) server.troubles.add(status(307, "Location", "/again"));
        refuses("needs at most 8 redirections", MAIN);
    }

    @Test
    void twoPullsOfAFileDoNotMix() throws IOException {
        Files.createDirectories(part().getParent());
        try (FileChannel channel = FileChannel.open(part(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = channel.lock()) {
            refuses("is being fetched by another t2l pull", MAIN);
        }
    }
}
