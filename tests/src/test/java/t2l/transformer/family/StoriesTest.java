package t2l.transformer.family;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.*;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.settings.Source;
import t2l.transformer.*;
import t2l.transformer.generate.*;
import t2l.transformer.lora.*;

/// A real model in every form it comes in: its documented text word for word, its logits, and what llama.cpp writes with
/// the same files.
class StoriesTest {
    private static final Path FOLDER = Golden.resource("stories260K");

    @AutoClose
    private final Arena arena = Arena.ofShared();
    @AutoClose
    private final Workspace ws = new Workspace();
    @AutoClose
    private final Parallel threads = new Parallel(2);
    private final Kernels kernels = Backends.open("auto", threads);
    private final Source golden = Source.read(FOLDER.resolve("golden.json"));

    private LanguageModel open(String file) {
        return LanguageModel.open(FOLDER.resolve(file).toString(), Optional.empty(), kernels);
    }

    private int[] prompt() {
        return golden.counts("prompt_ids").stream().mapToInt(Integer::intValue).toArray();
    }

    @Test
    void theBuiltInOneHasTheSameNumbersInBf16() {
        try (LanguageModel model = open("hf");
                LanguageModel builtin = LanguageModel.open("builtin:stories260k", Optional.empty(), kernels)) {
            assertEquals(model.weights().keySet(), builtin.weights().keySet());
            assertEquals(model.config(), builtin.config());
            assertEquals(model.ends(), builtin.ends());
            Tensor half = Tensor.allocate(arena, DType.BF16, 1);
            model.weights().forEach((name, all) -> {
                for (long i = 0; i < all.size(); i++) {
                    half.set(0, all.get(i));
                    assertEquals(half.get(0), builtin.weights().get(name).get(i), name);
                }
            });
        }
    }

    @Test
    void logitsAndLikelihoodInDouble() {
        try (LanguageModel model = open("hf")) {
            List<Integer> all = new ArrayList<>(golden.counts("prompt_ids"));
            all.addAll(golden.counts("greedy_ids"));
            Tokens tokens = Tokens.right(arena, all.stream().mapToInt(Integer::intValue).toArray());
            Tensor targets = Tensor.of(arena, all.subList(1, all.size()).stream().mapToInt(i -> i).toArray(),
                    all.size() - 1);
            try (Pass pass = Pass.inference(new ReferenceKernels(), ws, DType.F64)) {
                Var hidden = model.decoder().hidden(pass, tokens.ids(), tokens.context(ActiveAdapter.NONE));
                Var logits = model.decoder().logits(pass, hidden.narrow(0, prompt().length - 1, 1));
                List<Object> want = golden.list("logits_after_prompt");
                for (int i = 0; i < want.size(); i++) {
                    assertEquals(((Number) want.get(i)).doubleValue(), logits.value().get(i), 1e-6, "logit " + i);
                }
                Var nll = model.decoder().loss(pass, hidden.narrow(0, 0, all.size() - 1), targets, 0);
                List<Object> likelihoods = golden.list("nll");
                for (int i = 0; i < likelihoods.size(); i++) {
                    assertEquals(((Number) likelihoods.get(i)).doubleValue(), nll.value().get(i), 1e-5, "nll " + i);
                }
            }
        }
    }

    @Test
    void theDocumentedText() {
        try (LanguageModel model = open("hf")) {
            assertEquals(golden.counts("greedy_ids"), greedy(model, Lora.NONE, 250));
            assertEquals(Set.of(1, 2), model.ends());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"F32", "F16", "BF16"})
    void whatLlamaCppWrites(String type) {
        try (LanguageModel model = open("gguf/stories260K-" + type + ".gguf")) {
            assertEquals(DType.valueOf(type), model.weights().get("model.layers.3.self_attn.k_proj.weight").dtype());
            assertEquals(llamaCpp(type), greedy(model, Lora.NONE, 120));
        }
    }

    /// llama.cpp rounds activations to eight bits before it multiplies them by quantised weights, so it may choose
    /// another token, but only where the two are nearly as good.
    @ParameterizedTest
    @CsvSource({"Q8_0, 0.1", "Q4_0, 0.1"})
    void whatLlamaCppWritesWithQuantisedWeights(String type, double tie) {
        try (LanguageModel model = open("gguf/stories260K-" + type + ".gguf")) {
            assertEquals(DType.valueOf(type), model.weights().get("model.layers.3.self_attn.k_proj.weight").dtype());
            choosesNearly(model.decoder(), _ -> ActiveAdapter.NONE, llamaCpp(type), tie);
        }
    }

