package t2l.transformer.family;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.GoldenFile;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.io.*;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.settings.Source;
import t2l.transformer.*;
import t2l.transformer.text.Tokenizer;

/// A checkpoint under llama.cpp's names (`gguf-names.json`, made from the constants of the gguf package) is the same
/// model as the one it was converted from.
class GgufFamiliesTest {
    @TempDir
    Path dir;

    @AutoClose
    private final Arena arena = Arena.ofShared();

    private static Source names(String model) {
        return Source.read(Golden.resource("hf-tiny/gguf-names.json")).object(model).orElseThrow();
    }

    private static Map<String, Gguf.Value> metadata(String model) {
        Map<String, Gguf.Value> metadata = new LinkedHashMap<>();
        names(model).object("metadata").orElseThrow().values().forEach((key, value) -> metadata.put(key,
                switch (value) {
                    case Integer i -> Gguf.Value.of((int) i);
                    case Boolean b -> Gguf.Value.of(b);
                    case List<?> counts when counts.getFirst() instanceof Integer ->
                        new Gguf.Value(Gguf.Kind.U32, true,
                                counts.stream().map(count -> ((Integer) count).longValue()).toList());
                    case List<?> flags -> Gguf.Value.flags(flags.stream().map(Boolean.class::cast).toList());
                    case Number x -> Gguf.Value.of(x.floatValue());
                    default -> Gguf.Value.of((String) value);
                }));
        return metadata;
    }

    /// What llama.cpp's converter does with the numbers of a family.
    private Tensor converted(String model, String name, Tensor t, DecoderConfig c) {
        if (model.startsWith("qwen3_5") && name.contains(".linear_attn.")) {
            return deltaRule(name, t, c.delta().orElseThrow());
        }
        if (model.matches("gemma[23]|qwen3_5.*") && name.endsWith("norm.weight")) {
            Tensor w = Tensor.allocate(arena, DType.F32, t.dims());
            new ReferenceKernels().run(new Fill(1, w));
            new ReferenceKernels().run(new ScaleAdd(1, t, w));
            return w;
        }
        if (name.endsWith(".conv.conv.weight")) {
            Tensor turned = Tensor.allocate(arena, DType.F32, t.dim(1), t.dim(0));
            new ReferenceKernels().run(new Copy(t.t(), turned));
            return turned;
        }
        return List.of("llama3-rope", "smollm3", "granite", "ministral3").contains(model)
                ? GgufNames.reordered(GgufNames.owner(name), t, c, false, arena)
                : t;
    }

    /// Heads that share a key are apart, and other weights of value heads lie as they do.
    private Tensor deltaRule(String name, Tensor t, GatedDelta.Config c) {
        boolean columns = name.endsWith("out_proj.weight");
        Tensor rows = columns || name.endsWith("conv1d.weight") ? t.t() : t;
        int keys = name.matches(".*(qkv|conv1d)\\.weight") ? 2 * c.keyHeads() * c.keyWidth() : 0;
        int each = name.matches(".*(in_proj_[ab].weight|A_log|dt_bias)") ? 1 : c.valueWidth();
        Tensor out = Tensor.allocate(arena, DType.F32, rows.dims());
        long width = rows.size() / rows.dim(0);
        for (long i = 0; i < rows.size(); i++) {
            long row = i / width;
            if (row >= keys && !name.endsWith(".norm.weight")) {
                long head = (row - keys) / each;
                int share = c.valueHeads() / c.keyHeads();
                row = keys + (head % share * c.keyHeads() + head / share) * each + (row - keys) % each;
            }
            out.set(row * width + i % width, name.endsWith("A_log") ? -Math.exp(rows.get(i)) : rows.get(i));
        }
        if (!columns) {
            return out;
        }
        Tensor turned = Tensor.allocate(arena, DType.F32, t.dims());
        new ReferenceKernels().run(new Copy(out.t(), turned));
        return turned;
    }

