package t2l;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import t2l.hypernet.Descriptions;
import t2l.hypernet.HyperConfig;
import t2l.hypernet.TaskEmbedder;
import t2l.hypernet.TextToLora;
import t2l.tensor.DType;
import t2l.tensor.Parallel;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Backends;
import t2l.tensor.backend.Kernels;
import t2l.transformer.TokenStates;
import t2l.transformer.family.Builtin;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.generate.Generator;
import t2l.transformer.generate.Sampler;
import t2l.transformer.lora.Lora;

/// What is for one thread at a time refuses a second one while the first computes, and takes it afterwards.
class SecondThreadTest {
    private static final String TINY = "builtin:tiny";

    private static void withKernels(Consumer<Kernels> work) {
        try (Parallel threads = new Parallel(2)) {
            work.accept(Backends.open("simd", threads));
        }
    }

    /// The sentence that another thread gets for `work`.
    private static String refused(Runnable work) {
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            var e = assertThrows(ExecutionException.class, () -> other.submit(work).get());
            return ((IllegalStateException) e.getCause()).getMessage();
        }
    }

    private static void requireSentence(String sentence) {
        assertTrue(
                sentence.matches("kernels: one thread may compute at a time, .* does; give each thread kernels of its"
                        + " own, or share a t2l.T2l, which is safe for all"),
                sentence);
    }

    @Test
    void generatorsOverTheSameKernels() {
        withKernels(kernels -> {
            try (LanguageModel model = LanguageModel.open(TINY, Optional.empty(), kernels);
                    Generator one = new Generator(model.decoder(), kernels);
                    Generator two = new Generator(model.decoder(), kernels)) {
                var settings = new Generator.Settings(8, Sampler.Settings.GREEDY, Set.of());
                int[] prompt = model.format().prompt("cat dog >");
                List<Integer> alone = two.complete(prompt, Lora.NONE, settings, Generator.Listener.NONE)
                        .tokens();
                var disturbed = one.complete(prompt, Lora.NONE, settings, (_, _) -> {
                    requireSentence(refused(() -> two.complete(prompt, Lora.NONE, settings,
                            Generator.Listener.NONE)));
                    return true;
                });
                assertEquals(alone, disturbed.tokens());
                try (ExecutorService other = Executors.newSingleThreadExecutor()) {
                    assertEquals(alone, other.submit(() -> two.complete(prompt, Lora.NONE, settings,
                            Generator.Listener.NONE)).get().tokens(), "a thread that comes later");
                } catch (ExecutionException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        });
    }

    @Test
    void aHypernetwork() {
        withKernels(kernels -> {
            var self = new TextToLora[1];
            TaskEmbedder embedder = (texts, _, into) -> {
                if (!texts.equals(List.of("inner"))) {
                    requireSentence(refused(() -> generate("inner", self[0])));
                }
                HyperConfig config = self[0].config();
                return new Descriptions(
                        Tensor.allocate(into, DType.F32, texts.size(), config.embedding()).fill(0.1),
                        Optional.of(new TokenStates(
                                Tensor.allocate(into, DType.F16, texts.size(), config.embedding()),
                                IntStream.rangeClosed(0, texts.size()).boxed().toList(), config.vocabulary())));
            };
            try (TextToLora network = Builtin.openHypernetwork(TINY,
                    path -> new TextToLora(path, Optional.empty(), embedder, kernels, _ -> {}))) {
                self[0] = network;
                generate("outer", network);
            }
        });
    }

    private static void generate(String description, TextToLora network) {
        try (Arena arena = Arena.ofShared()) {
            network.generate(List.of(description), arena);
        }
    }
}
