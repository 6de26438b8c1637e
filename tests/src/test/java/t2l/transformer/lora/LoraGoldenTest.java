package t2l.transformer.lora;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.*;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.io.*;
import t2l.tensor.settings.Source;
import t2l.transformer.*;
import t2l.transformer.generate.*;

/// Adapters do what PEFT's do: scales, logits and merged weights; and their files are PEFT's to the last byte.
class LoraGoldenTest {
    private static final String MERGED = "merged.weight.";

    @AutoClose
    private final Arena arena = Arena.ofShared();
    @AutoClose
    private final Workspace ws = new Workspace();
    private final Kernels kernels = new ReferenceKernels();
    private final Golden base = Golden.of("hf-tiny/llama", arena);

    private static Path folder(String name) {
        return Golden.resource("hf-tiny/lora/llama/" + name);
    }

    @ParameterizedTest
    @CsvSource({"llama, qv, right", "llama, qv, left", "llama, all-rslora, right", "llama, all-rslora, left",
        "qwen2, qv, right", "qwen2, qv, left", "qwen2, all-rslora, right", "qwen2, all-rslora, left",
        "llama, dora, right", "llama, dora, left", "qwen2, dora, right", "qwen2, dora, left",
        "llama, modules-to-save, right", "llama, modules-to-save, left", "phi3, fused, right", "gpt2, conv1d, right",
        "qwen3-moe, attention, right", "qwen3_5-groups, mixers, right"})
    void logitsAtRunTimeAndMerged(String model, String name, String batch) {
        Golden base = Golden.of("hf-tiny/" + model, arena);
        Path folder = Golden.resource("hf-tiny/lora/" + model + "/" + name);
        SafeTensors want = SafeTensors.open(folder.resolve("logits.safetensors"), arena);
        Decoder decoder = base.decoder();
        Lora lora = LoraFile.read(folder, arena).requireFits(name, decoder);
        logits(lora.decoder(decoder), lora::adapter, want, batch, ".logits");
        Map<String, Tensor> merged = Merge.merge(base.checkpoint().weights(), lora, decoder, kernels, DType.F64, arena);
        logits(base.checkpoint().with(merged).decoder(), _ -> ActiveAdapter.NONE, want, "merged." + batch, ".logits");
        want.tensors().keySet().stream().filter(key -> key.startsWith(MERGED)).forEach(key -> Golden.close(key,
                want.get(key), merged.get(key.substring(MERGED.length())), 1e-9));
    }

    @Test
    void weightsOfItsOwnMakeAHeadOfATiedModel() {
        Golden base = Golden.of("hf-tiny/qwen2", arena);
        Path folder = Golden.resource("hf-tiny/lora/qwen2/modules-to-save");
        Decoder decoder = base.decoder();
        Lora lora = LoraFile.read(folder, arena).requireFits("saved", decoder);
        logits(lora.decoder(decoder), lora::adapter, SafeTensors.open(folder.resolve("logits.safetensors"), arena),
                "right", ".logits");
        assertSentence("which would be two after merging; merge it with PEFT",
                () -> Merge.merge(base.checkpoint().weights(), lora, decoder, kernels, DType.F64, arena));
    }

    /// Sequences with other adapters, or none, do not change what a sequence gets.
    @Test
    void adaptersOfAllKindsInOneBatch() {
        Decoder decoder = base.decoder(kernels);
        List<Lora> loras = Stream.of("dora", "qv", "modules-to-save", "all-rslora")
                .map(name -> LoraFile.read(folder(name), arena).requireFits(name, decoder))
                .collect(Collectors.toCollection(ArrayList::new));
        loras.add(Lora.NONE);
        List<List<Integer>> alone = new ArrayList<>();
        for (Lora lora : loras) {
            try (Scheduler scheduler = Scheduler.bulk(decoder, kernels)) {
                alone.add(scheduler.complete(request(lora)).tokens());
            }
        }
        assertEquals(loras.size(), Set.copyOf(alone).size());
        try (Scheduler scheduler = Scheduler.bulk(decoder, kernels)) {
            List<Answer> answers = loras.stream().map(lora -> scheduler.submit(request(lora)).whole()).toList();
            List<List<Integer>> together = new ArrayList<>();
            for (Answer answer : answers) {
                answer.readAll();
                together.add(answer.completion().tokens());
            }
            assertEquals(alone, together);
        }
    }

    private static Request request(Lora lora) {
        return Request.greedy(new int[] {5, 17, 3, 42}, 12).adapter(lora);
    }

