package t2l.tensor;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// A fixed set of threads that share out row ranges.
///
/// Chunk borders depend on the number of rows and the grain only, and each chunk is computed by one thread, so results
/// do not depend on how many threads there are. Workers spin briefly for the next job, then park; the caller works
/// too. One job at a time: a job must not start another, and threads that compute at the same time need an object each.
public final class Parallel implements AutoCloseable {
    /// What a thread does with the rows `from … to` of a job; `worker` (below [Parallel#threads]) names the thread's
    /// scratch memory.
    @FunctionalInterface
    public interface Body {
        void run(int worker, int from, int to);
    }

    /// Spins before a waiting thread parks: some 20 µs in all, longer than the gap between two kernels. Much longer, and
    /// it would take the core from the compiler threads while the program warms up.
    private static final int SPINS = 1_000;

    /// What a caller sleeps at a time while a worker is late, in ns.
    private static final long PAUSE = 20_000;

    private final Thread[] workers;

    /// Held by the job that is running, and for good once this is closed.
    private final AtomicBoolean held = new AtomicBoolean();

    private final AtomicLong next = new AtomicLong();
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger job = new AtomicInteger();
    private Body body;
    private int rows;
    private int grain;
    private volatile Throwable failure;
    private volatile boolean closed;

    /// @param threads at least 1, the caller's own included
    public Parallel(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: needs at least 1, got " + threads);
        }
        workers = new Thread[threads - 1];
        for (int i = 0; i < workers.length; i++) {
            int worker = i + 1;
            workers[i] = Thread.ofPlatform().daemon().name("t2l-" + worker).start(() -> serve(worker));
        }
    }

    /// How many threads share a job, the caller's own included.
    public int threads() {
        return workers.length + 1;
    }

    /// Runs `body` over `0 … rows` in chunks of `grain` rows, the last one shorter. Throws what `body` throws, and
    /// [IllegalStateException] after [#close] and while another job is running.
    public void rows(int rows, int grain, Body body) {
        hold();
        try {
            share(rows, grain, body);
        } finally {
            held.set(false);
        }
    }

    private void hold() {
        if (!held.compareAndSet(false, true)) {
            throw new IllegalStateException(closed
                    ? "threads: need to be open, were closed; close them after their last job"
                    : "threads: need to be idle, are running a job; start no job within a job, and use one Parallel"
                            + " for each thread that computes");
        }
    }

    private void share(int rows, int grain, Body body) {
        if (rows <= grain || workers.length == 0) {
            for (int from = 0, to; from < rows; from = to) {
                to = from + Math.min(grain, rows - from);
                body.run(0, from, to);
            }
            return;
        }
        this.body = body;
        this.rows = rows;
        this.grain = grain;
        next.set(0);
        busy.set(workers.length);
        job.incrementAndGet();
        for (Thread w : workers) {
            LockSupport.unpark(w);
        }
        work(0);
        for (int spin = 0; busy.get() != 0; spin++) {
            if (spin < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(PAUSE);
            }
        }
        Throwable thrown = failure;
        failure = null;
        switch (thrown) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException(thrown);
        }
    }

    private void work(int worker) {
        try {
            for (long start; (start = next.getAndAdd(grain)) < rows;) {
                int from = (int) start;
                body.run(worker, from, from + Math.min(grain, rows - from));
            }
        } catch (RuntimeException | Error e) {
            failure = e;
            next.set(rows);
        }
    }

    private void serve(int worker) {
        for (int seen = 0;; seen++) {
            for (int spin = 0; job.get() == seen; spin++) {
                if (closed) {
                    return;
                }
                if (spin < SPINS) {
                    Thread.onSpinWait();
                } else {
                    LockSupport.park(this);
                }
            }
            work(worker);
            busy.decrementAndGet();
        }
    }

    /// `2 threads`
    @Override
    public String toString() {
        return threads() + (threads() == 1 ? " thread" : " threads");
    }

    /// Ends the threads. Throws [IllegalStateException] while a job is running.
    @Override
    public void close() {
        if (closed) {
            return;
        }
        hold();
        closed = true;
        for (Thread w : workers) {
            LockSupport.unpark(w);
        }
    }
}
