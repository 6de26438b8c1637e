package t2l.transformer.family;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.*;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.settings.Source;
import t2l.transformer.*;
import t2l.transformer.generate.*;

/// SmolLM2-135M-Instruct from its GGUF file (Q4_1, embeddings Q8_0) against transformers in float32 on the same numbers.
/// Too large to be kept here. Run by hand:
/// `mvn -pl tests -am test -DexcludedGroups=none -Dgroups=real -Dt2l.shared=FOLDER`.
@Tag("real")
class SmolLmTest {
    private static final Path FOLDER = Golden.shared("models/smollm2-135m-instruct");

    private final Parallel threads = new Parallel(2);
    private final Kernels kernels = Backends.open("auto", threads);
    private final LanguageModel model = LanguageModel
            .open(FOLDER.resolve("SmolLM2-135M-Instruct.Q4_1.gguf").toString(), Optional.empty(), kernels);
    private final Source golden = Source.read(FOLDER.resolve("golden.json"));

    @AfterEach
    void close() {
        model.close();
        threads.close();
    }

    @Test
    void likelihoodsAndLogits() {
        assertEquals(DType.Q4_1, model.weights().get("model.layers.7.mlp.up_proj.weight").dtype());
        double worstLogit = 0;
        double worstLikelihood = 0;
        try (Arena arena = Arena.ofShared(); Workspace ws = new Workspace()) {
            for (Object element : golden.list("prompts")) {
                Map<?, ?> prompt = (Map<?, ?>) element;
                int[] ids = ids(prompt.get("ids"));
                Tokens tokens = Tokens.right(arena, ids);
                Tensor targets = Tensor.of(arena, Arrays.copyOfRange(ids, 1, ids.length), ids.length - 1);
                try (Pass pass = Pass.inference(kernels, ws, DType.F32)) {
                    Var hidden = model.decoder().hidden(pass, tokens.ids(), tokens.context(ActiveAdapter.NONE));
                    Tensor nll = model.decoder().loss(pass, hidden.narrow(0, 0, ids.length - 1), targets, 0).value();
                    worstLikelihood = Math.max(worstLikelihood, off(numbers(prompt.get("nll")), nll, 0));
                    Tensor logits = model.decoder().logits(pass, hidden.narrow(0, ids.length - 1, 1)).value();
                    worstLogit = Math.max(worstLogit, off(numbers(prompt.get("last_logits_first8")), logits, 0));
                    int[] top = ids(prompt.get("last_top10_ids"));
                    for (int i = 0; i < top.length; i++) {
                        worstLogit = Math.max(worstLogit,
                                off(numbers(prompt.get("last_top10_logits")).subList(i, i + 1), logits, top[i]));
                    }
                }
            }
        }
        String found = "logits off by " + worstLogit + ", likelihoods by " + worstLikelihood;
        System.out.println("SmolLM2-135M: " + found);
        assertTrue(worstLogit < 2e-3 && worstLikelihood < 2e-3, found);
    }

    @Test
    void greedyContinuations() {
        try (Scheduler scheduler = Scheduler.bulk(model.decoder(), kernels)) {
            for (String kind : List.of("prompts", "chats")) {
                for (Object element : golden.list(kind)) {
                    Map<?, ?> one = (Map<?, ?>) element;
                    List<Integer> want = Arrays.stream(ids(one.get("greedy"))).boxed().toList();
                    Completion got = scheduler.complete(Request.greedy(ids(one.get("ids")), 32).ends(model.ends()));
                    System.out.printf("SmolLM2-135M: read %d tokens in %.2f s, wrote %d at %.1f a second%n",
                            ids(one.get("ids")).length, got.promptSeconds(), got.tokens().size(),
                            (got.tokens().size() - 1) / got.seconds());
                    assertEquals(want, got.tokens());
                    assertEquals(want.size() < 32 ? Completion.Finish.END : Completion.Finish.LENGTH, got.finish());
                }
            }
        }
        assertEquals(Set.of(0, 2), model.ends());
    }

    private static double off(List<Double> want, Tensor got, int from) {
        double worst = 0;
        for (int i = 0; i < want.size(); i++) {
            worst = Math.max(worst, Math.abs(want.get(i) - got.get(from + i)));
        }
        return worst;
    }

    private static int[] ids(Object list) {
        return ((List<?>) list).stream().mapToInt(i -> (Integer) i).toArray();
    }

    private static List<Double> numbers(Object list) {
        return ((List<?>) list).stream().map(n -> ((Number) n).doubleValue()).toList();
    }
}
