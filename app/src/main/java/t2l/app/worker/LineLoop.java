package t2l.app.worker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import t2l.transformer.generate.Batcher;

/// Reads lines, answers several at a time, and gives the answers out in the order of the lines. At most [#WINDOW] lines are read
/// and not yet answered, so whoever writes faster than this computes has to wait.
final class LineLoop {
    /// As many as are written together.
    static final int WINDOW = Batcher.MOST;

    /// How often it is asked whether to stop.
    private static final long LOOK_MILLIS = 100;

    private final Function<LongLines.Line, Map<String, Object>> work;
    private final Consumer<Map<String, Object>> out;
    private final BooleanSupplier stopping;

    /// In the order of the lines; an empty one is the end.
    private final BlockingQueue<Future<Optional<Map<String, Object>>>> unanswered = new ArrayBlockingQueue<>(
            WINDOW + 1);
    private final Semaphore room = new Semaphore(WINDOW);

    /// @param work     called by several threads; throws nothing but [java.util.concurrent.CancellationException] after `stopping`
    /// @param out      takes an answer
    /// @param stopping whether to end before all is read
    LineLoop(Function<LongLines.Line, Map<String, Object>> work, Consumer<Map<String, Object>> out,
            BooleanSupplier stopping) {
        this.work = work;
        this.out = out;
        this.stopping = stopping;
    }

    /// Runs to the end of `in`.
    void run(InputStream in) throws InterruptedException {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            // Of a thread that waits for input, nobody can say when it ends.
            Thread.ofPlatform().daemon().name("t2l-lines").start(() -> read(new LongLines(in), threads));
            Optional<Optional<Map<String, Object>>> answer = next();
            while (answer.isPresent() && answer.get().isPresent()) {
                out.accept(answer.get().get());
                room.release();
                answer = next();
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private void read(LongLines lines, ExecutorService threads) {
        try {
            while (!stopping.getAsBoolean()) {
                room.acquire();
                Optional<LongLines.Line> line = lines.next();
                while (line.isPresent() && line.get().isBlank()) {
                    line = lines.next();
                }
                if (line.isEmpty()) {
                    unanswered.put(CompletableFuture.completedFuture(Optional.empty()));
                    return;
                }
                LongLines.Line next = line.get();
                unanswered.put(threads.submit(() -> Optional.of(work.apply(next))));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            unanswered.add(CompletableFuture.failedFuture(e)); // there is room for one more than are read
        }
    }

    /// The next answer, an empty one at the end of the lines; none if it was stopped, after which what is worked on ends by itself.
    private Optional<Optional<Map<String, Object>>> next() throws InterruptedException {
        Future<Optional<Map<String, Object>>> first = null;
        while (first == null && !stopping.getAsBoolean()) {
            first = unanswered.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
        if (first == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(first.get());
        } catch (ExecutionException e) {
            throw switch (e.getCause()) {
                case IOException cause -> new UncheckedIOException("stdin", cause);
                case RuntimeException cause -> cause;
                default -> new IllegalStateException(e.getCause());
            };
        }
    }
}
