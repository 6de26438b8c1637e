package t2l.serve.http;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/// A task in a slot. What it puts out waits here for the thread of its exchange, so that a client that reads slowly keeps no
/// slot.
final class Work implements Runnable, AutoCloseable {
    /// What comes out.
    sealed interface Part {
        record Made(Object json) implements Part {}

        record Failed(Throwable cause) implements Part {}

        record End() implements Part {}
    }

    private final Slots.Task task;
    private final Runnable leave;
    private final Predicate<Runnable> forget;
    private final BlockingQueue<Part> parts = new LinkedBlockingQueue<>();
    private Optional<Thread> runner = Optional.empty();
    private boolean cancelled;

    /// @param leave  gives back the place in [Slots]
    /// @param forget takes this out of the queue, if it is there
    Work(Slots.Task task, Runnable leave, Predicate<Runnable> forget) {
        this.task = task;
        this.leave = leave;
        this.forget = forget;
    }

    @Override
    public void run() {
        try {
            if (begin()) {
                task.run(json -> parts.add(new Part.Made(json)));
                parts.add(new Part.End());
            }
        } catch (Throwable e) { // whatever it is, it ends this request and no other
            parts.add(new Part.Failed(e));
        } finally {
            end();
            leave.run();
        }
    }

    private synchronized boolean begin() {
        runner = Optional.of(Thread.currentThread());
        return !cancelled;
    }

    private synchronized void end() {
        runner = Optional.empty();
    }

    /// What comes out next, if it does in `millis`.
    Optional<Part> next(long millis) throws InterruptedException {
        return Optional.ofNullable(parts.poll(millis, TimeUnit.MILLISECONDS));
    }

    /// Cancels it, unless it has ended.
    @Override
    public void close() {
        if (forget.test(this)) {
            leave.run();
        }
        interrupt();
    }

    private synchronized void interrupt() {
        cancelled = true;
        runner.ifPresent(Thread::interrupt);
    }
}
