package t2l.hypernet;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.io.SafeTensors;
import t2l.transformer.TokenStates;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.lora.Lora;

/// Descriptions as the reference reads them (t2l-spec §7, `data/embedding.*` of its goldens).
class TaskEmbedderTest {
    private final Kernels kernels = new ReferenceKernels();

    private static void quiet(String hint) {
        throw new AssertionError("nothing needs saying, got " + hint);
    }

    private static Map<String, Object> golden() throws IOException {
        return JSON.std.mapFrom(Files.readString(Golden.path("data/embedding.json")));
    }

    private static List<String> strings(String name) throws IOException {
        return ((List<?>) golden().get(name)).stream().map(Object::toString).toList();
    }

    @Test
    void wordsDescriptions() throws IOException {
        List<String> descriptions = strings("descriptions");
        EncoderKind sentence = EncoderKind.named("Alibaba-NLP/gte-large-en-v1.5");
        assertEquals(strings("formatted"), descriptions.stream().map(sentence::prompt).toList());
        ((Map<?, ?>) golden().get("full_stop"))
                .forEach((from, to) -> assertEquals(to, sentence.prompt(from.toString())));
        assertEquals(strings("sfr").getFirst(),
                EncoderKind.named("Salesforce/SFR-Embedding-Mistral").prompt(descriptions.get(1)));
        assertEquals("Say it.", EncoderKind.named("").prompt("\u2007Say it\u0085"));
        assertEquals("Say it", EncoderKind.named("builtin:minilm").prompt(" Say it "));
    }

