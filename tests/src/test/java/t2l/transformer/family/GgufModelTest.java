package t2l.transformer.family;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.autograd.Pass;
import t2l.bench.RandomFile;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.io.*;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.tensor.settings.Source;
import t2l.transformer.*;

/// A model written as GGUF is the file that other converters write, and computes what it computed.
class GgufModelTest {
    private final Kernels kernels = new ReferenceKernels();

    @ParameterizedTest
    @CsvSource({"F32", "F16", "BF16", "Q8_0", "Q4_0"})
    void theTensorsAreThoseOfAnotherConverter(DType type, @TempDir Path temp) {
        try (Arena arena = Arena.ofShared()) {
            Path directory = Golden.resource("stories260K/hf");
            Path file = temp.resolve("model.gguf");
            GgufModel.of(Checkpoint.open(directory, arena), "stories", true).write(file, Optional.of(type), kernels);
            Gguf want = Gguf.open(Golden.resource("stories260K/gguf/stories260K-" + type + ".gguf"), arena);
            Gguf got = Gguf.open(file, arena);
            assertEquals(want.tensors().keySet(), got.tensors().keySet());
            want.tensors().forEach((name, t) -> {
                Tensor mine = got.get(name);
                // that converter leaves the embedding in Q4_0 where this one has Q8_0
                if (mine.dtype() == t.dtype()) {
                    assertArrayEquals(t.toDoubles(), mine.toDoubles(), name);
                } else {
                    assertEquals(DType.Q8_0, mine.dtype(), name);
                }
            });
            for (String key : want.metadata().keySet()) {
                if (key.startsWith("llama.")) {
                    assertEquals(want.metadata().get(key), got.metadata().get(key), key);
                }
            }
            assertEquals(want.metadata().get("general.file_type"), got.metadata().get("general.file_type"));
            assertEquals(Checkpoint.config(Golden.resource("stories260K/gguf/stories260K-F32.gguf")),
                    Checkpoint.config(file));
        }
    }

    @Test
    void anInterpolationBetweenPairsIsSaid() {
        try (Arena arena = Arena.ofShared()) {
            Checkpoint model = Checkpoint.open(Golden.resource("hf-tiny/gpt-oss"), arena);
            String sentence = GgufModel.of(model, "gpt-oss", false).difference().orElseThrow();
            assertTrue(sentence.startsWith("llama.cpp rounds the pairs"), sentence);
        }
    }

    @ParameterizedTest
    @CsvSource({"llama,", "mistral, 7", "qwen2-window, 5", "phi3, 6", "gemma2,", "gemma3,", "olmo3,"})
    void whatLlamaCppPassesOverIsSaid(String name, String window) {
        try (Arena arena = Arena.ofShared()) {
            Path directory = Golden.resource("hf-tiny/" + name);
            Optional<String> said = GgufModel.of(Checkpoint.open(directory, arena), name, false).difference();
            assertEquals(window != null, said.isPresent());
            said.ifPresent(sentence -> assertTrue(sentence.contains("more than " + window + " tokens"), sentence));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama3-rope", "llama-linear", "smollm2", "mistral", "qwen2", "qwen2-window",
        "qwen2-yarn", "qwen3", "gemma2", "gemma3", "phi3", "phi4-mini", "olmo2", "olmo3", "smollm3", "granite",
        "granite4", "granite4-nope", "ministral3", "exaone4", "ernie4_5", "hunyuan", "lfm2", "qwen3_5",
        "qwen3_5-groups", "gpt-oss", "gpt-oss-mxfp4", "gemma4",
        "gemma4-dense", "gpt2",
        "mixtral", "qwen3-moe"})
    void aFamilyComputesWhatItDid(String name, @TempDir Path temp) throws IOException {
        try (Arena arena = Arena.ofShared(); Workspace ws = new Workspace()) {
            Path directory = directory(name, temp);
            Path first = temp.resolve("first.gguf");
            GgufModel.of(Checkpoint.open(directory, arena), name, false).write(first, Optional.empty(), kernels);
            Path second = temp.resolve("second.gguf");
            GgufModel.of(Checkpoint.open(first, arena), "", true).write(second, Optional.empty(), kernels);
            Tokens tokens = Tokens.right(arena, new int[] {5, 17, 3, 59, 42, 7, 7, 60}, new int[] {1, 2, 3});
            Tensor want = logits(Checkpoint.open(directory, arena).decoder(), tokens, ws, arena);
            for (Path file : new Path[] {first, second}) {
                Golden.close(name, want, logits(Checkpoint.open(file, arena).decoder(), tokens, ws, arena), 1e-5);
            }
        }
    }

