package t2l.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import module java.base;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.bench.RandomFile;
import t2l.tensor.DType;

/// The compiler makes no objects of the vectors of kernels, in any process. It would if it had guessed their classes wrong too
/// often, which happens in some processes and not in others: here its patience is so short that it happens in all. It
/// compiles while the program waits, so that nothing depends on how busy the machine is.
@Order(2)
class BoxingIT extends ProgramIT {
    /// Bytes of heap for a token. Boxed kernels take 2 to 40 MB; others up to 0.4, as long as rare ones are not compiled.
    private static final double TOKEN = 1e6;

    /// Bytes of heap for a training step, where boxed kernels take 2 to 50 MB.
    private static final double STEP = 1e6;

    /// Tokens of an answer.
    private static final int TOKENS = 200;

    /// How often a server is asked.
    private static final int TIMES = 4;

    /// Steps of a training, and the last of them, whose median is taken: others still meet kernels that are not compiled.
    private static final int STEPS = 45;
    private static final int LAST = 15;

    private static final List<String> WORDS = List.of("cat", "dog", "bird", "house");

    private static final List<String> TEXTS = IntStream.range(0, 10)
            .mapToObj(i -> "Sort " + i + " words and say the last one.").toList();

    private static final String IMPATIENT = "-XX:PerMethodTrapLimit=20 -XX:PerMethodRecompilationCutoff=60 -Xbatch";

    private static final Pattern HEAP = Pattern.compile("(?m)^t2l_kernel_heap_bytes_total (\\S+)$");

    @TempDir
    Path folder;

    /// The environment of a process whose compiler is impatient and keeps a log. `_JAVA_OPTIONS` have the last word, after the flags of
    /// the launcher.
    private Map<String, String> environment(String... flags) {
        return Map.of("_JAVA_OPTIONS", String.join(" ", flags) + " " + IMPATIENT
                + " -XX:+UnlockDiagnosticVMOptions -XX:+LogCompilation -XX:LogFile="
                + folder.resolve("compile-%p.log"));
    }

    /// Requires that no kernel makes objects, by what was measured and by the log.
    private void requireUnboxed(double bytes, double most) throws IOException {
        List<String> calls = new ArrayList<>();
        List<String> outOfRegisters = new ArrayList<>();
        int kernels = 0;
        try (Stream<Path> logs = Files.list(folder)) {
            for (Path each : logs.filter(file -> file.toString().endsWith(".log")).toList()) {
                CompileLog log = CompileLog.read(each);
                kernels += log.kernels().size();
                log.kernels().stream().filter(compile -> !compile.calls().isEmpty()).map(CompileLog.Compile::toString)
                        .forEach(calls::add);
                outOfRegisters.addAll(log.outOfRegisters());
            }
        }
        int compiled = kernels;
        assertAll(
                () -> assertTrue(bytes <= most,
                        Math.round(bytes / 1e3) + " KB, needs at most " + Math.round(most / 1e3)),
                () -> assertEquals("", String.join("\n", calls), "calls of the Vector API"),
                () -> assertEquals(List.of(), outOfRegisters, "out of virtual registers"),
                () -> assertTrue(compiled > 10, compiled + " compiled kernels"));
    }

    @Test
    void theLauncherDoesNotMakeThemPatient() {
        Jar.Outcome run = Jar.built().run(environment("-XX:+PrintFlagsFinal"), "--help");
        for (String flag : List.of("PerMethodRecompilationCutoff\\s+= 60 ", "PerMethodTrapLimit\\s+= 20 ")) {
            assertTrue(Pattern.compile(flag).matcher(run.err()).find(), run.err()); // of the second JVM
        }
    }

    /// A server, the name of its model, and what its kernels have taken.
    private record Server(HttpClient client, String url, String model) {
        void post(String path, Map<String, Object> body) throws IOException, InterruptedException {
            send(HttpRequest.newBuilder(URI.create(url + path)).header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(JSON.std.asString(body))));
        }

        private String send(HttpRequest.Builder request) throws IOException, InterruptedException {
            var reply = client.send(request.build(), BodyHandlers.ofString());
            assertEquals(200, reply.statusCode(), reply.body());
            return reply.body();
        }

        double heap() throws IOException, InterruptedException {
            Matcher found = HEAP.matcher(send(HttpRequest.newBuilder(URI.create(url + "/metrics"))));
            assertTrue(found.find());
            return Double.parseDouble(found.group(1));
        }

