package t2l.app.serve;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.*;
import t2l.transformer.generate.*;

/// A request gets the same bits whoever shares the server with it.
///
/// A hundred schedules: one to sixteen slots, one to four threads, requests that begin in any order and moment, with adapters
/// or without, many of them with a prompt that begins like others', some of them cancelled. Each must get the tokens, and the
/// bits of their probabilities, that it gets alone.
class InvarianceTest {
    private static final int SCHEDULES = 100;
    private static final int KINDS = 24;
    private static final int PREFIX = 200;

    /// A request.
    private record Kind(List<Integer> prompt, int adapter, Settings settings) {
        Answer open(T2l t2l, List<Adapter> adapters) {
            return t2l.stream(T2l.Prompt.tokens(prompt.stream().mapToInt(Integer::intValue).toArray()),
                    adapters.get(adapter), settings);
        }
    }

    @Test
    void aHundredSchedulesChangeNoBit() throws InterruptedException, ExecutionException {
        SplittableRandom random = new SplittableRandom(17);
        List<Kind> kinds = Stream.generate(() -> kind(random)).limit(KINDS).toList();
        List<List<TokenScore>> alone = new ArrayList<>();
        try (T2l t2l = open(1)) {
            List<Adapter> adapters = adapters(t2l);
            for (Kind kind : kinds) {
                try (Answer answer = kind.open(t2l, adapters)) {
                    answer.readAll();
                    alone.add(answer.scores());
                }
            }
        }
        for (int threads = 1; threads <= 4; threads++) {
            try (T2l t2l = open(threads)) {
                List<Adapter> adapters = adapters(t2l);
                long used = t2l.stats().cacheBytes();
                for (int schedule = 0; schedule < SCHEDULES / 4; schedule++) {
                    run(t2l, adapters, kinds, alone, random.split());
                    assertEquals(used, t2l.stats().cacheBytes());
                }
            }
        }
    }

    /// With so little memory that texts have to wait for it.
    private static T2l open(int threads) {
        return T2l.builder().model("builtin:tiny").threads(threads).memory(12L << 20).open();
    }

    private static List<Adapter> adapters(T2l t2l) {
        Adapter french = t2l.generate(Served.FRENCH);
        Adapter sorted = t2l.generate("Sort the words.");
        return List.of(Adapter.NONE, french, sorted, french.times(0.5),
                t2l.sum("both", List.of(french.times(0.5), sorted.times(0.5))));
    }

    private static Kind kind(SplittableRandom random) {
        int shared = random.nextInt(3) == 0 ? 0 : PREFIX;
        SplittableRandom prefix = new SplittableRandom(random.nextInt(2));
        List<Integer> prompt = new ArrayList<>();
        for (int i = shared + random.nextInt(1, 60); i > 0; i--) {
            prompt.add((prompt.size() < shared ? prefix : random).nextInt(3, 1158));
        }
        Settings settings = Settings.DEFAULT.maxTokens(random.nextInt(1, 14)).ignoreEnd(true).scores(2)
                .temperature(random.nextInt(2)).seed(random.nextLong());
        return new Kind(prompt, random.nextInt(5), settings);
    }

    private static void run(T2l t2l, List<Adapter> adapters, List<Kind> kinds, List<List<TokenScore>> alone,
            SplittableRandom random) throws InterruptedException, ExecutionException {
        try (ExecutorService slots = Executors.newFixedThreadPool(random.nextInt(1, 17))) {
            List<Future<?>> requests = new ArrayList<>();
            for (int i = random.nextInt(2, 20); i > 0; i--) {
                int kind = random.nextInt(KINDS);
                SplittableRandom own = random.split();
                requests.add(slots.submit(() -> {
                    request(t2l, adapters, kinds.get(kind), alone.get(kind), own);
                    return kind;
                }));
            }
            for (Future<?> request : requests) {
                request.get();
            }
        }
    }

    /// Some wait a little before they begin; some go away before the end.
    private static void request(T2l t2l, List<Adapter> adapters, Kind kind, List<TokenScore> alone,
            SplittableRandom random) throws InterruptedException {
        int leave = random.nextInt(4) == 0 ? random.nextInt(4) : Integer.MAX_VALUE;
        if (random.nextBoolean()) {
            Thread.sleep(0, random.nextInt(900_000));
        }
        try (Answer answer = kind.open(t2l, adapters)) {
            int pieces = 0;
            for (String piece : answer) {
                assertTrue(!piece.isEmpty());
                pieces++;
                if (pieces > leave) {
                    Thread.currentThread().interrupt(); // as when a client hangs up
                }
            }
            assertEquals(alone, answer.scores());
        } catch (CancellationException e) {
            assertTrue(Thread.interrupted() && leave < Integer.MAX_VALUE, e.toString());
        }
    }
}
