package t2l.app;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.GoldenFile;
import t2l.tensor.*;
import t2l.tensor.io.*;
import t2l.tensor.settings.Source;
import t2l.transformer.family.Checkpoint;
import t2l.transformer.lora.*;

/// The commands, held to the goldens of the models they run.
class CommandsTest {
    private static final String STORIES = GoldenFile.path("transformer/stories260K").toString();
    private static final String MODEL = STORIES + "/hf";
    private static final String PEFT = STORIES + "/lora/test-lora-r4";
    private static final String T2L = GoldenFile.path("hypernet/checkpoints/a-L-sft").toString();
    private static final String ENCODER = GoldenFile.path("hypernet/encoder").toString();
    private static final String BASE = GoldenFile.path("hypernet/bases/llama-a").toString();
    private static final String SORT = "Sort the given list of words";

    @TempDir
    Path folder;

    private final Source golden = Source.read(Path.of(STORIES, "golden.json"));

    /// What a run that must succeed, in silence, says on stdout.
    private static String run(String... arguments) {
        return Program.answer(arguments);
    }

    private static Map<String, Object> json(String... arguments) throws IOException {
        return JSON.std.mapFrom(run(arguments));
    }

    private String ids() {
        return golden.counts("prompt_ids").stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private List<Integer> llamaCpp(String name) {
        Source all = golden.object("llama_cpp_greedy").orElseThrow();
        return all.object(name).orElseThrow().counts("ids");
    }

    /// What `t2l pull` writes is found by its name; [t2l.app.data.pull.PullTest] holds it to the layout made here.
    @Test
    void findsInTheCacheOfTheHubWhatIsNamed() throws IOException {
        String commit = "0123456789abcdef0123456789abcdef01234567";
        link("models--owner--stories", commit, Path.of(MODEL));
        link("models--owner--lora", commit, Path.of(PEFT));
        String[] prompt = {"--ids", ids(), "--max-tokens", "20"};
        String found = run(Program.with(new String[] {"complete", "--model", MODEL, "--adapter", PEFT}, prompt));
        for (String[] names : new String[][] {{"owner/stories", "owner/lora"},
            {"owner/stories@" + commit, "owner/lora@main:1"}}) {
            assertEquals(found, run(Program.with(new String[] {"complete", "--model", names[0], "--adapter", names[1]},
                    prompt)));
        }
        Program.refuses(1,
                "owner/none: needs a model, a directory with config.json or a .gguf file; there is nothing of that"
                        + " name, nor in the cache of the hub; t2l pull owner/none would fetch it",
                "complete", "--model",
                "owner/none", "--prompt", "a");
    }

    private void link(String repository, String commit, Path content) throws IOException {
        Path place = Path.of(System.getenv("HF_HUB_CACHE")).resolve(repository);
        if (Files.exists(place)) return; // from an earlier build
        Files.createDirectories(place.resolve("refs"));
        Files.writeString(place.resolve("refs/main"), commit);
        Files.createSymbolicLink(Files.createDirectories(place.resolve("snapshots")).resolve(commit), content);
    }

    @Test
    void completesWithTheGoldenTokensInEitherFormat() throws IOException {
        Map<String, Object> done = json("complete", "--model", MODEL, "--ids", ids(), "--ignore-eos", "--max-tokens",
                "120", "--json");
        assertEquals(5, done.get("prompt_tokens"));
        assertEquals(golden.counts("greedy_ids").subList(0, 120), done.get("tokens"));
        assertEquals("length", done.get("finish_reason"));
        assertTrue(((Number) done.get("tokens_per_second")).doubleValue() > 0);
        String text = (String) done.get("text");
        assertTrue(text.startsWith(", there was a little girl named Lily. She loved to play outside"), text);

        String streamed = run("complete", "--model", STORIES + "/gguf/stories260K-F32.gguf", "--prompt",
                "Once upon a time", "--ignore-eos", "--max-tokens", "120");
        assertEquals(text + System.lineSeparator(), streamed);
    }

    @Test
    void stopsBeforeAText() throws IOException {
        Map<String, Object> done = json("complete", "--model", MODEL, "--prompt", "Once upon a time", "--stop",
                " girl", "--json");
        assertEquals(", there was a little", done.get("text"));
        assertEquals("stop", done.get("finish_reason"));
    }

    @Test
    void adaptersOfEitherFormatAddUp() throws IOException {
        List<?> whole = (List<?>) json("complete", "--model", MODEL, "--ids", ids(), "--ignore-eos", "--max-tokens",
                "12", "--adapter", PEFT, "--json").get("tokens");
        List<?> halves = (List<?>) json("complete", "--model", MODEL, "--ids", ids(), "--ignore-eos", "--max-tokens",
                "12", "--adapter", PEFT + ":0.5", "--adapter", PEFT + ".gguf:0.5", "--json").get("tokens");
        assertEquals(llamaCpp("F32+test-lora-r4").subList(0, 12), whole);
        assertEquals(whole, halves);
        assertNotEquals(golden.counts("greedy_ids").subList(0, 12), whole);
    }

    @Test
    void logitsAreThoseOfTheReference() throws IOException {
        Map<String, Object> result = json("logits", "--model", MODEL, "--ids", ids(), "--json");
        assertEquals(List.of(5, 512), result.get("shape"));
        List<?> last = (List<?>) ((List<?>) result.get("logits")).getLast();
        List<Object> want = golden.list("logits_after_prompt");
        assertEquals(want.size(), last.size());
        for (int i = 0; i < want.size(); i++) {
            assertEquals(number(want.get(i)), number(last.get(i)), 1e-3, "logit " + i);
        }
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }

    @Test
    void embedsAsTheModelInFullPrecision() throws IOException {
        Source first = Source.read(GoldenFile.path("transformer/family/minilm-embeddings.json"));
        Map<?, ?> want = (Map<?, ?>) first.list("cases").getFirst();
        List<String> lines = run("embed", "--json", (String) want.get("text"), "another text").lines().toList();
        assertEquals(2, lines.size());
        Map<String, Object> line = JSON.std.mapFrom(lines.getFirst());
        assertEquals(want.get("text"), line.get("text"));
        List<?> vector = (List<?>) line.get("embedding");
        assertTrue(dot(vector, (List<?>) want.get("embedding")) > 0.999);
        assertEquals(1, dot(vector, vector), 1e-5);

        String ids = ((List<?>) want.get("ids")).stream().map(String::valueOf).collect(Collectors.joining(","));
        List<?> raw = (List<?>) json("embed", "--ids", ids, "--raw", "--json").get("embedding");
        Path without = Files.createDirectory(folder.resolve("encoder"));
        for (String file : List.of("config.json", "model.safetensors")) {
            Files.copy(Path.of(ENCODER, file), without.resolve(file));
        }
        assertEquals(json("embed", "--encoder", ENCODER, "--ids", "1,2,3", "--json"),
                json("embed", "--encoder", without.toString(), "--ids", "1,2,3", "--json"));
        Program.refuses(1, "needs a tokenizer (tokenizer.json) to read text", "embed", "--encoder",
                without.toString(), "text");
        double length = Math.sqrt(dot(raw, raw));
        assertTrue(Math.abs(length - 1) > 0.1, "raw, of length " + length);
        assertEquals(length, dot(raw, vector), 1e-4 * length);
    }

    private static double dot(List<?> a, List<?> b) {
        double sum = 0;
        for (int i = 0; i < a.size(); i++) {
            sum += number(a.get(i)) * number(b.get(i));
        }
        return sum;
    }

    @Test
    void aSentenceChangesWhatTheBuiltInModelDoes() {
        String[] command = {"complete", "--model", "builtin:tiny", "--prompt", "dog cat bird >", "--max-tokens", "12"};
        String answer = run(Program.with(command, "--describe", "Translate each word into French."));
        assertEquals("chien chat oiseau", answer.strip());
        assertNotEquals(answer, run(command));
    }

    @Test
    void tokenizesThereAndBack() throws IOException {
        Map<String, Object> result = json("tokenize", "--model", MODEL, "Once upon a time", "--json");
        assertEquals(golden.counts("prompt_ids"), result.get("ids"));
        assertEquals("<s>", ((List<?>) result.get("tokens")).getFirst());
        assertEquals("Once upon a time", run("tokenize", "--model", STORIES + "/gguf/stories260K-Q8_0.gguf",
                "--no-special", "--decode", ids()).strip());
        Program.refuses(1, "stdin: needs a text, got none", "tokenize", "--model", MODEL);
    }

    @Test
    void generatesTheAdapterOfTheReferenceAndTheSameBytesAgain() throws IOException {
        Path adapter = folder.resolve("sort");
        String[] command = {"generate", "--t2l", T2L, "--encoder", ENCODER, "--model", BASE, "--describe", SORT,
            "--out", adapter.toString(), "--force"};
        assertEquals(adapter + System.lineSeparator(), run(command));
        assertEquals(Files.readString(Path.of(T2L, "adapter/adapter_config.json")),
                Files.readString(adapter.resolve("adapter_config.json")));
        byte[] bytes = Files.readAllBytes(adapter.resolve("adapter_model.safetensors"));
        try (Arena arena = Arena.ofShared()) {
            SafeTensors want = SafeTensors.open(Path.of(T2L, "generated.safetensors"), arena);
            Lora got = LoraFile.read(adapter, arena);
            assertEquals(6, got.updates().size());
            got.updates().forEach((path, update) -> {
                int layer = Integer.parseInt(path.split("\\.", -1)[2]);
                String module = path.substring(path.lastIndexOf('.') + 1);
                close(path + " A", want.get("A." + module), layer, update.a());
                close(path + " B", want.get("B." + module), layer, update.b());
            });
        }
        run(command);
        assertArrayEquals(bytes, Files.readAllBytes(adapter.resolve("adapter_model.safetensors")));

        String[] both = {"complete", "--model", BASE, "--ids", "5,6,7", "--max-tokens", "8"};
        String made = run(Program.with(both, "--t2l", T2L, "--encoder", ENCODER, "--describe", SORT));
        assertEquals(run(Program.with(both, "--adapter", adapter.toString())), made);
        assertNotEquals(run(both), made);
    }

    /// Row 1 of `[2,L,m,n]` at `layer` must be `got[m,n]`.
    private static void close(String what, Tensor all, int layer, Tensor got) {
        double largest = 0;
        for (double v : all.toDoubles()) {
            largest = Math.max(largest, Math.abs(v));
        }
        Tensor want = all.narrow(0, 1, 1).narrow(1, layer, 1);
        assertEquals(want.size(), got.size(), what);
        for (long i = 0; i < got.size(); i++) {
            assertEquals(want.get(i), got.get(i), 1e-5 * largest, what + " " + i);
        }
    }

    @Test
    void severalDescriptionsGiveNumberedAdaptersInOtherFormats() throws IOException {
        Path file = Files.writeString(folder.resolve("descriptions.txt"), SORT + "\nCount the letters.\n");
        String[] command = {"generate", "--t2l", T2L, "--encoder", ENCODER, "--model", BASE, "--describe-file",
            file.toString(), "--json", "--out"};
        Path gguf = folder.resolve("gguf");
        List<String> lines = run(Program.with(command, gguf.toString(), "--format", "gguf")).lines().toList();
        assertEquals(gguf.resolve("2/adapter.gguf").toString(), JSON.std.mapFrom(lines.get(1)).get("adapter"));
        Path plain = folder.resolve("plain");
        run(Program.with(command, plain.toString(), "--format", "peft-plain"));
        try (Arena arena = Arena.ofShared()) {
            Lora one = LoraFile.read(plain.resolve("1"), arena);
            Lora two = LoraFile.read(plain.resolve("2"), arena);
            Lora back = GgufLora.read(gguf.resolve("2/adapter.gguf"), Checkpoint.config(Path.of(BASE)), arena);
            String path = "model.layers.1.self_attn.q_proj";
            assertEquals(false, one.config().rankStable());
            assertEquals(4, one.config().scale(path), 1e-9);
            assertEquals(4, back.config().scale(path), 1e-6);
            assertArrayEquals(two.updates().get(path).b().toDoubles(), back.updates().get(path).b().toDoubles(), 0);
            assertNotEquals(one.updates().get(path).b().get(0), two.updates().get(path).b().get(0));
        }
    }

    @Test
    void inspectSaysWhyAModelCannotBeRun() throws IOException {
        Path file = folder.resolve("mamba.gguf");
        Gguf.write(file, Map.of("general.architecture", Gguf.Value.of("mamba")), Map.of());
        String shown = run("inspect", file.toString());
        assertTrue(shown.contains("mamba.gguf: needs a model of one of the families llama, qwen2"), shown);
        Path config = Files.createDirectory(folder.resolve("mamba")).resolve("config.json");
        Files.writeString(config, "{\"model_type\": \"mamba\", \"vocab_size\": 7}");
        Map<String, Object> facts = JSON.std.mapFrom(run("inspect", "--json", config.getParent().toString()));
        assertEquals(7, facts.get("vocab_size"));
        assertTrue(facts.get("cannot_be_run").toString().contains("got mamba"), facts.toString());
    }

    @Test
    void inspectSaysWhatIsInFiles() throws IOException {
        List<String> lines = run("inspect", "--json", MODEL, PEFT, T2L, STORIES + "/gguf/stories260K-Q4_0.gguf",
                "builtin:minilm", "builtin:tiny", "builtin:qwen2.5-coder-0.5b").lines().toList();
        Map<String, Object> model = JSON.std.mapFrom(lines.get(0));
        assertEquals(List.of("model", "llama", 5, 512), values(model, "kind", "family", "layers", "vocabulary"));
        assertEquals(260_032, model.get("parameters"));
        Map<String, Object> adapter = JSON.std.mapFrom(lines.get(1));
        assertEquals(List.of("adapter", 4), values(adapter, "kind", "rank"));
        Map<String, Object> network = JSON.std.mapFrom(lines.get(2));
        assertEquals(List.of("hypernetwork", "L", List.of("q_proj", "v_proj"), 24, 4.0),
                values(network, "kind", "variant", "targets", "embedding", "scale"));
        Map<String, Object> quantised = JSON.std.mapFrom(lines.get(3));
        assertEquals(260_032, quantised.get("parameters"));
        assertTrue(((Map<?, ?>) quantised.get("types")).containsKey("q4_0"), quantised.get("types").toString());
        assertEquals(List.of("encoder", "bert", 384),
                values(JSON.std.mapFrom(lines.get(4)), "kind", "family", "hidden_size"));
        assertEquals("model", JSON.std.mapFrom(lines.get(5)).get("kind"));
        assertEquals("hypernetwork", JSON.std.mapFrom(lines.get(6)).get("kind"));
        assertEquals(List.of("hypernetwork", "Qwen/Qwen2.5-Coder-0.5B-Instruct"),
                values(JSON.std.mapFrom(lines.get(7)), "kind", "base"));
        assertEquals(8, lines.size());
    }

    /// A terminal would obey them.
    @Test
    void inspectShowsNoControlCharacters() throws IOException {
        Path file = folder.resolve("escapes.safetensors");
        try (Arena arena = Arena.ofConfined()) {
            SafeTensors.write(file, Map.of("a\u001b]0;x\u0007\u009b31m\u202e", Tensor.allocate(arena, DType.F32, 1)),
                    Map.of());
        }
        String shown = run("inspect", file.toString());
        assertTrue(shown.contains("a\\u001b]0;x\\u0007\\u009b31m\\u202e f32[1]"), shown);
        String json = run("inspect", "--json", file.toString());
        assertEquals(json, Printable.escaped(json.strip()) + "\n");
        assertTrue(JSON.std.mapFrom(json).toString().contains("a\u001b]0;x\u0007\u009b31m\u202e"), json);
    }

    private static List<Object> values(Map<String, Object> of, String... names) {
        return List.of(names).stream().map(of::get).toList();
    }
}
