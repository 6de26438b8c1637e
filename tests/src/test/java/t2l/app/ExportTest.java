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
import t2l.transformer.lora.*;

/// `t2l export` and `t2l merge`: other files, the same model.
class ExportTest {
    private static final String STORIES = GoldenFile.path("transformer/stories260K").toString();
    private static final String MODEL = STORIES + "/hf";
    private static final String PEFT = STORIES + "/lora/test-lora-r4";
    private static final String ENCODER = GoldenFile.path("hypernet/encoder").toString();
    private static final String T2L = GoldenFile.path("hypernet/checkpoints/a-L-sft").toString();

    @TempDir
    Path folder;

    private final Source golden = Source.read(Path.of(STORIES, "golden.json"));

    private static String run(String... arguments) {
        return Program.answer(arguments).strip();
    }

    private static String[] with(String command, String model, String value, String t2l, String place, String... more) {
        return Stream.concat(Stream.of(command, model, value, t2l, place), Stream.of(more)).toArray(String[]::new);
    }

    private void fails(int code, String says, String... arguments) {
        Program.refuses(code, says, arguments);
    }

    /// The first tokens that a model writes after the golden prompt.
    private List<?> written(String model, String... more) throws IOException {
        String ids = golden.counts("prompt_ids").stream().map(String::valueOf).collect(Collectors.joining(","));
        String[] command = Stream.concat(Stream.of("complete", "--model", model, "--ids", ids, "--ignore-eos",
                "--max-tokens", "12", "--json"), Stream.of(more)).toArray(String[]::new);
        return (List<?>) JSON.std.mapFrom(run(command)).get("tokens");
    }

    private List<Integer> adapted() {
        return golden.object("llama_cpp_greedy").orElseThrow().object("F32+test-lora-r4").orElseThrow().counts("ids")
                .subList(0, 12);
    }

