package t2l;

import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import t2l.tensor.Parallel;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Backends;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.Threaded;

/// Kernels, used by one thread at a time in the order of requests.
final class Engine {
    private final Kernels kernels;
    private final boolean own;
    private final ReentrantLock turn = new ReentrantLock(true);
    private boolean closed;

    /// @param own whether to close the kernels with this
    Engine(Kernels kernels, boolean own) {
        this.kernels = kernels;
        this.own = own;
    }

    /// With its own kernels.
    static Engine open(String backend, int threads) {
        Parallel parallel = new Parallel(threads);
        try {
            return new Engine(new Threaded(Backends.open(backend, parallel), parallel), true);
        } catch (RuntimeException | Error e) {
            parallel.close();
            throw e;
        }
    }

    Kernels kernels() {
        return kernels;
    }

    /// Runs `work` when it is this thread's turn. Throws [T2lException] if that is after the deadline,
    /// [CancellationException] if the thread is interrupted.
    void turn(Deadline deadline, Runnable work) {
        turn(deadline, () -> {
            work.run();
            return this;
        });
    }

    /// The same with a result.
    <R> R turn(Deadline deadline, Supplier<R> work) {
        try {
            long left = deadline.left();
            if (left == 0 || !turn.tryLock(left, TimeUnit.NANOSECONDS)) {
                throw deadline.missed();
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        try {
            if (closed) {
                throw new IllegalStateException("T2l: needs to be open, was closed; close it after its last answer");
            }
            return work.get();
        } finally {
            turn.unlock();
        }
    }

    /// What a thread gets that was interrupted while it waited; it stays interrupted.
    static CancellationException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return (CancellationException) new CancellationException("T2l: the thread was interrupted").initCause(e);
    }

    /// Runs `work` between two turns, however long that takes.
    void afterTurn(Runnable work) {
        turn.lock();
        try {
            work.run();
        } finally {
            turn.unlock();
        }
    }

    /// Frees everything; runs `rest` before the kernels are closed.
    void close(Runnable rest) {
        afterTurn(() -> {
            if (!closed) {
                closed = true;
                rest.run();
                if (own) {
                    kernels.close();
                }
            }
        });
    }
}