    /// Reads `written` after the prompt: every token must be the best one, or at most `tie` below it.
    private void choosesNearly(Decoder model, Function<Pass, ActiveAdapter> adapter, List<Integer> written,
            double tie) {
        int[] all = IntStream.concat(Arrays.stream(prompt()), written.stream().mapToInt(i -> i)).toArray();
        Tokens tokens = Tokens.right(arena, all);
        try (Pass pass = Pass.inference(kernels, ws, DType.F32)) {
            Var hidden = model.hidden(pass, tokens.ids(), tokens.context(adapter.apply(pass)));
            Tensor logits = model.logits(pass, hidden).value();
            double worst = 0;
            for (int t = prompt().length - 1; t < all.length - 1; t++) {
                double best = Arrays.stream(logits.narrow(0, t, 1).toDoubles()).max().orElseThrow();
                double lead = best - logits.at(t, all[t + 1]);
                worst = Math.max(worst, lead);
            }
            assertTrue(worst <= tie, "off the best by " + worst);
        }
    }

    /// The adapter's text is noise, so two tokens may be nearly as good: llama.cpp keeps its cache in half precision.
    @Test
    void theAdapterOfEitherFileAndMerged() {
        try (LanguageModel model = open("hf")) {
            Lora peft = LoraFile.read(FOLDER.resolve("lora/test-lora-r4"), arena);
            Lora gguf = GgufLora.read(FOLDER.resolve("lora/test-lora-r4.gguf"), model.config(), arena);
            for (Lora lora : List.of(peft, gguf)) {
                lora.requireFits("adapter", model.decoder());
                choosesNearly(model.decoder(), lora::adapter, llamaCpp("F32+test-lora-r4"), 0.01);
            }
            for (String path : peft.updates().keySet()) {
                assertEquals(peft.config().scale(path), gguf.config().scale(path));
                Golden.close(path, peft.updates().get(path).a(), gguf.updates().get(path).a(), 0);
                Golden.close(path, peft.updates().get(path).b(), gguf.updates().get(path).b(), 0);
            }
            Checkpoint merged = Checkpoint.open(FOLDER.resolve("hf"), arena)
                    .with(Merge.merge(model.weights(), peft, model.decoder(), kernels, DType.F32, arena));
            choosesNearly(merged.decoder(), _ -> ActiveAdapter.NONE, llamaCpp("merged F32"), 0.01);
        }
    }

    @Test
    void anAdapterWrittenAsGgufReadsBack(@TempDir Path temp) {
        try (LanguageModel model = open("hf")) {
            Lora peft = LoraFile.read(FOLDER.resolve("lora/test-lora-r4"), arena);
            Path file = temp.resolve("adapter.gguf");
            GgufLora.replace(file, peft, model.config(), "a test");
            Lora back = GgufLora.read(file, model.config(), arena);
            assertEquals(peft.updates().keySet(), back.updates().keySet());
            peft.updates().forEach((path, u) -> {
                Golden.close(path, u.a(), back.updates().get(path).a(), 0);
                Golden.close(path, u.b(), back.updates().get(path).b(), 0);
                assertEquals(peft.config().scale(path), back.config().scale(path));
            });
        }
    }

    @ParameterizedTest
    @EnumSource(value = DType.class, names = {"F32", "F16", "BF16", "Q8_0", "Q4_0"})
    void heldInAnyType(DType held) {
        try (LanguageModel model = LanguageModel.open(FOLDER.resolve("hf").toString(), Optional.of(held), kernels);
                LanguageModel file = open("gguf/stories260K-" + held + ".gguf")) {
            assertEquals(held, model.weights().get("model.layers.0.self_attn.v_proj.weight").dtype());
            assertEquals(DType.F32, model.weights().get("model.norm.weight").dtype());
            for (String name : List.of("model.layers.2.self_attn.q_proj.weight", "model.layers.4.mlp.up_proj.weight",
                    "model.layers.4.mlp.down_proj.weight", "model.layers.4.input_layernorm.weight")) {
                assertEquals(file.weights().get(name).dtype(), model.weights().get(name).dtype(), name);
                Golden.close(name, file.weights().get(name), model.weights().get(name), 0);
            }
        }
    }

    private List<Integer> greedy(LanguageModel model, Lora adapter, int count) {
        try (Scheduler scheduler = Scheduler.bulk(model.decoder(), kernels)) {
            return scheduler.complete(Request.greedy(prompt(), count).adapter(adapter)).tokens();
        }
    }

    private List<Integer> llamaCpp(String name) {
        Map<String, Object> all = golden.object("llama_cpp_greedy").orElseThrow().values();
        return ((List<?>) ((Map<?, ?>) all.get(name)).get("ids")).stream().map(Integer.class::cast).toList();
    }
}