    @Test
    void anAdapterGoesToGgufAndBack() throws IOException {
        Path gguf = folder.resolve("test.gguf");
        assertEquals(gguf.toString(),
                run("export", "--in", PEFT, "--format", "gguf", "--model", MODEL, "--out", gguf.toString()));
        Path back = folder.resolve("back");
        run("export", "--in", gguf.toString(), "--format", "peft", "--model", MODEL, "--out", back.toString());
        Path plain = folder.resolve("plain");
        run("export", "--in", PEFT, "--format", "peft-plain", "--out", plain.toString());
        try (Arena arena = Arena.ofShared()) {
            Gguf want = Gguf.open(Path.of(STORIES, "lora/test-lora-r4.gguf"), arena);
            Gguf got = Gguf.open(gguf, arena);
            assertEquals(want.tensors().keySet(), got.tensors().keySet());
            want.tensors().forEach((name, t) -> assertArrayEquals(t.toDoubles(), got.get(name).toDoubles(), name));
            assertEquals(List.of("q_proj", "v_proj"), LoraFile.config(back).targets());
            Map<String, Lora.Update> returned = LoraFile.read(back, arena).updates();
            LoraFile.read(Path.of(PEFT), arena).updates().forEach((path, u) -> {
                assertArrayEquals(u.a().toDoubles(), returned.get(path).a().toDoubles(), path);
                assertArrayEquals(u.b().toDoubles(), returned.get(path).b().toDoubles(), path);
            });
        }
        for (Path each : List.of(gguf, back, plain)) {
            assertEquals(adapted(), written(MODEL, "--adapter", each.toString()), each.toString());
        }
        fails(1, "exists already", "export", "--in", PEFT, "--format", "gguf", "--model", MODEL, "--out",
                gguf.toString());
        fails(1, "use the base model that it was made for", "export", "--in", PEFT, "--format", "gguf", "--model",
                "builtin:tiny", "--out", folder + "/x.gguf");
        fails(1, "use the base model that it was made for", "export", "--in", gguf.toString(), "--format", "peft",
                "--model", "builtin:tiny", "--out", folder + "/x");
        fails(1, "--model: needs the base model", "export", "--in", PEFT, "--format", "gguf", "--out",
                folder + "/x.gguf");
        fails(1, "there is nothing called", "export", "--in", folder + "/none", "--format", "peft", "--out",
                folder + "/x");
        fails(1, "--in: needs", "export", "--in", STORIES, "--format", "peft", "--out", folder + "/x");
        fails(2, "--format: needs", "export", "--in", PEFT, "--format", "safetensors", "--out", folder + "/x");
        fails(2, "needs one of peft, peft-plain, peft-rslora, gguf, safetensors, huggingface, got zip", "export",
                "--in", PEFT, "--format", "zip", "--out", folder + "/x");
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(3, left.count(), "nothing half done is left behind");
        }
    }

    @Test
    void aModelBecomesGgufOfAnyType() throws IOException {
        Path full = folder.resolve("full.gguf");
        run("export", "--in", MODEL, "--format", "gguf", "--out", full.toString());
        assertEquals(golden.counts("greedy_ids").subList(0, 12), written(full.toString()));
        Path small = folder.resolve("small.gguf");
        Map<String, Object> result = JSON.std.mapFrom(run("export", "--in", full.toString(), "--format", "gguf",
                "--dtype", "q8_0", "--out", small.toString(), "--json"));
        assertEquals(small.toString(), result.get("path"));
        assertEquals(written(STORIES + "/gguf/stories260K-Q8_0.gguf"), written(small.toString()));
        assertTrue(Files.size(small) < Files.size(full) / 2);
        assertEquals(", there", run("complete", "--model", small.toString(), "--prompt", "Once upon a time",
                "--max-tokens", "2"));
        Path merged = folder.resolve("merged.gguf");
        run("merge", "--model", full.toString(), "--adapter", PEFT, "--out", merged.toString());
        assertEquals(adapted(), written(merged.toString()));
        fails(1, "exists already", "merge", "--model", full.toString(), "--adapter", PEFT, "--out", merged.toString());
        fails(1, "needs a tokenizer that GGUF can tell", "export", "--in", "builtin:tiny", "--format", "gguf", "--out",
                folder + "/x");
        fails(2, "--format: needs gguf for a model", "export", "--in", MODEL, "--format", "peft", "--out",
                folder + "/x");
        String tiny = folder + "/tiny";
        run("export", "--in", "builtin:tiny", "--format", "huggingface", "--out", tiny);
        String[] asked = {"--describe", "Say the last word in French.", "--prompt", "cat dog >", "--json"};
        assertEquals(
                JSON.std.mapFrom(run(with("complete", "--model", "builtin:tiny", "--t2l", "builtin:tiny", asked)))
                        .get("tokens"),
                JSON.std.mapFrom(run(with("complete", "--model", tiny, "--t2l", tiny + "/t2l", asked))).get("tokens"));
        fails(2, "huggingface for a built-in one", "export", "--in", MODEL, "--format", "huggingface", "--out",
                folder + "/x");
        run("export", "--in", "builtin:tiny", "--format", "gguf", "--no-tokenizer", "--out", folder + "/tiny.gguf");
        assertTrue(!Files.exists(folder.resolve("x")));
    }

    @Test
    void aTorchFileBecomesSafetensors() {
        Path out = folder.resolve("hypermod.safetensors");
        run("export", "--in", T2L + "/hypermod.pt", "--format", "safetensors", "--out", out.toString());
        try (Arena arena = Arena.ofShared()) {
            Map<String, ?> want = TorchFile.open(Path.of(T2L, "hypermod.pt"), arena).tensors();
            SafeTensors got = SafeTensors.open(out, arena);
            assertEquals(want.keySet(), got.tensors().keySet());
            TorchFile.open(Path.of(T2L, "hypermod.pt"), arena).tensors().forEach(
                    (name, t) -> assertArrayEquals(t.toDoubles(), got.get(name).toDoubles(), name));
        }
    }

    /// The modules of this one stand in another order than its `adapter_config.json` says.
    @Test
    void aHypernetworkWritesTheSameAdaptersFromOurFile() throws IOException {
        String reference = GoldenFile.path("hypernet/checkpoints/a-S-sft-flip").toString();
        String ours = run("export", "--in", reference, "--format", "safetensors", "--out", folder + "/t2l").strip();
        assertArrayEquals(generated(reference, "theirs"), generated(ours, "ours"));
        fails(2, "--format: needs safetensors for a hypernetwork", "export", "--in", reference, "--format",
                "gguf", "--out", folder + "/x");
    }

    private byte[] generated(String t2l, String name) throws IOException {
        run("generate", "--t2l", t2l, "--encoder", ENCODER, "--describe", "Sort the words.", "--quiet", "--out",
                folder + "/" + name);
        return Files.readAllBytes(folder.resolve(name).resolve("adapter_model.safetensors"));
    }

    @Test
    void aMergedModelNeedsNoAdapter() throws IOException {
        Path merged = folder.resolve("merged");
        Map<String, Object> result = JSON.std.mapFrom(
                run("merge", "--model", MODEL, "--adapter", PEFT, "--out", merged.toString(), "--json"));
        assertEquals(10, result.get("merged"));
        assertEquals(adapted(), written(merged.toString()));
        Path halves = folder.resolve("halves");
        run("merge", "--model", old().toString(), "--adapter", PEFT + ":0.5", "--adapter", PEFT + ":0.5", "--dtype",
                "bf16", "--out", halves.toString());
        try (Arena arena = Arena.ofShared()) {
            SafeTensors half = SafeTensors.open(halves, arena);
            assertEquals(SafeTensors.open(merged, arena).tensors().keySet(), half.tensors().keySet());
            SafeTensors.open(merged, arena).tensors().forEach((name, t) -> {
                double[] want = t.toDoubles();
                double[] got = half.get(name).toDoubles();
                for (int i = 0; i < want.length; i++) {
                    assertEquals(want[i], got[i], Math.abs(want[i]) / 200 + 1e-6, name);
                }
            });
        }
        assertArrayEquals(Files.readAllBytes(Path.of(MODEL, "tokenizer.json")),
                Files.readAllBytes(merged.resolve("tokenizer.json")));
        fails(1, "exists already", "merge", "--model", MODEL, "--adapter", PEFT, "--out", merged.toString());
        fails(2, "--adapter: needs an adapter to merge, got none", "merge", "--model", MODEL, "--out", folder + "/x");
        fails(1, "use the base model that it was made for", "merge", "--model", MODEL, "--adapter", T2L + "/adapter",
                "--out", folder + "/x");
        fails(2, "--dtype: needs f32, bf16 or f16 for a directory, got q8_0", "merge", "--model", MODEL, "--adapter",
                PEFT, "--dtype", "q8_0", "--out", folder + "/x");
        assertTrue(!Files.exists(folder.resolve("x")));
    }

    /// Written in llama.cpp's mix, read again, and merged in the types that it has.
    @Test
    void aModelInAMixOfTypesIsWrittenAndMerged() throws IOException {
        Path mixed = folder.resolve("mixed.gguf");
        run("export", "--in", MODEL, "--format", "gguf", "--dtype", "q4_k_m", "--out", mixed.toString());
        Path merged = folder.resolve("merged.gguf");
        run("merge", "--model", mixed.toString(), "--adapter", PEFT, "--out", merged.toString());
        try (Arena arena = Arena.ofShared()) {
            Map<String, Tensor> before = Gguf.open(mixed, arena).tensors();
            Map<String, Tensor> after = Gguf.open(merged, arena).tensors();
            assertTrue(before.values().stream().map(Tensor::dtype).anyMatch(Set.of(DType.Q5_0, DType.Q4_K)::contains));
            before.forEach((name, t) -> assertEquals(t.dtype(), after.get(name).dtype(), name));
        }
        fails(1, "--dtype: needs one type for all weights, such as q4_k; q4_k_m is a mix of types", "complete",
                "--model",
                MODEL, "--dtype", "q4_k_m", "--prompt", "a");
    }

    /// The model as an old version of transformers saved it, with numbers that can be computed.
    private Path old() throws IOException {
        Path old = Files.createDirectory(folder.resolve("old"));
        for (String name : List.of("config.json", "tokenizer.json")) {
            Files.copy(Path.of(MODEL, name), old.resolve(name));
        }
        try (Arena arena = Arena.ofShared()) {
            Map<String, Tensor> all = new HashMap<>(SafeTensors.open(Path.of(MODEL), arena).tensors());
            all.put("model.layers.0.self_attn.rotary_emb.inv_freq", Tensor.of(arena, new float[] {1, 2, 3, 4}, 4));
            SafeTensors.write(old.resolve("model.safetensors"), all, Map.of());
        }
        return old;
    }
}
