package t2l.transformer.family;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import t2l.tensor.*;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.io.SafeTensors;
import t2l.tensor.settings.Source;
import t2l.transformer.Golden;

/// The text part of a model that also reads images is the model that it was made of
/// (`hf-tiny/scripts/make_multimodal.py`), in both layouts of names.
class TextPartTest {
    @AutoClose
    private final Arena arena = Arena.ofShared();

    private static Source made(String model) {
        return Source.read(Golden.resource("hf-tiny/multimodal.json")).object(model).orElseThrow();
    }

    /// The golden's tensors where it has them, zeros in the tower of images.
    private Path write(String model, String layout, Path to) throws IOException {
        Map<String, Tensor> golden = SafeTensors.open(Golden.resource("hf-tiny/" + model), arena).tensors();
        Map<String, Tensor> all = new LinkedHashMap<>();
        Source names = made(model).object(layout).orElseThrow();
        names.values().keySet().forEach(name -> {
            String plain = name.replace("model.language_model.", "model.").replace("language_model.", "");
            int[] shape = names.counts(name).stream().mapToInt(Integer::intValue).toArray();
            all.put(name, golden.getOrDefault(plain, Tensor.allocate(arena, DType.F32, shape)));
        });
        assertTrue(all.values().containsAll(golden.values()));
        Map<String, Object> config = new LinkedHashMap<>(made(model).object("config").orElseThrow().values());
        Map<Object, Object> text = new LinkedHashMap<>((Map<?, ?>) config.get("text_config"));
        text.put("unset", null);
        config.put("text_config", text);
        JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).write(config, to.resolve("config.json").toFile());
        SafeTensors.write(to.resolve("model.safetensors"), all, Map.of());
        return to;
    }

    private static void same(Map<String, Tensor> want, Map<String, Tensor> got) {
        assertEquals(want.keySet(), got.keySet());
        want.forEach((name, t) -> assertArrayEquals(t.toDoubles(), got.get(name).toDoubles(), name));
    }

    @ParameterizedTest
    @CsvSource({"gemma3, file", "gemma3, memory", "mistral, file", "mistral, memory", "qwen3_5, file",
        "qwen3_5, memory"})
    void isTheModelItWasMadeOf(String model, String layout, @TempDir Path temp) throws IOException {
        Path whole = write(model, layout, Files.createDirectory(temp.resolve("whole")));
        Checkpoint want = Checkpoint.open(Golden.resource("hf-tiny/" + model), arena);
        Checkpoint got = Checkpoint.open(whole, arena);
        got.decoder();
        assertEquals(want.config(), got.config());
        assertEquals(want.config(), Checkpoint.config(whole));
        assertEquals(want.ends(), got.ends());
        same(want.weights(), got.weights());

        Path text = Files.createDirectory(temp.resolve("text"));
        ModelDirectory.write(got, text, Optional.empty(), new ReferenceKernels());
        assertTrue(JSON.std.mapFrom(Files.readString(text.resolve("config.json"))).containsKey("unset"),
                "transformers has defaults for fields that are not there");
        Checkpoint written = Checkpoint.open(text, arena);
        assertEquals(want.config(), written.config());
        same(want.weights(), written.weights());

        Path gguf = temp.resolve("model.gguf");
        GgufModel.of(got, model, false).write(gguf, Optional.empty(), new ReferenceKernels());
        assertEquals(want.weights().keySet(), Checkpoint.open(gguf, arena).weights().keySet());
    }

    /// What Gemma 3's configuration says where a file says nothing, and whose end tokens count.
    @Test
    void sizesThatAreLeftOut() {
        Source defaults = made("defaults");
        assertEquals(defaults.values().keySet(), new Gemma2.Gemma3().sizes().keySet());
        defaults.values().keySet().forEach(
                name -> assertEquals(defaults.number(name),
                        ((Number) new Gemma2.Gemma3().sizes().get(name)).doubleValue()));
        Source four = Source.of("config.json", Map.of("model_type", "gemma3", "eos_token_id", List.of(1, 106),
                "text_config", Map.of("model_type", "gemma3_text", "hidden_size", 2560, "intermediate_size", 10240,
                        "num_hidden_layers", 34, "sliding_window", 1024)));
        Source text = TextPart.of(four).orElseThrow();
        assertEquals(List.of(1, 106), text.counts("eos_token_id"));
        assertEquals(8, Family.of(text).config(text).heads());
        assertEquals(1024, Family.of(text).config(text).windows().getFirst());
    }

    @Test
    void othersAreRefused() {
        Map<String, Object> fields = new HashMap<>(Map.of("model_type", "mllama"));
        for (Object text : Set.of(Map.of("model_type", "mllama_text_model"), Map.of())) {
            fields.put("text_config", text);
            Source config = Source.of("config.json", Source.Form.JSON, fields);
            assertEquals(Optional.empty(), TextPart.of(config));
            assertTrue(assertThrows(T2lException.class, () -> Family.of(config)).getMessage()
                    .endsWith("hunyuan_v1_dense, gpt_oss, gemma4_text, lfm2, qwen3_5_text, gpt2, got mllama"));
        }
    }
}
