package t2l.tensor;

import module java.base;

/// A fixed set of threads that share out row ranges.
///
/// Chunk borders depend on the number of rows and the grain only, and each chunk is computed by one thread, so results
/// do not depend on how many threads there are. Every thread, the caller's too, begins with a part of the chunks of its own, the
/// same in every job of as many chunks: its caches have the rows and weights of the last time. Then it takes chunks of the
/// others' parts. A thread that the system does not run at the moment takes none, and nobody waits for it. Threads
/// without work spin for 50 µs and let other programs run meanwhile, then park.
///
/// One job at a time: a job must not start another, and threads that compute at the same time need an object each.
public final class Parallel implements AutoCloseable {
    /// What a thread does with the rows `from … to` of a job; `worker` (below [Parallel#threads]) names the thread's
    /// scratch memory.
    @FunctionalInterface
    public interface Body {
        void run(int worker, int from, int to);
    }

    /// In [#gate]: workers may enter the job. Below it is the number of those who have, above it the number of the job.
    private static final long OPEN = 1L << 31;

    /// Counters between two of [#next]: those of two threads share no line of the caches.
    private static final int APART = 16;

    private final Worker[] workers;
    private final Waiter caller = new Waiter() {
        @Override
        boolean ready() {
            return (int) gate.get() == 0;
        }
    };

    /// Held by the job that is running, and for good once this is closed.
    private final AtomicBoolean held = new AtomicBoolean();

    private final AtomicLong gate = new AtomicLong();

    /// The next chunk of each thread's part.
    private final AtomicLongArray next;

    private Body body;
    private int rows;
    private int grain;
    private int chunks;
    /// Threads that have a part.
    private int parts;
    private volatile Throwable failure;
    private volatile boolean closed;

    /// @param threads at least 1, the caller's own included
    public Parallel(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("threads: needs at least 1, got " + threads);
        }
        workers = new Worker[threads - 1];
        next = new AtomicLongArray(threads * APART);
        for (int i = 0; i < workers.length; i++) {
            workers[i] = new Worker(i + 1);
            Thread.ofPlatform().daemon().name("t2l-" + (i + 1)).start(workers[i]);
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
        chunks = Math.ceilDiv(rows, grain);
        parts = Math.min(threads(), chunks);
        for (int part = 0; part < parts; part++) {
            next.setPlain(part * APART, first(part));
        }
        gate.set((((gate.get() >>> 32) + 1) << 32) + OPEN);
        for (int i = 0; i < parts - 1; i++) {
            workers[i].wake();
        }
        work(0);
        gate.getAndAdd(-OPEN);
        caller.await();
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
            for (int i = 0; i < parts; i++) {
                int part = (worker + i) % parts;
                long end = first(part + 1);
                for (long chunk; (chunk = next.getAndIncrement(part * APART)) < end;) {
                    int from = (int) chunk * grain;
                    body.run(worker, from, from + Math.min(grain, rows - from));
                }
            }
        } catch (RuntimeException | Error e) {
            failure = e;
            for (int part = 0; part < parts; part++) {
                next.set(part * APART, chunks);
            }
        }
    }

    /// The first chunk of a part.
    private long first(int part) {
        return (long) chunks * part / parts;
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
        for (Worker worker : workers) {
            worker.wake();
        }
    }

    /// A thread that waits until it is [#ready]. Whoever makes it so calls [#wake] afterwards.
    private abstract static class Waiter {
        /// How long it spins before it parks, in ns: longer than the gap between two kernels. Much longer, and it would
        /// take the core from other programs, and from the compiler threads while this one warms up.
        private static final long SPIN_NANOS = 50_000;

        /// Spins between two looks at the clock.
        private static final int SPINS = 16;

        private volatile Thread parked;

        abstract boolean ready();

        @SuppressWarnings("ThreadPriorityCheck") // yielding lets a busy machine's other threads work, and costs no wake-up
        final void await() {
            long start = System.nanoTime();
            for (int spin = 1; !ready(); spin++) {
                if (spin % SPINS != 0) {
                    Thread.onSpinWait();
                } else if (System.nanoTime() - start < SPIN_NANOS) {
                    Thread.yield();
                } else {
                    parked = Thread.currentThread();
                    if (!ready()) {
                        LockSupport.park(this);
                    }
                    parked = null;
                }
            }
        }

        final void wake() {
            Thread sleeper = parked;
            if (sleeper != null) {
                LockSupport.unpark(sleeper);
            }
        }
    }

    private final class Worker extends Waiter implements Runnable {
        private final int number;
        private long seen;

        Worker(int number) {
            this.number = number;
        }

        @Override
        boolean ready() {
            return gate.get() >>> 32 != seen || closed;
        }

        @Override
        public void run() {
            for (await(); !closed; await()) {
                if (enters()) {
                    work(number);
                    if ((int) gate.decrementAndGet() == 0) {
                        caller.wake();
                    }
                }
            }
        }

        /// False if the job is over.
        private boolean enters() {
            long now;
            do {
                now = gate.get();
                seen = now >>> 32;
                if ((now & OPEN) == 0) {
                    return false;
                }
            } while (!gate.compareAndSet(now, now + 1));
            return true;
        }
    }
}
