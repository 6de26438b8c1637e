package t2l.tensor;

import static org.junit.jupiter.api.Assertions.*;

import java.lang.management.ManagementFactory;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Threads that share out rows: each row once, as many as an `int` counts, and none once they are closed.
class ParallelTest {
    @ParameterizedTest
    @CsvSource({"1, 10, 3", "3, 10, 3", "1, 2147483647, 1500000000", "3, 2147483647, 1500000000",
        "3, 2147483647, 2147483646", "3, 2147483647, 2147483647", "3, 0, 1"})
    void everyRowIsGivenOnce(int threads, int rows, int grain) {
        var given = new AtomicLong();
        var sum = new AtomicLong();
        try (Parallel parallel = new Parallel(threads)) {
            parallel.rows(rows, grain, (_, from, to) -> {
                given.addAndGet(to - from);
                sum.addAndGet((long) from + to);
            });
        }
        long chunks = Math.ceilDiv(rows, grain);
        long starts = grain * chunks * (chunks - 1) / 2;
        assertEquals(rows, given.get());
        assertEquals(rows == 0 ? 0 : 2 * starts + rows, sum.get(), "from and to of the chunks");
    }

    /// Jobs of every size close together and far apart: workers enter one, come too late for it, and park.
    @Test
    void jobAfterJobGivesEveryRowOnce() throws InterruptedException {
        try (Parallel parallel = new Parallel(3)) {
            var random = new SplittableRandom(1);
            for (int job = 0; job < 20_000; job++) {
                int rows = random.nextInt(1, 40);
                var given = new AtomicLong();
                parallel.rows(rows, 1, (_, from, _) -> given.addAndGet(1L << from));
                assertEquals((1L << rows) - 1, given.get(), "job " + job);
                if (job % 200 == 0) {
                    Thread.sleep(0, random.nextInt(200_000));
                }
            }
        }
    }

    /// A worker that does not park shows in its processor time.
    @Test
    void idleWorkersPark() throws InterruptedException {
        Set<Thread> others = Thread.getAllStackTraces().keySet();
        try (Parallel parallel = new Parallel(3)) {
            parallel.rows(10, 1, (_, _, _) -> {});
            List<Thread> workers = Thread.getAllStackTraces().keySet().stream()
                    .filter(t -> t.getName().startsWith("t2l-") && !others.contains(t)).toList();
            assertEquals(2, workers.size());
            for (Thread worker : workers) {
                while (worker.getState() != Thread.State.WAITING) {
                    long spent = ManagementFactory.getThreadMXBean().getThreadCpuTime(worker.threadId());
                    assertTrue(spent < 1_000_000_000, worker + " does not park");
                    Thread.sleep(1);
                }
            }
            var sum = new AtomicLong();
            parallel.rows(10, 1, (_, from, _) -> sum.addAndGet(from));
            assertEquals(45, sum.get(), "after a rest");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void whatIsClosedWorksNoMore(int threads) {
        Parallel parallel = new Parallel(threads);
        parallel.close();
        assertEquals("threads: need to be open, were closed; close them after their last job",
                assertThrows(IllegalStateException.class, () -> parallel.rows(10, 1, (_, _, _) -> {})).getMessage());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aJobStartsNoOther(int threads) {
        try (Parallel parallel = new Parallel(threads)) {
            var tried = new AtomicBoolean();
            refuses(() -> parallel.rows(1000, 1, (worker, _, _) -> {
                if (worker == threads - 1) {
                    tried.set(true);
                    parallel.rows(10, 1, (_, _, _) -> {});
                }
                while (!tried.get()) {
                    Thread.onSpinWait();
                }
            }));
            var sum = new AtomicLong();
            parallel.rows(10, 1, (_, from, _) -> sum.addAndGet(from));
            assertEquals(45, sum.get(), "after the refusal");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void aSecondThreadIsRefusedWhileAJobRuns(int threads) {
        try (Parallel parallel = new Parallel(threads)) {
            parallel.rows(1, 1, (_, _, _) -> CompletableFuture.runAsync(() -> {
                refuses(() -> parallel.rows(10, 1, (_, _, _) -> {}));
                refuses(parallel::close);
            }).join());
        }
    }

    private static void refuses(Executable call) {
        assertEquals("threads: need to be idle, are running a job; start no job within a job, and use one Parallel for"
                + " each thread that computes", assertThrows(IllegalStateException.class, call).getMessage());
    }
}
