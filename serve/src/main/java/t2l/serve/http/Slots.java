package t2l.serve.http;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Threads that compute, one for each slot, and a queue before them: first come, first served. Threads of the system, because
/// computing would keep the few that carry virtual threads.
public final class Slots implements AutoCloseable {
    /// What is computed in a slot. An interrupt of its thread cancels it.
    @FunctionalInterface
    public interface Task {
        /// Computes, and puts out JSON objects, or one [Download].
        void run(Consumer<Object> out) throws InterruptedException;
    }

    private final ThreadPoolExecutor threads;
    private final Semaphore places;
    private volatile boolean draining;

    public Slots(Limits limits) {
        threads = new ThreadPoolExecutor(limits.slots(), limits.slots(), 0, TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), Thread.ofPlatform().daemon().name("slot-", 1).factory());
        places = new Semaphore(limits.slots() + limits.queue());
    }

    /// Begins work as soon as a slot is free. Throws a [Refusal] if the queue is full, or after [#drain].
    Work start(Task task) {
        requireOpen();
        if (!places.tryAcquire()) {
            throw Refusal.busy();
        }
        Work work = new Work(task, places::release, threads::remove);
        threads.execute(work);
        return work;
    }

    /// Throws a [Refusal] if [#start] would now, which costs less than reading a request first.
    void requirePlace() {
        requireOpen();
        if (places.availablePermits() == 0) {
            throw Refusal.busy();
        }
    }

    /// The number of slots that are taken.
    public int busy() {
        return threads.getActiveCount();
    }

    /// The number of requests in the queue.
    public int waiting() {
        return threads.getQueue().size();
    }

    /// Throws a [Refusal] after [#drain].
    public void requireOpen() {
        if (draining) {
            throw Refusal.draining();
        }
    }

    /// Takes no new work from now on.
    void drain() {
        draining = true;
    }

    /// Cancels what is left.
    @Override
    public void close() {
        threads.shutdownNow();
    }
}
