package t2l.transformer.generate;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.*;
import t2l.GoldenFile;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.Elementwise.Fill;
import t2l.tensor.kernel.Kernel;
import t2l.transformer.KvPages;
import t2l.transformer.family.LanguageModel;

/// Who is in the batch, who waits, and how an answer ends.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchedulerTest {
    private static final int PAGE = KvPages.POSITIONS;
    private final Parallel threads = new Parallel(2);
    private final Kernels kernels = Backends.open("simd", threads);
    private final LanguageModel model = LanguageModel.open(GoldenFile.path("transformer/stories260K/hf").toString(),
            Optional.empty(), kernels);
    private Scheduler scheduler;

    @BeforeAll
    void open() {
        scheduler = new Scheduler(model.decoder(), kernels, kernels, DType.F32, 5L * PAGE);
    }

    @AfterAll
    void close() {
        scheduler.close();
        model.close();
        threads.close();
    }

    /// Positions that no answer has reserved.
    private long free() {
        return 5L * PAGE * (scheduler.capacity() - scheduler.used()) / scheduler.capacity();
    }

    /// Which needs so many pages.
    private static Request request(int pages) {
        return Request.greedy(new int[] {1, 403}, pages * PAGE - 2);
    }

    /// A request that needs little does not overtake one that needs much.
    @Test
    void memoryGoesToWhoCameFirst() throws InterruptedException {
        Answer most = scheduler.submit(request(3));
        most.next();
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        Answer large = scheduler.submit(noting(4, order)).whole();
        Answer small = scheduler.submit(noting(2, order)).whole();
        assertEquals(2L * PAGE, free());
        scheduler.call(() -> 0); // a step later
        assertEquals(List.of(), order);
        most.close();
        small.readAll();
        large.readAll();
        assertEquals(order.stream().sorted(Comparator.reverseOrder()).toList(), order);
        assertEquals(5L * PAGE, free());
    }

    private static Request noting(int pages, List<Integer> order) {
        return request(pages).enough(_ -> !order.add(pages));
    }

    /// Others go on meanwhile, and it gets the same tokens as one that is read at once.
    @Test
    void aReaderThatFallsBehindHoldsNoStep() throws InterruptedException {
        try (Answer slow = scheduler.submit(request(1)); Answer fast = scheduler.submit(request(1))) {
            slow.next();
            fast.readAll();
            assertEquals(Completion.Finish.LENGTH, fast.completion().finish());
            int steps = PAGE;
            for (int i = 0; i < steps; i++) {
                assertEquals(4L * PAGE, free());
                scheduler.call(() -> 0);
            }
            slow.readAll();
            assertEquals(fast.completion().tokens(), slow.completion().tokens());
        }
    }

    /// More than can be decoded together.
    @Test
    void answersOfABulkAreThoseOfEachAlone() {
        SplittableRandom random = new SplittableRandom(1);
        try (Scheduler bulk = Scheduler.bulk(model.decoder(), kernels)) {
            List<Request> requests = IntStream.range(0, 40)
                    .mapToObj(_ -> Request.greedy(random.ints(random.nextInt(1, 150), 3, 512).toArray(),
                            random.nextInt(0, 60)))
                    .toList();
            List<Answer> together = bulk.answers(requests);
            for (int i = 0; i < requests.size(); i++) {
                assertEquals(bulk.complete(requests.get(i)).tokens(), together.get(i).completion().tokens());
            }
        }
    }

    @Test
    void cancelEndsWhatIsDecodedAndWhatWaits() {
        try (Answer all = scheduler.submit(request(5)); Answer waits = scheduler.submit(request(5))) {
            waits.cancel();
            assertEquals("", waits.readAll());
            String start = all.iterator().next();
            all.cancel();
            all.readAll();
            assertTrue(all.text().startsWith(start) && all.completion().tokens().size() <= 1 + 2 * Answer.LOOK_AHEAD);
            assertEquals(Completion.Finish.STOP, all.completion().finish());
            assertEquals(5L * PAGE, free());
            assertTrue(all.isOver() && !all.failed());
        }
    }

    @Test
    void whoWaitsTooLongOrIsInterruptedFailsAlone() throws InterruptedException {
        try (Answer all = scheduler.submit(request(5))) {
            all.next();
            Request late = request(1);
            Answer waits = scheduler.submit(new Request(late.prompt(), late.adapter(),
                    late.settings().timeout(Duration.ofMillis(5)), Set.of()));
            assertThrows(T2lException.class, waits::next);
            assertTrue(waits.failed());
            assertEquals(Optional.empty(), waits.next());
            Answer interrupted = scheduler.submit(late);
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, interrupted::next);
            assertFalse(Thread.interrupted());
            Thread.currentThread().interrupt();
            assertThrows(CancellationException.class, () -> scheduler.call(() -> 0));
            assertTrue(Thread.interrupted());
            assertTrue(all.next().isPresent(), "the first goes on");
        }
    }

    /// Whole pages but the one of the last token, and those of the same adapter alone.
    @Test
    void whatWasInMemoryIsCounted() {
        int[] prompt = new SplittableRandom(2).ints(2 * PAGE + 1, 3, 512).toArray();
        Request request = Request.greedy(prompt, 3);
        for (int cached : List.of(0, 2 * PAGE, 2 * PAGE)) {
            try (Answer answer = scheduler.submit(request)) {
                assertEquals(0, answer.cachedTokens());
                answer.readAll();
                assertEquals(cached, answer.cachedTokens());
            }
        }
        Map<Integer, Integer> cached = new TreeMap<>();
        for (int length : List.of(PAGE, PAGE + 1, 2 * PAGE, 2 * PAGE + 1)) {
            try (Answer answer = scheduler.submit(Request.greedy(Arrays.copyOf(prompt, length), 1))) {
                answer.readAll();
                cached.put(length, answer.cachedTokens());
            }
        }
        assertEquals(Map.of(PAGE, 0, PAGE + 1, PAGE, 2 * PAGE, PAGE, 2 * PAGE + 1, 2 * PAGE), cached);
    }

    @Test
    void callsGetTheirResultOrTheirException() {
        assertEquals(7, scheduler.call(() -> 7));
        RuntimeException thrown = new T2lException("no");
        assertSame(thrown, assertThrows(T2lException.class, () -> scheduler.call(() -> {
            throw thrown;
        })));
    }

    /// Each has memory of its own, such as a hundred megabytes to sharpen an adapter.
    @Test
    void oneWorksBesideTheStepsAtATime() throws InterruptedException {
        AtomicBoolean begun = new AtomicBoolean();
        AtomicBoolean cancelled = new AtomicBoolean();
        Thread second = new Thread(() -> scheduler.beside(_ -> begun.getAndSet(true)));
        Thread third = new Thread(() -> {
            assertThrows(CancellationException.class, () -> scheduler.beside(_ -> 0));
            cancelled.set(true);
        });
        scheduler.beside(_ -> {
            for (Thread each : List.of(second, third)) {
                each.start();
                while (each.getState() != Thread.State.WAITING && each.isAlive()) {
                    Thread.onSpinWait();
                }
            }
            assertFalse(begun.get());
            third.interrupt();
            return 0;
        });
        third.join();
        second.join();
        assertTrue(begun.get() && cancelled.get());
    }

    /// Twenty milliseconds after each step of seconds would be too small a share.
    @Test
    void aTurnBesideStepsIsLongerAfterALongStep() {
        scheduler.beside(turns -> {
            Kernel kernel = new Fill(0, Tensor.allocate(Arena.ofAuto(), DType.F32, 1));
            var over = new CompletableFuture<Void>();
            scheduler.pause(new CompletableFuture<>(), over);
            long asked = System.nanoTime();
            CompletableFuture.delayedExecutor(400, TimeUnit.MILLISECONDS).execute(() -> over.complete(null));
            turns.run(kernel);
            long step = System.nanoTime() - asked;
            var next = new CompletableFuture<Void>();
            scheduler.pause(next, CompletableFuture.completedFuture(null));
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < TimeUnit.MILLISECONDS.toNanos(25)) {
                Thread.onSpinWait();
            }
            turns.run(kernel);
            turns.run(kernel); // in the same turn, or in another one, behind who was next
            boolean late = System.nanoTime() - asked - step > step / 8; // this thread stood still
            assertTrue(late || !next.isDone());
            return 0;
        });
    }

    @Test
    void whatCanNeverRunIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> scheduler.submit(Request.greedy(new int[0], 1)));
        assertThrows(T2lException.class, () -> scheduler.submit(Request.greedy(new int[5 * PAGE], 1)));
        Scheduler closed = new Scheduler(model.decoder(), kernels, kernels, DType.F32, 5L * PAGE);
        closed.close();
        closed.close();
        assertThrows(IllegalStateException.class, () -> closed.submit(request(1)));
        assertThrows(IllegalStateException.class, () -> closed.call(() -> 0));
    }

    @Test
    void unfinishedAnswersFailWhenItIsClosed() throws InterruptedException {
        Scheduler other = new Scheduler(model.decoder(), kernels, kernels, DType.F32, 5L * PAGE);
        Answer begun = other.submit(request(5));
        Answer waits = other.submit(request(5));
        begun.next();
        other.close();
        assertThrows(IllegalStateException.class, begun::next);
        assertThrows(IllegalStateException.class, waits::next);
    }
}