        /// Writes [#TOKENS]. Number 2 would end the text.
        void write(Map<String, Object> more) throws IOException, InterruptedException {
            Map<String, Object> body = new TreeMap<>(more);
            body.putAll(Map.of("model", model, "prompt", "cat dog bird >", "max_tokens", TOKENS, "logit_bias",
                    Map.of("2", -100)));
            post("/v1/completions", body);
        }
    }

    /// What is asked of a server, again and again.
    private interface Question {
        void ask(Server server, int time) throws IOException, InterruptedException;
    }

    /// Asks so often that everything is compiled, and then once more; returns the bytes of the last time, for each token.
    private static double last(Process serve, String model, Question question)
            throws IOException, InterruptedException {
        try (BufferedReader out = serve.inputReader(UTF_8); HttpClient client = HttpClient.newHttpClient()) {
            Server server = new Server(client, out.readLine(), model);
            double bytes = 0;
            for (int time = 0; time < TIMES; time++) {
                double before = server.heap();
                question.ask(server, time);
                bytes = (server.heap() - before) / TOKENS;
            }
            serve.toHandle().destroy();
            assertEquals(0, serve.waitFor());
            return bytes;
        }
    }

    @Test
    void aServerDoesNot() throws IOException, InterruptedException {
        Process serve = Jar.built().open(environment(), "serve", "--port", "0", "--model",
                RandomFile.of(folder, DType.Q8_0).toString(), "--threads", "2");
        requireUnboxed(last(serve, DType.Q8_0.toString(), (server, _) -> server.write(Map.of())), TOKEN);
    }

    /// Started as a program starts that embeds the library, and without a start cache.
    @Test
    void norWithoutTheLauncher() throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(Jar.java(), "--add-modules=jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED", "-cp", Jar.built().jar().toString(), "t2l.app.Main", "serve",
                "--port", "0", "--model", RandomFile.of(folder, DType.BF16).toString(), "--threads", "1");
        builder.environment().putAll(environment());
        builder.environment().put("T2L_NO_RELAUNCH", "1");
        requireUnboxed(last(builder.start(), DType.BF16.toString(), (server, _) -> server.write(Map.of())), TOKEN);
    }

    /// The encoder of descriptions is MiniLM.
    @Test
    void norWithAdaptersByDescription() throws IOException, InterruptedException {
        Process serve = Jar.built().open(environment(), "serve", "--port", "0", "--model", "builtin:tiny");
        requireUnboxed(last(serve, "tiny", (server, time) -> {
            server.write(Map.of("adapter", Map.of("describe", "Say word number " + time + ".")));
            server.post("/v1/embeddings", Map.of("model", "tiny", "input", TEXTS));
        }), TOKEN);
    }

    /// All formats: texts one after another, and eight at once, each with an adapter. Returns the most bytes of a run of a row: texts
    /// of 4 tokens.
    private double bench(Map<String, String> environment) throws IOException {
        Jar.Outcome run = Jar.built().run(environment, "bench", "decode/random-1m/", "serve/random-1m/", "--quick",
                "--seconds", "0.1", "--threads", "1", "--json", "--quiet").succeeds();
        List<String> rows = run.out().lines().toList();
        assertEquals(28, rows.size());
        double most = 0;
        for (String row : rows) {
            most = Math.max(most, ((Number) JSON.std.mapFrom(row).get("allocated_bytes")).doubleValue());
        }
        return most;
    }

    @Test
    void norDoesABenchOfAllFormats() throws IOException {
        requireUnboxed(bench(environment()) / 4, TOKEN);
    }

    /// A compiler that may guess nothing at all leaves calls where no program comes; hence only the bytes count.
    @Test
    void norIfTheCompilerMayNotGuess() throws IOException {
        double bytes = bench(Map.of("_JAVA_OPTIONS", "-XX:PerMethodTrapLimit=0 -Xbatch")) / 4;
        assertTrue(bytes <= TOKEN, Math.round(bytes / 1e3) + " KB, needs at most " + Math.round(TOKEN / 1e3));
    }

    /// The bytes of a training step, the median of the last ones.
    private double trained(String... command) throws IOException {
        Path out = folder.resolve("out");
        Jar.built().run(environment(), with(command, "--threads", "1", "--quiet", "--out", out.toString())).succeeds();
        List<Double> heap = new ArrayList<>();
        for (String line : Files.readAllLines(out.resolve("metrics.jsonl"))) {
            heap.add(((Number) JSON.std.mapFrom(line).get("kernel_heap_bytes")).doubleValue());
        }
        assertEquals(STEPS, heap.size());
        return IntStream.range(STEPS - LAST, STEPS).mapToDouble(i -> heap.get(i) - heap.get(i - 1)).sorted()
                .skip(LAST / 2).findFirst().orElseThrow();
    }

    @Test
    void norDoesALora() throws IOException {
        List<String> pairs = IntStream.range(0, 60)
                .mapToObj(i -> "{\"prompt\": \"cat " + i + " bird >\", \"answer\": \"" + i + "\"}").toList();
        Path data = Files.write(folder.resolve("pairs.jsonl"), pairs);
        requireUnboxed(trained("lora", "--model", RandomFile.of(folder, DType.Q8_0).toString(), "--data",
                data.toString(), "--rank", "4", "--lr", "1e-3", "--steps", Integer.toString(STEPS), "--batch", "8",
                "--max-length", "32"), STEP);
    }

    @Test
    void norDoesAHypernetwork() throws IOException {
        Path tasks = Files.createDirectory(folder.resolve("tasks"));
        for (int task = 0; task < 4; task++) {
            List<String> lines = new ArrayList<>(List.of("{\"task\": \"word" + task
                    + "\", \"descriptions\": [\"Say word " + task + ".\"], \"n_train\": 16, \"n_test\": 0}"));
            for (int i = 0; i < 16; i++) {
                lines.add("{\"split\": \"train\", \"input\": \"cat dog bird >\", \"output\": [\"" + WORDS.get(i % 4)
                        + "\"]}");
            }
            Files.write(tasks.resolve("word" + task + ".jsonl"), lines);
        }
        requireUnboxed(
                trained("train", "--model", "builtin:tiny", "--tasks", tasks.toString(), "--variant", "x", "--set",
                        "steps=" + STEPS, "--set", "n_tasks_per_batch=4"),
                STEP);
    }
}