    /// The golden, but for a scale of scores that GGUF has no words for.
    private static Path directory(String name, Path temp) throws IOException {
        Path golden = Golden.resource("hf-tiny/" + name);
        if (!name.equals("gemma2")) {
            return golden;
        }
        Path copy = Files.createDirectory(temp.resolve(name));
        Files.copy(golden.resolve("model.safetensors"), copy.resolve("model.safetensors"));
        Map<String, Object> config = JSON.std.mapFrom(golden.resolve("config.json").toFile());
        config.put("query_pre_attn_scalar", config.get("head_dim"));
        JSON.std.write(config, copy.resolve("config.json").toFile());
        return copy;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"llama3-rope", "qwen2", "qwen2-yarn", "qwen3", "gemma2", "gemma3", "phi3", "phi4-mini", "olmo2",
                "olmo3", "smollm3",
                "granite", "lfm2", "qwen3_5", "qwen3_5-groups", "ministral3", "exaone4", "ernie4_5", "hunyuan",
                "gpt-oss", "gemma4", "gemma4-dense",
                "gpt2", "mixtral", "qwen3-moe"})
    void theWordsAreThoseOfLlamaCpp(String name, @TempDir Path temp) throws IOException {
        Source names = Source.read(Golden.resource("hf-tiny/gguf-names.json")).object(name).orElseThrow();
        try (Arena arena = Arena.ofShared()) {
            Path directory = directory(name, temp);
            Path file = temp.resolve("model.gguf");
            GgufModel.of(Checkpoint.open(directory, arena), name, false).write(file, Optional.empty(), kernels);
            Gguf written = Gguf.open(file, arena);
            assertTrue(written.tensors().keySet().containsAll(names.object("tensors").orElseThrow().values().values()));
            names.object("metadata").orElseThrow().values().forEach((key, value) -> {
                Object got = written.metadata().get(key).content();
                if (value instanceof Number number) {
                    assertEquals(number.doubleValue(), ((Number) got).doubleValue(), 1e-6 * number.doubleValue(), key);
                } else {
                    assertEquals(value.toString(), got.toString(), key);
                }
            });
        }
    }

    /// As `llama-quantize` chose them for Qwen2.5-Coder-1.5B: values and what leaves the feed-forward have more bits in 14 of 28
    /// layers.
    @Test
    void theMixIsThatOfLlamaCpp(@TempDir Path temp) {
        try (Arena arena = Arena.ofShared()) {
            Path file = temp.resolve("model.gguf");
            random(temp, 256, 512, 28, arena).writeMixed(file, kernels);
            Gguf written = Gguf.open(file, arena);
            Set<Integer> finer = Set.of(0, 1, 2, 5, 8, 11, 14, 17, 20, 23, 24, 25, 26, 27);
            written.tensors().forEach((name, t) -> {
                String[] parts = name.split("\\.", -1);
                boolean more = parts[0].equals("blk") && finer.contains(Integer.valueOf(parts[1]))
                        && (parts[2].equals("attn_v") || parts[2].equals("ffn_down"));
                assertEquals(t.rank() == 1
                        ? DType.F32
                        : more || name.equals("token_embd.weight") ? DType.Q6_K : DType.Q4_K, t.dtype(), name);
            });
            assertEquals(15, written.whole("general.file_type"));
        }
    }

    @Test
    void rowsThatAreNoWholeBlocksHaveSmallerOnes(@TempDir Path temp) {
        try (Arena arena = Arena.ofShared()) {
            Path file = temp.resolve("model.gguf");
            random(temp, 96, 80, 1, arena).write(file, Optional.of(DType.Q5_K), kernels);
            Gguf written = Gguf.open(file, arena);
            assertEquals(DType.Q8_0, written.get("token_embd.weight").dtype());
            assertEquals(DType.Q5_1, written.get("blk.0.attn_q.weight").dtype());
            assertEquals(DType.F16, written.get("blk.0.ffn_down.weight").dtype());
            random(temp, 96, 64, 1, arena).writeMixed(file, kernels);
            written = Gguf.open(file, arena);
            assertEquals(DType.Q5_0, written.get("blk.0.attn_q.weight").dtype());
            assertEquals(DType.Q8_0, written.get("blk.0.ffn_down.weight").dtype()); // the last eighth of the layers
        }
    }

    /// Numbers of 16 levels would be moved to other 32 levels, and none comes nearer to what it was.
    @Test
    void whatHasFewerBitsAlreadyKeepsThem(@TempDir Path temp) {
        try (Arena arena = Arena.ofShared()) {
            Path coarse = temp.resolve("q4_1.gguf");
            random(temp, 96, 64, 1, arena).write(coarse, Optional.of(DType.Q4_1), kernels);
            Path file = temp.resolve("model.gguf");
            GgufModel.of(Checkpoint.open(coarse, arena), "", true).write(file, Optional.of(DType.Q5_K), kernels);
            Tensor before = Gguf.open(coarse, arena).get("blk.0.attn_q.weight");
            Tensor after = Gguf.open(file, arena).get("blk.0.attn_q.weight");
            assertEquals(DType.Q4_1, after.dtype());
            assertArrayEquals(before.toDoubles(), after.toDoubles());
        }
    }

    private static GgufModel random(Path folder, int width, int hidden, int layers, Arena arena) {
        Path made = RandomFile.of(folder, DType.F32, width, hidden, layers);
        return GgufModel.of(Checkpoint.open(made, arena), "", true);
    }

    @Test
    void whatADeltaRuleKeepsOfItsStateStaysExact(@TempDir Path temp) {
        try (Arena arena = Arena.ofShared()) {
            Path file = temp.resolve("model.gguf");
            Checkpoint model = Checkpoint.open(Golden.resource("hf-tiny/qwen3_5-groups"), arena);
            GgufModel.of(model, "", false).write(file, Optional.of(DType.Q8_0), kernels);
            Map<String, Tensor> read = Checkpoint.open(file, arena).weights();
            String layer = "model.layers.0.linear_attn.";
            assertEquals(DType.Q8_0, read.get(layer + "in_proj_qkv.weight").dtype());
            assertEquals(DType.F16, read.get(layer + "out_proj.weight").dtype()); // 48 columns are no blocks of 32
            for (String name : List.of("conv1d.weight", "in_proj_a.weight", "in_proj_b.weight", "A_log", "dt_bias")) {
                Golden.close(name, model.weights().get(layer + name), read.get(layer + name),
                        name.equals("A_log") ? 1e-6 : 0);
            }
        }
    }

    /// Heads of 32 numbers in blocks of 256.
    @Test
    void headsThatShareABlockBecomeSmallerBlocks() {
        try (Arena arena = Arena.ofShared()) {
            var sizes = new DecoderConfig.Builder(9, 8, 8, 1, 1, 1, 8);
            sizes.delta = Optional.of(new GatedDelta.Config(Set.of(0), 4, 8, 2, 32, 2));
            Tensor blocks = Tensor.allocate(arena, DType.Q4_K, 3, 256);
            byte[] bytes = new byte[3 * 144];
            new Random(1).nextBytes(bytes);
            for (int block = 0; block < 3; block++) { // scales of 2⁻⁷
                System.arraycopy(new byte[] {0, 0x20, 0, 0x20}, 0, bytes, 144 * block, 4);
            }
            blocks.forWriting().copyFrom(MemorySegment.ofArray(bytes));
            String path = "model.layers.0.linear_attn.out_proj";
            Tensor read = GgufNames.columns(path, blocks, sizes.build(), true, arena);
            assertEquals(DType.Q8_0, read.dtype());
            int[] there = {0, 4, 1, 5, 2, 6, 3, 7}; // key 0 has the values 0 and 1, which lie at 0 and 4
            for (int i = 0; i < 3 * 256; i++) {
                int from = i / 256 * 256 + there[i % 256 / 32] * 32 + i % 32;
                assertEquals(blocks.get(from), read.get(i), 0.05);
            }
            Tensor written = GgufNames.columns(path, read, sizes.build(), false, arena);
            assertArrayEquals(Quantizer.quantise(WeightTypes.copy(blocks, DType.F32, kernels, arena), DType.Q8_0, arena)
                    .toDoubles(), written.toDoubles());
        }
    }

    @Test
    void theFileTypeIsThatOfTheNumbers(@TempDir Path temp) {
        try (Arena arena = Arena.ofShared()) {
            Path small = Golden.resource("stories260K/gguf/stories260K-Q8_0.gguf");
            GgufModel model = GgufModel.of(Checkpoint.open(small, arena), "", true);
            Map<String, Gguf.Value> wrong = new HashMap<>(model.metadata());
            wrong.put("general.file_type", Gguf.Value.of(15)); // Q4_K_M
            Path file = temp.resolve("model.gguf");
            new GgufModel(wrong, model.config(), model.weights()).write(file, Optional.empty(), kernels);
            assertEquals(7, Gguf.open(file, arena).whole("general.file_type"));
        }
    }

    @Test
    void onlyAWholeModelIsTaken() {
        try (Arena arena = Arena.ofShared()) {
            Path directory = Golden.resource("stories260K/hf");
            Checkpoint model = Checkpoint.open(directory, arena);
            Map<String, Tensor> weights = new HashMap<>(model.weights());
            weights.put("model.layers.0.self_attn.rotary_emb.inv_freq", Tensor.allocate(arena, DType.F32, 4));
            assertEquals(model.used().keySet(), GgufModel.of(model.with(weights), "stories", false).weights().keySet());
            weights.remove("model.norm.weight");
            String message = assertThrows(T2lException.class,
                    () -> GgufModel.of(model.with(weights), "stories", false)).getMessage();
            assertTrue(message.contains("asks for model.norm.weight"), message);
        }
    }

    /// As in Qwen's files of the type Q4_K_M.
    @Test
    void theVocabularyIsTheRowsOfAnEmbeddingInAnyType() {
        try (Arena arena = Arena.ofShared()) {
            Gguf file = Gguf.open(Golden.resource("stories260K/gguf/stories260K-Q8_0.gguf"), arena);
            Map<String, Gguf.Value> metadata = new HashMap<>(file.metadata());
            metadata.remove("llama.vocab_size");
            Map<String, Tensor> tensors = new HashMap<>(file.tensors());
            tensors.remove("token_embd.weight");
            RawTensor embedding = new RawTensor("token_embd.weight", "Q4_K", List.of(512, 64), MemorySegment.NULL);
            Gguf quantised = new Gguf(file.path(), metadata, tensors, Map.of("token_embd.weight", embedding));
            assertEquals(512, GgufSettings.read(quantised, new Llama()).count("vocab_size"));
        }
    }

    private Tensor logits(Decoder model, Tokens tokens, Workspace ws, Arena arena) {
        try (Pass pass = Pass.inference(kernels, ws, DType.F64)) {
            Tensor logits = model.logits(pass, model.hidden(pass, tokens.ids(), tokens.context(ActiveAdapter.NONE)))
                    .value();
            Tensor kept = Tensor.allocate(arena, DType.F64, logits.dims());
            kernels.run(new Copy(logits, kept));
            return kept;
        }
    }

    @Test
    void whatGgufHasNoWordsForIsRefused(@TempDir Path temp) {
        try (Arena arena = Arena.ofShared()) {
            Path directory = Golden.resource("hf-tiny/gemma2");
            GgufModel model = GgufModel.of(Checkpoint.open(directory, arena), "gemma2", false);
            Path file = temp.resolve("model.gguf");
            String message = assertThrows(T2lException.class, () -> model.write(file, Optional.empty(), kernels))
                    .getMessage();
            assertTrue(message
                    .endsWith("model.gguf: needs a model that GGUF has words for, it would say scale of scores 0.25"
                            + " in place of 0.2236068"),
                    message);
            assertTrue(!Files.exists(file));
        }
    }
}
