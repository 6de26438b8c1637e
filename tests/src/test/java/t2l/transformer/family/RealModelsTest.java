package t2l.transformer.family;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import java.util.zip.GZIPInputStream;
import module java.base;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.transformer.*;
import t2l.transformer.generate.*;
import t2l.transformer.template.ChatTemplate.Message;

/// The real files against llama.cpp and, where the two may differ, transformers in float32 on the dequantised weights: token
/// ids of 200 hard texts, conversations, likelihoods and greedy tokens of 20 prompts (`real-models.py`). Fetched by
/// `family/qwen2.5-coder.sh FOLDER` and `family/gemma3-270m.sh FOLDER`, and run by hand:
/// `mvn -pl tests -am test -DexcludedGroups=none -Dgroups=real -Dt2l.shared=FOLDER`.
@Tag("real")
class RealModelsTest {
    /// In logits: how far llama.cpp, which rounds activations to 8 bits, may be off.
    private static final double ROUNDED = 0.6;
    /// Of likelihoods, as a part of their sum. Of "The capital of France is" under the 1.5B file, llama.cpp says 20.33, and
    /// transformers 15.46801 in float32, as we do.
    private static final double ROUNDED_PART = 0.35;
    private static final double EXACT_PART = 2e-4;

    /// Files that we have written in K-quants, from files that people have.
    @ParameterizedTest
    @CsvSource({"smollm2-135m, smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf",
        "qwen2.5-coder-0.5b, qwen2.5-coder/qwen2.5-coder-0.5b-instruct-q4_k_m.gguf"})
    void agreesOnWhatIsWritten(String name, String file, @TempDir Path folder) throws IOException {
        Map<?, ?> models = (Map<?, ?>) golden().get("models");
        try (Parallel threads = new Parallel(2); Arena arena = Arena.ofShared()) {
            Kernels kernels = Backends.open("auto", threads);
            GgufModel from = GgufModel.of(Checkpoint.open(Golden.shared("models/" + file), arena), file, true);
            for (String kind : List.of("q4_k_m", "q5_k", "q6_k")) {
                Path to = folder.resolve(kind + ".gguf");
                if (kind.equals("q4_k_m")) {
                    from.writeMixed(to, kernels);
                } else {
                    from.write(to, Optional.of(DType.valueOf(kind.toUpperCase(Locale.ROOT))), kernels);
                }
                List<?> prompts = (List<?>) ((Map<?, ?>) models.get(name + "-" + kind)).get("prompts");
                try (LanguageModel model = LanguageModel.open(to.toString(), Optional.empty(), kernels)) {
                    likelihoods(model, kernels, prompts);
                    greedy(model, kernels, prompts);
                }
            }
        }
    }

    private static Map<?, ?> golden() throws IOException {
        try (InputStream in = new GZIPInputStream(
                Files.newInputStream(Golden.resource("family/real-models.json.gz")))) {
            return JSON.std.mapFrom(in);
        }
    }

    @ParameterizedTest
    @CsvSource({"qwen2.5-coder-0.5b, qwen2.5-coder/qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
        "qwen2.5-coder-1.5b, qwen2.5-coder/qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
        "smollm2-135m, smollm2-135m-instruct/SmolLM2-135M-Instruct.Q4_1.gguf",
        "gemma3-270m, gemma3-270m/gemma-3-270m-q4_k_m.gguf"})
    void agrees(String name, String file) throws IOException {
        Path path = Golden.shared("models/" + file);
        assertTrue(Files.isRegularFile(path),
                path + ": needs the file of this model, there is none; fetch it with the scripts"
                        + " beside real-models.py");
        Map<?, ?> all = golden();
        Map<?, ?> want = (Map<?, ?>) ((Map<?, ?>) all.get("models")).get(name);
        try (Parallel threads = new Parallel(2)) {
            Kernels kernels = Backends.open("auto", threads);
            try (LanguageModel model = LanguageModel.open(path.toString(), Optional.empty(), kernels)) {
                tokens(model, strings(all.get("texts")), (List<?>) want.get("ids"));
                if (want.containsKey("chats")) {
                    chats(model, (List<?>) all.get("conversations"), want);
                }
                List<?> prompts = (List<?>) want.get("prompts");
                likelihoods(model, kernels, prompts);
                greedy(model, kernels, prompts);
            }
        }
    }