    @ParameterizedTest
    @CsvSource({"dora, needs low-rank updates alone; that of model.layers",
        "modules-to-save, this adapter also replaces lm_head"})
    void whatNeedsLowRankUpdatesRefusesMore(String name, String says, @TempDir Path temp) {
        Lora lora = LoraFile.read(folder(name), arena);
        DecoderConfig config = base.config();
        for (Runnable use : List.<Runnable>of(() -> LoraFile.write(temp.resolve("copy"), lora),
                () -> GgufLora.replace(temp.resolve("copy.gguf"), lora, config, name), () -> lora.times(2),
                () -> Blend.of(List.of(new Blend.Weighted(lora, 1), new Blend.Weighted(lora, 1)), kernels, arena))) {
            assertSentence(says.replace("alone;", "alone,"), use);
        }
        assertEquals(0, temp.toFile().list().length);
    }

    private void logits(Decoder decoder, Function<Pass, ActiveAdapter> adapter, SafeTensors want, String name,
            String end) {
        String batch = name.replace("merged.", "");
        String mask = batch + ".attention_mask";
        int[][] rows = Golden.rows(want, batch + ".input_ids", mask, arena);
        Tokens tokens = batch.equals("left") ? Tokens.left(arena, rows) : Tokens.right(arena, rows);
        try (Pass pass = Pass.inference(kernels, ws, DType.F64)) {
            Var hidden = decoder.hidden(pass, tokens.ids(), tokens.context(adapter.apply(pass)));
            Golden.close(name, want, name + end, mask, decoder.logits(pass, hidden).value(), 1e-9, arena);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"qv", "all-rslora"})
    void scales(String name) {
        LoraConfig config = LoraFile.read(folder(name), arena).config();
        LoraConfig plain = config.plain();
        assertEquals(false, plain.rankStable());
        Source want = Source.read(folder(name).resolve("scales.json"));
        for (String path : want.values().keySet()) {
            assertEquals(want.number(path), config.scale(path), 1e-15, path);
            assertEquals(want.number(path), plain.scale(path), 1e-14, path);
        }
    }

    @Test
    void writingGivesTheReferencesBytes(@TempDir Path temp) throws IOException {
        Path reference = GoldenFile.path("hypernet/checkpoints/a-L-sft/adapter");
        Path copy = temp.resolve("copy");
        LoraFile.write(copy, LoraFile.read(reference, arena));
        for (String file : List.of("adapter_config.json", "adapter_model.safetensors")) {
            assertArrayEquals(Files.readAllBytes(reference.resolve(file)), Files.readAllBytes(copy.resolve(file)),
                    file);
        }
        try (var left = Files.list(temp)) {
            assertEquals(List.of(copy), left.toList());
        }
    }

    @Test
    void patternsSurviveWriting(@TempDir Path temp) {
        Lora before = LoraFile.read(folder("all-rslora"), arena);
        Path copy = temp.resolve("copy");
        LoraFile.write(copy, before);
        Lora after = LoraFile.read(copy, arena);
        assertEquals(before.config(), after.config());
        assertEquals(before.updates().keySet(), after.updates().keySet());
        Path plain = temp.resolve("plain");
        LoraFile.write(plain, new Lora(before.config().plain(), before.updates()));
        LoraConfig config = LoraFile.read(plain, arena).config();
        before.updates().keySet().forEach(
                path -> assertEquals(before.config().scale(path), config.scale(path), 1e-14, path));
    }

    @Test
    void anExistingDirectoryIsNotTouched(@TempDir Path temp) {
        Lora lora = LoraFile.read(folder("qv"), arena);
        assertSentence("exists already", () -> LoraFile.write(temp, lora));
        assertEquals(0, temp.toFile().list().length);
    }

    /// Projections that only some families have go through GGUF under llama.cpp's names.
    @ParameterizedTest
    @CsvSource({"phi3, fused, blk.1.attn_qkv blk.1.attn_output blk.1.ffn_up",
        "qwen3_5-groups, mixers, blk.0.attn_qkv blk.0.attn_gate blk.0.ssm_alpha blk.0.ssm_out blk.1.attn_q",
        "gpt2, conv1d, blk.1.attn_qkv blk.1.attn_output blk.1.ffn_up blk.1.ffn_down"})
    void otherProjectionsInGguf(String model, String name, String modules, @TempDir Path temp) {
        DecoderConfig base = Golden.of("hf-tiny/" + model, arena).config();
        Lora want = LoraFile.read(Golden.resource("hf-tiny/lora/" + model + "/" + name), arena);
        Path file = temp.resolve("adapter.gguf");
        GgufLora.replace(file, want, base, name);
        Set<String> written = Gguf.open(file, arena).tensors().keySet();
        for (String module : modules.split(" ", -1)) {
            assertTrue(written.contains(module + ".weight.lora_a"), module);
        }
        Lora got = GgufLora.read(file, base, arena);
        assertEquals(want.updates().keySet(), got.updates().keySet());
        want.updates().forEach((path, u) -> {
            Golden.close(path, u.a(), got.updates().get(path).a(), 0);
            Golden.close(path, u.b(), got.updates().get(path).b(), 0);
        });
    }

