package t2l.transformer.generate;

import module java.base;
import t2l.tensor.ThreadGuard;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.Kernel;

/// Kernels for long work beside a [Scheduler]: they compute on the thread of the work, in turns, and between two turns the
/// scheduler takes a step. A turn lasts a quarter of the wait for it, and some milliseconds at least, so the work has its share
/// however long a step takes. Answers go on, more slowly, and no number depends on who else computes. If the thread is
/// interrupted, the next turn throws [CancellationException].
final class Turns extends KernelsOver {
    private static final long MIN_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    private final Scheduler scheduler;
    private final ThreadGuard guard = new ThreadGuard("training beside answers");
    /// Completed at the end of the turn; the scheduler's thread waits for it. Empty between turns.
    private Optional<CompletableFuture<Void>> turn = Optional.empty();
    private long end;

    Turns(Kernels kernels, Scheduler scheduler) {
        super(kernels);
        this.scheduler = scheduler;
    }

    @Override
    public ThreadGuard guard() {
        return guard;
    }

    @Override
    protected boolean take(Kernel kernel) {
        if (turn.isEmpty()) {
            begin();
        }
        under().run(kernel);
        if (System.nanoTime() - end > 0) {
            close();
        }
        return true;
    }

    private void begin() {
        var begun = new CompletableFuture<Void>();
        var over = new CompletableFuture<Void>();
        long asked = System.nanoTime();
        scheduler.pause(begun, over);
        try {
            begun.get();
        } catch (InterruptedException e) {
            over.complete(null);
            throw Scheduler.interrupted(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause().getMessage(), e);
        }
        turn = Optional.of(over);
        long now = System.nanoTime();
        end = now + Math.max(MIN_NANOS, (now - asked) / 4);
    }

    /// Ends the turn.
    @Override
    public void close() {
        turn.ifPresent(over -> over.complete(null));
        turn = Optional.empty();
    }
}