    /// transformers puts Qwen's texts into NFC, and so do we; llama.cpp does not.
    private static void tokens(LanguageModel model, List<String> texts, List<?> want) {
        int others = 0;
        for (int i = 0; i < texts.size(); i++) {
            int[] ids = ids(want.get(i));
            // llama.cpp takes </s> for a special token wherever it is one of the vocabulary
            boolean normal = Normalizer.isNormalized(texts.get(i), Normalizer.Form.NFC)
                    && !texts.get(i).contains("</s>");
            if (normal || Arrays.equals(ids, model.tokenizer().encode(texts.get(i), false))) {
                assertArrayEquals(ids, model.tokenizer().encode(texts.get(i), false), texts.get(i));
            } else {
                others++;
            }
        }
        assertTrue(others < 30, others + " texts that are not in NFC, or with </s>, have other tokens");
    }

    private static void chats(LanguageModel model, List<?> conversations, Map<?, ?> want) {
        List<String> texts = strings(want.get("chats"));
        for (int i = 0; i < texts.size(); i++) {
            List<Message> turns = ((List<?>) conversations.get(i)).stream().map(RealModelsTest::strings)
                    .map(turn -> new Message(turn.get(0), turn.get(1))).toList();
            assertEquals(texts.get(i),
                    model.format().template().orElseThrow().render(turns, true, model.tokenizer(), List.of()));
            assertArrayEquals(ids(((List<?>) want.get("chat_ids")).get(i)), model.format().prompt(turns), texts.get(i));
        }
    }

    private static void likelihoods(LanguageModel model, Kernels kernels, List<?> prompts) {
        try (Arena arena = Arena.ofShared(); Workspace ws = new Workspace()) {
            for (Object element : prompts) {
                Map<?, ?> one = (Map<?, ?>) element;
                int[] ids = ids(one.get("ids"));
                Tokens tokens = Tokens.right(arena, Arrays.copyOf(ids, ids.length - 1));
                Tensor targets = Tensor.of(arena, Arrays.copyOfRange(ids, 1, ids.length), ids.length - 1);
                try (Pass pass = Pass.inference(kernels, ws, DType.F32)) {
                    Var hidden = model.decoder().hidden(pass, tokens.ids(), tokens.context(ActiveAdapter.NONE));
                    Tensor each = model.decoder().loss(pass, hidden, targets, 0).value();
                    double loss = Arrays.stream(each.toDoubles()).sum();
                    double rounded = number(one.get("loss"));
                    assertEquals(rounded, loss, ROUNDED_PART * rounded, "llama.cpp: " + one);
                    if (one.containsKey("exact_loss")) {
                        double exact = number(one.get("exact_loss"));
                        assertEquals(exact, loss, EXACT_PART * exact, "transformers: " + one);
                    }
                }
            }
        }
    }

    /// The tokens of transformers; else those of llama.cpp up to the first that it nearly did not choose.
    private static void greedy(LanguageModel model, Kernels kernels, List<?> prompts) {
        try (Scheduler scheduler = Scheduler.bulk(model.decoder(), kernels)) {
            for (Object element : prompts) {
                Map<?, ?> one = (Map<?, ?>) element;
                int[] want = ids(one.get(one.containsKey("exact_greedy") ? "exact_greedy" : "greedy"));
                List<Double> margins = ((List<?>) one.get("margins")).stream().map(RealModelsTest::number).toList();
                int sure = (int) IntStream.range(0, want.length).takeWhile(i -> margins.get(i) > ROUNDED).count();
                int length = one.containsKey("exact_greedy") ? want.length : sure;
                List<Integer> got = scheduler.complete(Request.greedy(ids(one.get("ids")), want.length)).tokens();
                assertEquals(Arrays.stream(want).boxed().toList().subList(0, length), got.subList(0, length),
                        one.toString());
            }
        }
    }

    private static double number(Object value) {
        return ((Number) value).doubleValue();
    }

    private static int[] ids(Object list) {
        return ((List<?>) list).stream().mapToInt(id -> (Integer) id).toArray();
    }

    private static List<String> strings(Object list) {
        return ((List<?>) list).stream().map(String.class::cast).toList();
    }
}