    private Gguf write(String model, Map<String, Gguf.Value> metadata, Map<String, Tensor> more) {
        Checkpoint hf = Golden.of("hf-tiny/" + model, arena).checkpoint();
        Source names = names(model).object("tensors").orElseThrow();
        Map<String, Tensor> tensors = new LinkedHashMap<>(more);
        hf.weights().forEach((name, t) -> tensors.put(names.text(name), converted(model, name, t, hf.config())));
        Path file = dir.resolve(model + ".gguf");
        Gguf.write(file, metadata, tensors);
        return Gguf.open(file, arena);
    }

    /// What llama.cpp's converter stores of a scaling in tensors.
    private Map<String, Tensor> rotations(DecoderConfig c) {
        return switch (c.scaling()) {
            case RopeScaling.LongRope longer -> Map.of("rope_factors_short.weight", vector(longer.by()),
                    "rope_factors_long.weight", vector(longer.beyond()));
            case RopeScaling.Proportional(double part) -> {
                int pairs = c.perLayer().orElseThrow().headWidth() / 2;
                yield Map.of("rope_freqs.weight", vector(IntStream.range(0, pairs)
                        .mapToObj(pair -> pair < part * pairs ? 1 : 1e30).toList()));
            }
            default -> Map.of();
        };
    }

    private Tensor vector(List<Double> numbers) {
        float[] all = new float[numbers.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = numbers.get(i).floatValue();
        }
        return Tensor.of(arena, all, all.length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"llama3-rope", "qwen2", "qwen2-yarn", "qwen3", "gemma2", "gemma3", "phi3", "phi4-mini", "olmo2",
                "olmo3", "smollm3",
                "granite", "lfm2", "qwen3_5", "qwen3_5-groups", "ministral3", "exaone4", "ernie4_5", "hunyuan",
                "gemma4", "gemma4-dense", "gpt2"})
    void theSameWeightsAndSizes(String model) {
        Checkpoint hf = Golden.of("hf-tiny/" + model, arena).checkpoint();
        DecoderConfig want = hf.config();
        Checkpoint gguf = Checkpoint.open(write(model, metadata(model), rotations(want)).path(), arena);
        assertEquals(hf.weights().keySet(), gguf.weights().keySet());
        // 1 + w is what Gemma computes with, and what its GGUF file holds in 24 bits.
        double bound = model.matches("gemma[23]") ? 0x1p-24 : model.startsWith("qwen3_5") ? 0x1p-22 : 0;
        hf.weights().forEach((name, t) -> Golden.close(name, t, gguf.weights().get(name), bound));
        gguf.decoder();

        DecoderConfig got = gguf.config();
        assertEquals(want.eps(), got.eps(), 1e-9);
        Map<String, Object> facts = GgufModel.facts(want);
        if (model.matches("gemma[23]")) { // GGUF has no words for a scale of its scores that is not the width's
            facts.put("scale of scores", (float) (1 / Math.sqrt(want.headWidth())));
        }
        assertEquals(facts, GgufModel.facts(got));
    }

    /// Pieces as llama.cpp's converter writes them: `▁` before the beginning of a word in place of `##` before the rest.
    private static Map<String, Gguf.Value> berts(int vocabulary) {
        Source json = Source.read(GoldenFile.path("hypernet/encoder/tokenizer.json"));
        String[] pieces = new String[vocabulary];
        for (int i = 0; i < vocabulary; i++) {
            pieces[i] = "[unused" + i + "]";
        }
        json.object("model").orElseThrow().object("vocab").orElseThrow().values().forEach((piece, id) -> {
            boolean special = piece.startsWith("[") && piece.endsWith("]");
            pieces[(Integer) id] = special ? piece : piece.startsWith("##") ? piece.substring(2) : "▁" + piece;
        });
        return Map.of("tokenizer.ggml.model", Gguf.Value.of("bert"), "tokenizer.ggml.tokens",
                Gguf.Value.of(List.of(pieces)));
    }

