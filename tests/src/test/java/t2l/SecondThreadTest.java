package t2l;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.hypernet.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.transformer.TokenStates;
import t2l.transformer.family.*;
import t2l.transformer.generate.*;

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
    void schedulersOverTheSameKernels() {
        withKernels(kernels -> {
            try (LanguageModel model = LanguageModel.open(TINY, Optional.empty(), kernels);
                    Scheduler one = Scheduler.bulk(model.decoder(), kernels);
                    Scheduler two = Scheduler.bulk(model.decoder(), kernels)) {
                Request request = Request.greedy(model.format().prompt("cat dog >"), 8);
                List<Integer> alone = two.complete(request).tokens();
                var disturbed = one.complete(request.enough(_ -> {
                    requireSentence(refused(() -> two.complete(request)));
                    return false;
                }));
                assertEquals(alone, disturbed.tokens());
                try (ExecutorService other = Executors.newSingleThreadExecutor()) {
                    assertEquals(alone, other.submit(() -> two.complete(request)).get().tokens(),
                            "a thread that comes later");
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