    /// `adapter_model.bin`, and safetensors in two shards.
    @ParameterizedTest
    @ValueSource(strings = {"bin", "sharded"})
    void otherFilesWithTheSameTensors(String name) {
        Lora want = LoraFile.read(folder("qv"), arena);
        Lora got = LoraFile.read(folder(name), arena);
        assertEquals(want.config(), got.config());
        assertEquals(want.updates().keySet(), got.updates().keySet());
        want.updates().forEach((path, u) -> {
            Golden.close(path, u.a(), got.updates().get(path).a(), 0);
            Golden.close(path, u.b(), got.updates().get(path).b(), 0);
        });
    }

    /// The adapter `qv` with some layers only, and its configuration with a change.
    private Path changed(Path temp, String from, String to, int layers) throws IOException {
        Lora all = LoraFile.read(folder("qv"), arena);
        Map<String, Lora.Update> some = new HashMap<>(all.updates());
        some.keySet().removeIf(path -> Integer.parseInt(path.split("\\.", -1)[2]) >= layers);
        Path copy = temp.resolve("copy");
        LoraFile.write(copy, new Lora(all.config(), some));
        Path config = copy.resolve("adapter_config.json");
        String text = Files.readString(config);
        assertTrue(text.contains(from), text);
        Files.writeString(config, text.replace(from, to));
        return copy;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"\"layers_to_transform\": null | \"layers_to_transform\": [0, 1]",
        "\"exclude_modules\": null | \"exclude_modules\": [\"model.layers.2.self_attn.q_proj\"]"})
    void someLayersOnly(String from, String to, @TempDir Path temp) throws IOException {
        fewerPlaces(changed(temp, from, to, 2));
    }

    @Test
    void targetsMayBeAnExpression(@TempDir Path temp) throws IOException {
        fewerPlaces(changed(temp, "\"target_modules\": [\n    \"q_proj\",\n    \"v_proj\"\n  ]",
                "\"target_modules\": \".*layers.(0|1).*\"", 2));
    }

    private void fewerPlaces(Path copy) {
        Lora lora = LoraFile.read(copy, arena).requireFits("copy", base.decoder());
        assertEquals(4, lora.updates().size());
        assertEquals(4, lora.config().targets().size());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "\"layers_to_transform\": null | \"layers_to_transform\": [0, 2] | none for layer 2",
        "\"init_lora_weights\": true | \"init_lora_weights\": \"pissa\" | leaves the base model's weights alone",
        "\"bias\": \"none\" | \"bias\": \"lora_only\" | only low-rank updates of projections are read; merge it",
        "\"use_dora\": false | \"use_dora\": true | use_dora",
        "\"trainable_token_indices\": null | \"trainable_token_indices\": [3] | trainable_token_indices"})
    void optionsThatChangeTheResultAreRefused(String from, String to, String says, @TempDir Path temp)
            throws IOException {
        Path copy = changed(temp, from, to, 2);
        assertSentence(says, () -> LoraFile.read(copy, arena));
    }

    @Test
    void theLayoutOfTheBaseIsNoneOfTheFactorsBusiness(@TempDir Path temp) throws IOException {
        Lora want = LoraFile.read(folder("qv"), arena);
        Lora got = LoraFile.read(changed(temp, "\"fan_in_fan_out\": false", "\"fan_in_fan_out\": true", 3), arena);
        assertEquals(want.config(), got.config());
        assertEquals(want.updates().keySet(), got.updates().keySet());
    }

    @Test
    void anAdapterOfAnotherBaseIsRefused() {
        Lora lora = LoraFile.read(folder("qv"), arena);
        Decoder other = Golden.of("hf-tiny/smollm2", arena).decoder();
        assertSentence("3 updates are for q_proj, which this model (4 layers) has 4 of",
                () -> lora.requireFits("adapter", other));
        assertEquals(T2lException.Kind.ADAPTER,
                assertThrows(T2lException.class, () -> lora.requireFits("adapter", other)).kind());
        Decoder narrow = Golden.of("hf-tiny/llama3-rope", arena).decoder();
        Map<String, Lora.Update> two = new HashMap<>(lora.updates());
        two.keySet().removeIf(path -> path.contains("layers.2"));
        assertSentence("use the base model that it was made for",
                () -> new Lora(lora.config(), two).requireFits("adapter", narrow));
    }

    private static void assertSentence(String part, Runnable action) {
        Refused.says(part, action::run);
    }
}
