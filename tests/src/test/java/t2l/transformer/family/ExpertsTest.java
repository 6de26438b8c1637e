package t2l.transformer.family;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.io.SafeTensors;
import t2l.tensor.settings.Source;
import t2l.transformer.*;

/// Experts are read however they lie in files, and written as others write them; those that no token uses are not touched.
class ExpertsTest {
    @AutoClose
    private final Arena arena = Arena.ofShared();
    @AutoClose
    private final Workspace ws = new Workspace();
    private final Kernels kernels = new ReferenceKernels();

    static void same(Map<String, Tensor> want, Map<String, Tensor> got) {
        assertEquals(want.keySet(), got.keySet());
        want.forEach((name, t) -> {
            assertArrayEquals(t.dims(), got.get(name).dims(), name);
            assertArrayEquals(t.toDoubles(), got.get(name).toDoubles(), name);
        });
    }

    /// What transformers 5 has in memory: gates and ups of all experts in one tensor.
    private Map<String, Tensor> inMemory(Map<String, Tensor> weights, String gate, String up, String down) {
        Map<String, Tensor> all = new LinkedHashMap<>();
        weights.forEach((name, t) -> {
            String renamed = name.replace("block_sparse_moe", "mlp");
            if (!name.contains(".experts.")) {
                all.put(renamed, t);
            } else if (name.contains(".experts.0." + down)) {
                String at = name.substring(0, name.indexOf(".experts.") + ".experts.".length());
                List<double[]> both = new ArrayList<>();
                List<double[]> downs = new ArrayList<>();
                for (int e = 0; weights.containsKey(at + e + "." + down + ".weight"); e++) {
                    both.add(weights.get(at + e + "." + gate + ".weight").toDoubles());
                    both.add(weights.get(at + e + "." + up + ".weight").toDoubles());
                    downs.add(t(weights, at + e + "." + down));
                }
                String to = renamed.substring(0, renamed.indexOf(".experts.") + ".experts.".length());
                all.put(to + "gate_up_proj", joined(both, downs.size(), 2 * t.dim(1), t.dim(0)));
                all.put(to + "down_proj", joined(downs, downs.size(), t.dim(0), t.dim(1)));
            }
        });
        return all;
    }

    private static double[] t(Map<String, Tensor> weights, String path) {
        return weights.get(path + ".weight").toDoubles();
    }

    private Tensor joined(List<double[]> parts, int... shape) {
        Tensor all = Tensor.allocate(arena, DType.F32, shape);
        long at = 0;
        for (double[] part : parts) {
            for (double x : part) {
                all.set(at++, x);
            }
        }
        assertEquals(all.size(), at);
        return all;
    }

    @ParameterizedTest
    @CsvSource({"mixtral, w1, w3, w2", "qwen3-moe, gate_proj, up_proj, down_proj",
        "qwen3-moe-mixed, gate_proj, up_proj, down_proj"})
    void stacked(String model, String gate, String up, String down, @TempDir Path temp) throws IOException {
        Path golden = Golden.resource("hf-tiny/" + model);
        SafeTensors.write(temp.resolve("model.safetensors"),
                inMemory(SafeTensors.open(golden, arena).tensors(), gate, up, down), Map.of());
        Files.copy(golden.resolve("config.json"), temp.resolve("config.json"));
        Checkpoint read = Checkpoint.open(temp, arena);
        read.decoder();
        same(Checkpoint.open(golden, arena).weights(), read.weights());
    }

    @ParameterizedTest
    @ValueSource(strings = {"mixtral", "qwen3-moe-mixed", "gpt-oss", "lfm2", "qwen3_5", "granite4", "gemma4", "gpt2"})
    void writingGivesWhatWasRead(String model, @TempDir Path temp) {
        Path golden = Golden.resource("hf-tiny/" + model);
        ModelDirectory.write(Checkpoint.open(golden, arena), temp, Optional.empty(), kernels);
        same(SafeTensors.open(golden, arena).tensors(), SafeTensors.open(temp, arena).tensors());
    }

    /// Four bits and a power of two fit into BF16.
    @Test
    void writingFourBitsGivesTheirNumbers(@TempDir Path temp) throws IOException {
        Path from = Files.createDirectory(temp.resolve("from"));
        Path golden = Golden.resource("hf-tiny/gpt-oss-mxfp4");
        Files.copy(golden.resolve("model.safetensors"), from.resolve("model.safetensors"));
        String config = Files.readString(golden.resolve("config.json"));
        Files.writeString(from.resolve("config.json"),
                config.replaceFirst("\\{", "{\"quantization_config\": {\"quant_method\": \"mxfp4\"},"));
        Path to = Files.createDirectory(temp.resolve("to"));
        Checkpoint packed = Checkpoint.open(from, arena);
        assertEquals(DType.MXFP4, packed.weights().get("model.layers.1.mlp.experts.2.up_proj.weight").dtype());
        ModelDirectory.write(packed, to, Optional.empty(), kernels);
        assertFalse(Files.readString(to.resolve("config.json")).contains("quantization_config"));
        Checkpoint read = Checkpoint.open(to, arena);
        assertEquals(packed.config(), read.config());
        packed.weights()
                .forEach((name, t) -> assertArrayEquals(t.toDoubles(), read.weights().get(name).toDoubles(), name));
    }

