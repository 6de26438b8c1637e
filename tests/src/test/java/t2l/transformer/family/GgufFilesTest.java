package t2l.transformer.family;

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.Refused;
import t2l.autograd.Pass;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.io.Gguf;
import t2l.tensor.settings.Source;
import t2l.transformer.*;
import t2l.transformer.hub.HubCache;

/// GGUF files as users have them: in parts, with a type for each tensor, under any name, without optional keys, with parts
/// that read images. Goldens of `gguf-files.py`.
class GgufFilesTest {
    private static final Path FOLDER = Golden.resource("family/gguf");
    private static final String PART = "mixed-0000%d-of-00003.gguf";

    @TempDir
    Path dir;

    @AutoClose
    private final Arena arena = Arena.ofShared();
    private final Kernels kernels = new ReferenceKernels();

    private static Path part(int number) {
        return FOLDER.resolve(String.format(PART, number));
    }

    private void computesWhatTransformersDoes(Path file) {
        Source golden = Source.read(FOLDER.resolve("mixed.json"));
        try (LanguageModel model = LanguageModel.open(file.toString(), Optional.empty(), kernels);
                Workspace ws = new Workspace();
                Pass pass = Pass.inference(kernels, ws, DType.F64)) {
            int[] ids = golden.counts("ids").stream().mapToInt(i -> i).toArray();
            Tokens tokens = Tokens.right(arena, ids);
            Tensor logits = model.decoder().logits(pass, model.decoder().hidden(pass, tokens.ids(),
                    tokens.context(ActiveAdapter.NONE)).narrow(0, ids.length - 1, 1)).value();
            List<Double> want = golden.numbers("logits");
            for (int i = 0; i < want.size(); i++) {
                assertEquals(want.get(i), logits.get(i), 2e-3, "logit " + i); // Q2_K is rounded once more
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void anyPartNamesTheModel(int part) {
        computesWhatTransformersDoes(part(part));
        assertEquals(Checkpoint.config(part(1)), Checkpoint.config(part(part)));
        assertEquals(12, Gguf.map(part(part), arena).tensors().size() + Gguf.map(part(part), arena).raw().size());
    }

    @Test
    void aFileMayHaveAnyName() {
        Gguf all = Gguf.map(part(1), arena).computable(arena);
        Map<String, Gguf.Value> metadata = new LinkedHashMap<>(all.metadata());
        metadata.keySet().removeIf(key -> key.startsWith("split."));
        Path blob = dir.resolve("sha256-0123abcd");
        Gguf.write(blob, metadata, all.tensors());
        computesWhatTransformersDoes(blob);
    }

    @Test
    void aPartThatIsMissingIsNamed() throws IOException {
        Path first = copied(1);
        assertRefused(first, String.format(PART, 2) + ": needs this part of 3 beside " + String.format(PART, 1)
                + ", there is none; fetch it, too");
        copied(2);
        Files.copy(part(2), dir.resolve(String.format(PART, 3)));
        assertRefused(first, String.format(PART, 3) + ": needs part 3 of 3 of a model, got another file");
        assertRefused(Files.copy(part(1), dir.resolve("model.gguf")),
                "model.gguf: is one of 3 parts of a model, needs a name such as model-00001-of-00003.gguf");
    }

    private Path copied(int part) throws IOException {
        return Files.copy(part(part), dir.resolve(String.format(PART, part)));
    }

    private void assertRefused(Path file, String sentence) {
        Refused.says(sentence, () -> Checkpoint.open(file, arena));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            version https://git-lfs.github.com/spec/v1 | a pointer of Git LFS; fetch the file itself with git lfs pull
            lmggxxxxx                                  | a file of llama.cpp from before August 2023; convert it again
            hello                                      | 6c6c6568; name a directory with config.json or a .gguf file
            """)
    void whatIsNoGgufFileIsSaid(String content, String sentence) throws IOException {
        assertRefused(Files.writeString(dir.resolve("model.gguf"), content),
                "needs the magic number GGUF, got " + sentence);
    }

    /// A file with other metadata and more tensors.
    private Path written(String model, Consumer<Map<String, Gguf.Value>> change, String... more) {
        Path directory = Golden.resource("hf-tiny/" + model);
        Path file = dir.resolve(model + ".gguf");
        GgufModel.of(Checkpoint.open(directory, arena), model, false).write(file, Optional.empty(), kernels);
        Gguf stored = Gguf.open(file, arena);
        Map<String, Gguf.Value> metadata = new LinkedHashMap<>(stored.metadata());
        change.accept(metadata);
        Map<String, Tensor> tensors = new LinkedHashMap<>(stored.tensors());
        for (String name : more) {
            tensors.put(name, Tensor.of(arena, new float[] {1}, 1));
        }
        Gguf.replace(file, metadata, tensors);
        return file;
    }

    @Test
    void partsThatReadImagesAreNotUsed() {
        Path file = written("gemma3", _ -> {}, "v.blk.0.attn_q.weight", "mm.input_projection.weight",
                "a.conv1d.weight");
        Checkpoint.open(file, arena).decoder();
        assertRefused(written("qwen2", m -> m.put("general.architecture", Gguf.Value.of("clip"))),
                "needs a model, this is a part that reads images or sound (mmproj); name the .gguf file of the model");
    }

    @Test
    void ollamasGemmaHasItsOwnKeys() {
        Path own = written("gemma3", m -> {
            m.put("gemma3.rope.global.freq_base", m.remove("gemma3.rope.freq_base"));
            m.put("gemma3.rope.local.freq_base", m.remove("gemma3.rope.freq_base_swa"));
            m.remove("gemma3.attention.layer_norm_rms_epsilon");
        });
        Map<String, Object> want = GgufModel.facts(Checkpoint.config(Golden.resource("hf-tiny/gemma3")));
        Map<String, Object> got = GgufModel.facts(Checkpoint.config(own));
        for (String fact : List.of("RoPE", "RoPE in windows", "windows")) {
            assertEquals(want.get(fact), got.get(fact), fact);
        }
        assertEquals(1e-6f, got.get("eps"));
    }

    @Test
    void whatAnyFileMayLeaveOutFollows() {
        Path file = written("llama", m -> List.of("vocab_size", "attention.key_length", "attention.value_length",
                "rope.dimension_count", "rope.freq_base").forEach(key -> m.remove("llama." + key)));
        assertEquals(Checkpoint.config(Golden.resource("hf-tiny/llama")).headWidth(),
                Checkpoint.config(file).rotated());
        Checkpoint.open(file, arena).decoder();
    }

    @Test
    void theTokensThatEndATextInAllModelsDoSo() {
        Path file = written("llama", m -> {
            m.put("tokenizer.ggml.tokens", Gguf.Value.of(List.of("a", "<|eot_id|>", "b", "<|end_of_text|>")));
            m.put("tokenizer.ggml.eos_token_id", Gguf.Value.of(2));
        });
        assertEquals(Set.of(1, 2, 3), Checkpoint.open(file, arena).ends());
    }

    @Test
    void aDirectoryMayHoldOneModel() throws IOException {
        for (int part = 1; part <= 3; part++) {
            copied(part);
        }
        Files.writeString(dir.resolve("mmproj-model-f16.gguf"), "");
        assertEquals(dir.resolve(String.format(PART, 1)), HubCache.path(dir.toString()));
        Files.writeString(dir.resolve("other.gguf"), "");
        assertEquals(dir, HubCache.path(dir.toString()));
    }
}
