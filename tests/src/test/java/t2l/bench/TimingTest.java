package t2l.bench;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.bench.Row.Cost;

/// What is made of times, and of their ratios.
class TimingTest {
    @Test
    void aRatioIsTheRivalsTimeOverOurs() {
        byte[][] kept = new byte[1][];
        Timing.Result result = new Timing(0.01, true).measure(Rival.of("", () -> kept[0] = new byte[1 << 20]),
                List.of(new Rival("slow", (_, _) -> 7), new Rival("slower", (_, _) -> 14)));
        assertTrue(result.rounds() >= 5, result.toString());
        assertTrue(result.best() <= result.seconds(), result.toString());
        assertTrue(result.allocated() >= 1 << 20, result.toString());
        Timing.Against slow = result.beside().getFirst();
        assertEquals("slow", slow.name());
        assertEquals(7, slow.seconds());
        assertEquals(7 / result.seconds(), slow.ratio(), 0.3 * slow.ratio());
        assertEquals(2, result.beside().getLast().ratio() / slow.ratio(), 1e-9);
    }

    /// The caller's own CPU time is next to nothing then.
    @Test
    void workOfAnotherThreadIsTimed() {
        AtomicInteger runs = new AtomicInteger();
        try (ExecutorService other = Executors.newSingleThreadExecutor()) {
            Timing.Result result = new Timing(0.05, true).measure(Rival.of("", () -> {
                assertTrue(runs.incrementAndGet() < 10_000, "it is repeated as if it took no time");
                CompletableFuture.runAsync(TimingTest::spin, other).join();
            }), List.of());
            assertTrue(result.seconds() > 1e-4, result.toString());
        }
    }

    private static void spin() {
        for (long begin = System.nanoTime(); System.nanoTime() - begin < 3_000_000;) {
            Thread.onSpinWait();
        }
    }

    @Test
    void aGroupIsSummedUpByTheGeometricMean() {
        List<String> lines = Measurement.summary(List.of(row("matmul/a", 0.5), row("matmul/b", 2), row("gemv/c", 3)));
        assertEquals(List.of("matmul × X: 1.00, geometric mean of 2 rows; lowest 0.50 (matmul/a)"), lines);
    }

    /// Two seconds for 4 GFLOP, beside a loop that did 6 GFLOP in one second, and once in 3/4 of our time.
    private static Measurement row(String name, double ratio) {
        return new Measurement(name, 1, Cost.flops(4e9), new Timing.Result(2, 1, 0, 5, List.of()),
                List.of(new Measurement.Peak(Cost.flops(6e9), new Timing.Against("", 1, 0.75))),
                List.of(new Timing.Against("X", 2 * ratio, ratio)));
    }

    @Test
    void aLineAndAnObjectSayTheSame() {
        Measurement row = row("matmul/a", 0.5);
        assertEquals("matmul/a                               2.00 s     2.0 GFLOP/s     50 %      6  X × 0.50",
                row.line());
        assertEquals(0.5, row.json().get("of_ceiling"));
        assertEquals(2.0, row.json().get("gflops"));
        assertEquals(6.0, row.json().get("fma_gflops"));
        assertFalse(row.json().containsKey("read_gb_per_second"));
    }

    @Test
    void whatReadsMemoryIsMeasuredByReading() {
        Measurement row = new Measurement("gemv/a", 1, Cost.bytes(8e9), new Timing.Result(2, 1, 0, 5, List.of()),
                List.of(new Measurement.Peak(Cost.flops(6e9), new Timing.Against("", 1, 0.5)),
                        new Measurement.Peak(Cost.bytes(8e9), new Timing.Against("", 1.5, 0.75))),
                List.of());
        assertEquals(Optional.of(0.75), row.share());
        assertEquals(6.0, row.json().get("fma_gflops"));
        assertEquals(8 / 1.5, row.json().get("read_gb_per_second"));
    }
}