    /// A file is named that lacks the scales of its blocks.
    @Test
    void blocksNeedScales(@TempDir Path temp) throws IOException {
        Path golden = Golden.resource("hf-tiny/gpt-oss-mxfp4");
        String text = Files.readString(golden.resolve("model.safetensors"), StandardCharsets.ISO_8859_1);
        Files.writeString(temp.resolve("model.safetensors"),
                text.replace("experts.down_proj_scales", "experts.down_proj_scaled"), StandardCharsets.ISO_8859_1);
        Files.copy(golden.resolve("config.json"), temp.resolve("config.json"));
        String message = assertThrows(T2lException.class, () -> Checkpoint.open(temp, arena)).getMessage();
        assertTrue(
                message.endsWith("experts.down_proj_blocks: needs U8 blocks [E,out,in/32,16] and _scales of each, got"
                        + " [3, 32, 2, 16] and none"),
                message);
    }

    private Tensor logits(Decoder decoder, int... text) {
        Tokens tokens = Tokens.right(arena, text);
        try (Pass pass = Pass.inference(kernels, ws, DType.F64)) {
            Var hidden = decoder.hidden(pass, tokens.ids(), tokens.context(ActiveAdapter.NONE));
            double[] all = decoder.logits(pass, hidden).value().toDoubles();
            return joined(List.of(all), text.length, all.length / text.length);
        }
    }

    /// A file with quantised experts is the model whose experts are rounded as they are there.
    @ParameterizedTest
    @CsvSource({"mixtral, Q8_0", "mixtral, Q4_0", "qwen3-moe, Q8_0", "qwen3-moe, BF16"})
    void quantised(String model, DType type, @TempDir Path temp) {
        Path golden = Golden.resource("hf-tiny/" + model);
        Checkpoint whole = Checkpoint.open(golden, arena);
        Path file = temp.resolve("model.gguf");
        GgufModel.of(whole, model, false).write(file, Optional.of(type), kernels);
        Checkpoint read = Checkpoint.open(file, arena);
        assertEquals(DType.F32, read.weights().get("model.layers.0.mlp.gate.weight").dtype());
        assertEquals(type, read.weights().get("model.layers.1.mlp.experts.2.gate_proj.weight").dtype());
        Decoder rounded = whole.with(WeightTypes.as(type, whole.weights(), kernels, arena)).decoder();
        int[] text = {5, 17, 3, 58, 42, 7};
        assertArrayEquals(logits(rounded, text).toDoubles(), logits(read.decoder(), text).toDoubles(), 1e-5);
    }

    /// What no token uses may hold anything.
    @Test
    void onlyThoseChosenAreRead() {
        Checkpoint whole = Golden.of("hf-tiny/qwen3-moe", arena).checkpoint();
        double[] want = logits(whole.decoder(), 9).toDoubles();
        int untouched = 0;
        for (String name : whole.weights().keySet().stream().filter(n -> n.contains(".experts.")).sorted().toList()) {
            Map<String, Tensor> spoilt = new LinkedHashMap<>(whole.weights());
            spoilt.put(name, Tensor.allocate(arena, DType.F32, spoilt.get(name).dims()).fill(Double.NaN));
            double[] got = logits(whole.with(spoilt).decoder(), 9).toDoubles();
            assertTrue(Double.isNaN(got[0]) || Arrays.equals(want, got), name);
            untouched += Double.isNaN(got[0]) ? 0 : 1;
        }
        // in 2 layers, 3 of 6 experts with 3 weights each
        assertEquals(2 * 3 * 3, untouched);
    }

    private static T2lException refused(String model, String field, Object value) throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>(
                JSON.std.mapFrom(Golden.resource("hf-tiny/" + model).resolve("config.json").toFile()));
        fields.put(field, value);
        Source config = Source.of("config.json", Source.Form.JSON, fields);
        return assertThrows(T2lException.class, () -> Family.of(config).config(config));
    }

    @Test
    void whatIsImpossibleIsNamed() throws IOException {
        assertEquals("config.json: experts: needs 1 to 65536 experts, 1 to all of them for a token, and a width of 1 to"
                + " 1048576, got 5, 6 and 28", refused("mixtral", "num_experts_per_tok", 6).getMessage());
        assertEquals("config.json: decoder_sparse_step: needs at least 1, got 0",
                refused("qwen3-moe", "decoder_sparse_step", 0).getMessage());
    }

    /// llama.cpp always lets shares add up to 1, and gives every layer experts.
    @Test
    void whatGgufHasNoWordsForIsRefused(@TempDir Path temp) {
        Path golden = Golden.resource("hf-tiny/qwen3-moe-mixed");
        GgufModel model = GgufModel.of(Checkpoint.open(golden, arena), "mixed", false);
        Path file = temp.resolve("model.gguf");
        String message = assertThrows(T2lException.class, () -> model.write(file, Optional.empty(), kernels))
                .getMessage();
        assertEquals(file + ": needs a model that GGUF has words for, it would say experts: 3 of 6 in every layer, of"
                + " width 20, with shares that add up to 1 in place of 3 of 6 in all layers but 0, 2, 3, of width 20",
                message);
    }
}