    @Test
    void theNameOfAFolderAroundAnEncoderSaysNothing() {
        for (String name : List.of("/models/gte/minilm", "sfr/bge-small", "/home/margte/all-MiniLM-L6-v2", "algtes")) {
            assertEquals(EncoderKind.OTHER, EncoderKind.named(name), name);
        }
        assertEquals(EncoderKind.GTE, EncoderKind.named("sfr/gte-large-en-v1.5/"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tiny/gte-bert", "", "Salesforce/SFR-Embedding-Mistral", "builtin:minilm"})
    void refusesAnEmptyDescription(String name) {
        EncoderKind kind = EncoderKind.named(name);
        var e = assertThrows(T2lException.class, () -> kind.prompt(" \u00A0\t"));
        assertEquals("description: needs a sentence that describes a task, got an empty one", e.getMessage());
    }

    /// A batch and single descriptions, pooled at the first token.
    @Test
    void readsThroughAnEncoder() throws IOException {
        List<String> descriptions = strings("descriptions");
        try (Arena arena = Arena.ofShared()) {
            SafeTensors golden = SafeTensors.open(Golden.path("data/embedding.safetensors"), arena);
            try (TaskEmbedder embedder = TaskEmbedder.open("tiny/gte-bert", Golden.path("encoder").toString(),
                    _ -> Optional.empty(), kernels, TaskEmbedderTest::quiet)) {
                Golden.close("batch", golden.get("cls.batch"), embedder.embed(descriptions, arena), 1e-5);
                for (int i = 0; i < descriptions.size(); i++) {
                    Golden.close("single " + i, golden.get("cls.single." + i),
                            embedder.embed(List.of(descriptions.get(i)), arena), 1e-5);
                }
            }
        }
    }

    /// The last hidden states of every token, as far as F16 holds them; the vectors are those of [TaskEmbedder#embed].
    @Test
    void readsTokens() throws IOException {
        List<String> descriptions = strings("descriptions");
        try (Arena arena = Arena.ofShared()) {
            Tensor golden = SafeTensors.open(Golden.path("data/embedding.safetensors"), arena).get("last_hidden_state");
            try (TaskEmbedder embedder = TaskEmbedder.open("tiny/gte-bert", Golden.path("encoder").toString(),
                    _ -> Optional.empty(), kernels, TaskEmbedderTest::quiet)) {
                Descriptions read = embedder.read(descriptions, true, arena);
                for (int i = 0; i < descriptions.size(); i++) {
                    assertEquals(read.tokens().orElseThrow().length(i), embedder.length(descriptions.get(i)));
                }
                same(embedder.embed(descriptions, arena), read.vectors());
                TokenStates tokens = read.tokens().orElseThrow();
                for (int i = 0; i < descriptions.size(); i++) {
                    Golden.close("states " + i, golden.narrow(0, i, 1).narrow(1, 0, tokens.length(i)),
                            read.slice(i, 1).tokens().orElseThrow().own(), 1e-3);
                }
                assertEquals(golden.dim(1), tokens.longest());
            }
        }
    }

    /// The base model as its own encoder, by its last token, whichever side the reference pads on.
    @Test
    void readsThroughTheBaseModel(@TempDir Path temp) throws IOException {
        for (Path file : List.of(Golden.path("bases/llama-a/config.json"),
                Golden.path("bases/llama-a/model.safetensors"),
                GoldenFile.path("transformer/stories260K/hf/tokenizer.json"),
                GoldenFile.path("transformer/stories260K/hf/tokenizer_config.json"))) {
            Files.copy(file, temp.resolve(file.getFileName()));
        }
        List<String> descriptions = strings("descriptions");
        try (Arena arena = Arena.ofShared()) {
            SafeTensors golden = SafeTensors.open(Golden.path("data/embedding.safetensors"), arena);
            try (TaskEmbedder embedder = TaskEmbedder.open("", temp.toString(), _ -> Optional.empty(), kernels,
                    TaskEmbedderTest::quiet);
                    LanguageModel base = LanguageModel.open(temp.toString(), Optional.empty(), kernels)) {
                Tensor rows = embedder.embed(descriptions, arena);
                Descriptions read = embedder.read(descriptions, true, arena);
                assertEquals(base.config().layers(), read.tokens().orElseThrow().layers());
                same(rows, read.vectors());
                Golden.close("right", golden.get("last_token.right"), rows, 1e-5);
                Golden.close("left", golden.get("last_token.left"), rows, 1e-5);
                for (int i = 0; i < 2; i++) { // a model that is open already is used, and stays open
                    try (TaskEmbedder shared = TaskEmbedder.open("", "not a path", _ -> Optional.of(base), kernels,
                            TaskEmbedderTest::quiet)) {
                        same(rows, shared.embed(descriptions, arena));
                    }
                }
            }
        }
    }

    /// From a sentence to the adapter that the reference's own script makes of it, through every kind of head; what
    /// stands beside a description does not change a bit of its adapter.
    @ParameterizedTest
    @ValueSource(strings = {"a-L-sft", "a-M-sft", "a-S-sft-flip", "a-M-mt", "b-S-sft"})
    void descriptionToAdapter(String name) throws IOException {
        Path directory = Golden.path("checkpoints/" + name);
        String description = JSON.std.mapFrom(Files.readString(directory.resolve("generated.json"))).get("description")
                .toString();
        try (Arena arena = Arena.ofShared()) {
            SafeTensors golden = SafeTensors.open(directory.resolve("generated.safetensors"), arena);
            TaskEmbedder embedder = TaskEmbedder.open("tiny/gte-bert", Golden.path("encoder").toString(),
                    _ -> Optional.empty(), kernels, TaskEmbedderTest::quiet);
            try (var t2l = new TextToLora(directory, Optional.empty(), embedder, kernels, TaskEmbedderTest::quiet)) {
                List<TextToLora.Generated> made = t2l.generate(List.of("Another one", description), arena);
                Lora alone = t2l.generate(List.of(description), arena).getFirst().lora();
                for (Target t : t2l.config().targets()) {
                    for (int l = 0; l < 3; l++) {
                        Lora.Update update = made.get(1).lora().updates().get(t.path(l));
                        Golden.close("A", row(golden.get("A." + t.name()), l), update.a(), 1e-5);
                        Golden.close("B", row(golden.get("B." + t.name()), l), update.b(), 1e-5);
                        same(update.a(), alone.updates().get(t.path(l)).a());
                        same(update.b(), alone.updates().get(t.path(l)).b());
                    }
                }
                assertTrue(made.get(0).place().isEmpty(), "nothing is claimed of unknown tasks");
            }
        }
    }

    private static Tensor row(Tensor all, int layer) {
        return all.narrow(0, 1, 1).narrow(1, layer, 1);
    }

    private static void same(Tensor a, Tensor b) {
        assertEquals(-1, a.forReading().mismatch(b.forReading()));
    }

    @Test
    void oneHotNames() {
        try (Arena arena = Arena.ofConfined()) {
            TaskEmbedder embedder = new TaskNumbers(List.of("first", "second"));
            Tensor rows = embedder.embed(List.of("second", "first"), arena);
            assertEquals(List.of(0.0, 1.0, 1.0, 0.0), List.of(rows.get(0), rows.get(1), rows.get(2), rows.get(3)));
            for (String unknown : List.of("third", "mixture 0", "mixture")) {
                Refused.says("needs the name of a training task", () -> embedder.embed(List.of(unknown), arena));
            }
        }
    }

    /// The mean of each coordinate of Dirichlet(1, 1, 1) is 1/3, its standard deviation √(1/18).
    @Test
    void mixturesLieBetweenAllTasks() {
        try (Arena arena = Arena.ofConfined()) {
            TaskEmbedder embedder = new TaskNumbers(List.of("a", "b", "c"));
            int n = 2000;
            double[] all = embedder.embed(IntStream.rangeClosed(1, n).mapToObj(TaskNumbers::mixture).toList(), arena)
                    .toDoubles();
            double squares = 0;
            double sum = 0;
            for (int i = 0; i < n; i++) {
                assertEquals(1, all[3 * i] + all[3 * i + 1] + all[3 * i + 2], 1e-6);
                sum += all[3 * i];
                squares += Math.pow(all[3 * i] - 1.0 / 3, 2);
            }
            assertEquals(1.0 / 3, sum / n, 4 * Math.sqrt(1.0 / 18 / n));
            assertEquals(1.0 / 18, squares / n, 0.01);
            assertArrayEquals(embedder.embed(List.of("mixture 7"), arena).toDoubles(), Arrays.copyOfRange(all, 18, 21));
        }
    }
}
