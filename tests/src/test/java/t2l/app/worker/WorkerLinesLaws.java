package t2l.app.worker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import t2l.Settings;
import t2l.T2l;
import t2l.cli.Json;
import t2l.hypernet.TextToLora;
import t2l.tensor.Parallel;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Backends;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.Threaded;
import t2l.tensor.io.ScratchDirectory;
import t2l.tensor.settings.Source;

/// Whatever a line is, it has an answer, with its id if it has one, and what is wrong in one sentence.
class WorkerLinesLaws {
    private static final List<String> NAMES = List.of("id", "op", "describe", "out", "spool", "prompt", "answer",
            "task",
            "adapter", "limit", "adapters", "adapter_config", "packs", "failed", "offset", "x");
    private static final List<Object> VALUES = List.of("generate", "complete", "score", "eval", "oracle", "pack",
            "manifest", "about", "", "a", "/", "\u0000", "no/such/place", 0, -1, 1.5, true, 1L << 40, List.of(),
            List.of("a"), List.of(Map.of("id", "a", "offset", 0, "bytes", 8)), Map.of(), Map.of("sha256", "x"));

    private static Kernels kernels;
    private static WorkerModels models;
    private static Operations operations;

    @BeforeContainer
    static void open() {
        Parallel parallel = new Parallel(1);
        kernels = new Threaded(Backends.open("scalar", parallel), parallel);
        models = new WorkerModels(Optional.of(T2l.builder().model("builtin:tiny").threads(1).backend("scalar").open()),
                Optional.of(TextToLora.open("builtin:tiny", Optional.empty(), Optional.empty(), _ -> Optional.empty(),
                        kernels, _ -> {})),
                kernels);
        operations = new Operations(models, Settings.DEFAULT.maxTokens(2), Optional.empty(),
                Map.of("version", "t2l 1", "fingerprint", "f"), 2);
    }

    @AfterContainer
    static void close() {
        models.close();
        kernels.close();
    }

    /// A model for which there is no hypernetwork can do everything else.
    @Example
    void withoutAHypernetworkDescriptionsHaveNoAdapters() {
        Operations without = new Operations(new WorkerModels(Optional.empty(), Optional.empty(), kernels),
                Settings.DEFAULT, Optional.empty(), Map.of("version", "t2l 1", "fingerprint", "f"), 2);
        assertFalse(without.answer(Source.parse("line", "{\"id\":1,\"op\":\"about\"}"))
                .containsKey("generated_bytes"));
        T2lException e = assertThrows(T2lException.class, () -> without
                .answer(Source.parse("line", "{\"id\":1,\"op\":\"generate\",\"describe\":\"Sort.\"}")));
        assertTrue(e.getMessage().contains("start it with --t2l"), e.getMessage());
    }

    private static Map<String, Object> answer(byte[] line) {
        Map<String, Object> answer = Worker.answer(operations::answer, new LongLines.Line(1, Optional.of(line)),
                fault -> {
                    throw new AssertionError(new String(line, UTF_8), fault);
                });
        assertTrue(answer.containsKey("id") || answer.containsKey("line"), answer.toString());
        if (answer.get("error") instanceof String error) {
            assertTrue(!error.isBlank() && error.lines().count() == 1 && error.length() < 1500, error);
        }
        Json.line(answer);
        return answer;
    }

    @Provide
    Arbitrary<Map<String, Object>> objects() {
        return Arbitraries.maps(Arbitraries.of(NAMES), Arbitraries.of(VALUES)).ofMaxSize(7);
    }

    @Property(tries = 600)
    void anyObjectIsAnswered(@ForAll("objects") Map<String, Object> fields) {
        Map<String, Object> answer = answer(Json.line(fields).getBytes(UTF_8));
        if (fields.get("id") instanceof String id) {
            assertEquals(id, answer.get("id"));
        }
    }

    @Property(tries = 300)
    void anyBytesAreAnswered(@ForAll byte[] line) {
        assertTrue(answer(line).containsKey("error"));
    }

    @Property(tries = 200)
    void aCutLineIsAnError(@ForAll int at) {
        byte[] whole = "{\"id\": 1, \"op\": \"about\"}".getBytes(UTF_8);
        byte[] cut = Arrays.copyOf(whole, Math.floorMod(at, whole.length));
        assertTrue(answer(cut).containsKey("error"));
        assertEquals(1, answer(whole).get("id"));
    }

    @Example
    void packsAreMadeOfSpools() throws IOException {
        try (ScratchDirectory scratch = ScratchDirectory.make()) {
            String spool = scratch.path().resolve("spool").toString();
            Map<String, Object> made = answer(line("op", "generate", "describe", "Sort the words.", "spool", spool));
            Map<String, Object> entry = new LinkedHashMap<>(made);
            entry.keySet().retainAll(List.of("sha256", "bytes", "offset"));
            entry.put("id", "sort");
            Object config = made.get("adapter_config");
            String out = scratch.path().resolve("out").toString();
            Map<String, Object> pack = answer(
                    line("op", "pack", "spool", spool, "out", out, "adapter_config", config, "adapters",
                            List.of(entry)));
            assertEquals(1, pack.get("adapters"), pack.toString());
            pack.remove("id");
            Map<String, Object> manifest = answer(line("op", "manifest", "packs", List.of(pack), "out", out));
            assertEquals(1, manifest.get("adapters"), manifest.toString());
            for (Map<String, Object> wrong : List.of(Map.<String, Object>of("offset", 8),
                    Map.<String, Object>of("bytes", 1 << 30),
                    Map.<String, Object>of("id", "a/b"), Map.<String, Object>of("sha256", "00".repeat(32)))) {
                Map<String, Object> other = new LinkedHashMap<>(entry);
                other.putAll(wrong);
                assertTrue(answer(line("op", "pack", "spool", spool, "out", out, "adapter_config", config, "adapters",
                        List.of(other))).containsKey("error"), wrong.toString());
            }
        }
    }

    private static byte[] line(Object... fields) {
        Map<String, Object> all = Json.object(fields);
        all.put("id", 7);
        return Json.line(all).getBytes(UTF_8);
    }
}