    @Test
    void aTextEncoder() {
        Source names = names("bert-bge").object("tensors").orElseThrow();
        Golden golden = Golden.of("hf-tiny/bert-bge", arena);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        new Bert().weights(golden.file("model.safetensors").tensors())
                .forEach((name, t) -> tensors.put(names.text(name), t));
        Map<String, Gguf.Value> metadata = metadata("bert-bge");
        metadata.putAll(berts(241));
        Path file = dir.resolve("bge.gguf");
        Gguf.write(file, metadata, tensors);

        SafeTensors want = golden.file("forward.safetensors");
        Kernels kernels = new ReferenceKernels();
        try (TextEncoder encoder = TextEncoder.open(file.toString(), Optional.empty(), kernels)) {
            int[][] rows = Golden.rows(want, "right.input_ids", "right.attention_mask", arena);
            Golden.close("cls", want.get("right.cls"), encoder.pool(kernels, arena, List.of(rows)), 1e-5);
            Tokenizer hub = Tokenizer.read(GoldenFile.path("hypernet/encoder"));
            for (String text : List.of("Count the words!", "Résumé, (naïve) 12 x", "")) {
                assertArrayEquals(hub.encode(text, true), encoder.tokenizer().encode(text, true), text);
            }
            assertEquals(48, encoder.limit());
        }
    }

    @Test
    void theScalingOfRotationsIsATensor() {
        Tensor by = Tensor.of(arena, new float[] {1, 1, 2.5f, 8, 8, 8}, 6);
        Checkpoint gguf = Checkpoint
                .open(write("llama3-rope", metadata("llama3-rope"), Map.of("rope_freqs.weight", by)).path(), arena);
        gguf.decoder();
        RopeScaling scaling = gguf.config().scaling();
        assertEquals(0.5, scaling.apply(0.5, 1, 12));
        assertEquals(0.2, scaling.apply(0.5, 2, 12));
        assertEquals(0.0625, scaling.apply(0.5, 5, 12));
    }

    @Test
    void whatIsUnusedMissingOrMisshapenIsNamed() {
        Tensor one = Tensor.of(arena, new float[] {1}, 1);
        assertTrue(message("qwen3", metadata("qwen3"), Map.of("blk.1.attn_sinks.weight", one))
                .contains("1 tensor belongs to no part of this model: blk.1.attn_sinks.weight"));
        Map<String, Gguf.Value> deep = metadata("qwen3");
        deep.put("qwen3.block_count", Gguf.Value.of(4));
        assertTrue(message("qwen3", deep, Map.of())
                .contains("asks for model.layers.3.input_layernorm.weight [40], the checkpoint has no such tensor"));
        Map<String, Gguf.Value> wide = metadata("qwen3");
        wide.put("qwen3.attention.key_length", Gguf.Value.of(8));
        assertTrue(message("qwen3", wide, Map.of()).contains(
                "model.layers.0.self_attn.q_proj.weight: the configuration asks for [32, 40], the checkpoint holds"));
        Map<String, Gguf.Value> unknown = metadata("qwen3");
        unknown.put("general.architecture", Gguf.Value.of("mpt"));
        assertTrue(message("qwen3", unknown, Map.of())
                .contains(
                        "needs a model of one of the families llama, qwen2, qwen3, qwen3moe, gemma2, gemma3, phi3, olmo2,"
                                + " smollm3, granite, mistral3, exaone4, ernie4_5, hunyuan-dense, gpt-oss, gemma4, lfm2, qwen35, gpt2, got mpt"));
    }

    private String message(String model, Map<String, Gguf.Value> metadata, Map<String, Tensor> more) {
        Path file = dir.resolve(model + ".gguf");
        try {
            write(model, metadata, more);
            return assertThrows(T2lException.class, () -> Checkpoint.open(file, arena).decoder()).getMessage();
        } finally {
            file.toFile().delete();
        }
    }
}
