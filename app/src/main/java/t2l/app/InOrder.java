package t2l.app;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Function;

/// Works at many things at once and takes the results in their order.
final class InOrder {
    private InOrder() {}

    /// Applies `work` to all `things`, `most` of them at once, each in a thread of its own, and gives the results to `to` in the
    /// order of `things`. Throws what `work` throws, for the first of them.
    static <T, R> void run(List<T> things, int most, Function<T, R> work, Consumer<R> to) {
        try (var threads = Executors.newFixedThreadPool(most, Thread.ofVirtual().factory())) {
            List<Future<R>> results = things.stream().map(thing -> threads.submit(() -> work.apply(thing))).toList();
            try {
                for (Future<R> result : results) {
                    to.accept(result.get());
                }
            } catch (ExecutionException e) {
                throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                threads.shutdownNow();
            }
        }
    }
}
