package t2l.app.serve;

import module java.base;
import t2l.app.serve.Exchange.Download;
import t2l.app.serve.WebServer.Limits;

/// Lets so many requests compute at the same time and so many wait, first come, first served; refuses more.
public final class Slots {
    private final Limits limits;
    private final Semaphore slots;
    private final Semaphore places;
    private volatile boolean draining;

    public Slots(Limits limits) {
        this.limits = limits;
        slots = new Semaphore(limits.slots(), true);
        places = new Semaphore(limits.slots() + limits.queue());
    }

    /// Waits for a slot and runs a task in it, which puts out JSON objects or one [Download]. Throws a [Refusal] if the queue
    /// is full, or after [#drain].
    void run(Endpoint.Task task, Endpoint.Output out) throws IOException, InterruptedException {
        requireOpen();
        if (!places.tryAcquire()) {
            throw Refusal.busy();
        }
        try {
            slots.acquire();
            try {
                task.run(out);
            } finally {
                slots.release();
            }
        } finally {
            places.release();
        }
    }

    /// Throws a [Refusal] if [#run] would now, which costs less than reading a request first.
    void requirePlace() {
        requireOpen();
        if (places.availablePermits() == 0) {
            throw Refusal.busy();
        }
    }

    /// The number of slots that are taken.
    public int busy() {
        return limits.slots() - slots.availablePermits();
    }

    /// The number of requests in the queue.
    public int waiting() {
        return Math.max(0, limits.slots() + limits.queue() - places.availablePermits() - busy());
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
}
