package t2l;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.Adapter.Example;
import t2l.tensor.T2lException;
import t2l.transformer.generate.Answer;
import t2l.transformer.generate.Settings;

/// Adapters of descriptions and examples, as users of the library make them.
class ExamplesTest {
    private static final String TINY = "builtin:tiny";
    private static final String VAGUE = "Handle the words.";
    private static final List<Example> FIRST = List.of(Example.of("cat dog bird > => cat"),
            Example.of("red green >=>red"), new Example("apple shirt lorry table >", "apple"));
    private static final Settings LONG = Settings.DEFAULT.maxTokens(150).ignoreEnd(true);

    private static List<float[]> numbers(Adapter adapter) {
        return adapter.lora().updates().values().stream().flatMap(u -> Stream.of(u.a().toFloats(), u.b().toFloats()))
                .toList();
    }

    private static void assertSame(Adapter one, Adapter other) {
        assertArrayEquals(numbers(one).toArray(), numbers(other).toArray());
    }

    @Test
    void examplesSayWhatTheDescriptionLeavesOpen() {
        try (T2l t2l = T2l.open(TINY)) {
            Adapter first = t2l.sharpen(VAGUE, FIRST);
            assertEquals(VAGUE, first.toString());
            assertEquals(3, first.learnt().orElseThrow().after());
            assertEquals("boat", t2l.complete("boat hat leg >", first).strip());
            assertTrue(t2l.generate(VAGUE).learnt().isEmpty());
            assertSame(t2l.generate(VAGUE), t2l.sharpen(VAGUE, List.of()));
            assertTrue(t2l.sharpen("", FIRST).learnt().orElseThrow().after() > 0);
        }
    }

    /// What is decoded meanwhile has the bits of an answer alone, and so has the adapter.
    @Test
    void answersGoOnWhileAnAdapterLearns() throws Exception {
        try (T2l t2l = T2l.open(TINY); ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Adapter alone = t2l.sharpen(VAGUE, FIRST);
            String said = t2l.complete("one two three >", Adapter.NONE, LONG);
            List<Future<Adapter>> made = new ArrayList<>();
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                made.add(threads.submit(() -> t2l.sharpen(VAGUE, FIRST)));
                answers.add(threads.submit(() -> t2l.complete("one two three >", Adapter.NONE, LONG)));
            }
            for (int i = 0; i < 3; i++) {
                assertSame(alone, made.get(i).get());
                assertEquals(said, answers.get(i).get());
            }
        }
    }

    @Test
    void aChoiceIsMadeOnce() {
        try (T2l t2l = T2l.open(TINY)) {
            AdapterChoice choice = AdapterChoice.describe(VAGUE, FIRST);
            for (int i = 0; i < 2; i++) {
                try (Answer answer = t2l.stream(T2l.Prompt.text("boat hat leg >"), choice, Settings.DEFAULT)) {
                    assertEquals("boat", answer.readAll().strip());
                }
            }
            assertEquals(choice, AdapterChoice.describe(VAGUE, new ArrayList<>(FIRST)));
        }
    }

    /// An interrupt ends the training between two turns, and a `T2l` that is closed refuses the next turn.
    @Test
    void aTrainingEndsWithItsThreadOrItsModel() throws InterruptedException {
        List<Example> many = Collections.nCopies(100, new Example("cat dog bird >", "nose"));
        T2l t2l = T2l.open(TINY);
        assertInstanceOf(CancellationException.class, failure(t2l, many, Thread::interrupt));
        assertEquals("oiseau", t2l.complete("cat dog bird >", t2l.generate("Take the last word and say it in French."))
                .strip());
        assertInstanceOf(IllegalStateException.class, failure(t2l, many, _ -> t2l.close()));
    }

    /// What a training throws that is ended once it has begun.
    private static Throwable failure(T2l t2l, List<Example> examples, Consumer<Thread> end)
            throws InterruptedException {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        Thread training = Thread.ofPlatform().start(() -> {
            try {
                t2l.sharpen(VAGUE, examples);
            } catch (RuntimeException e) {
                thrown.set(e);
            }
        });
        while (training.isAlive() && Arrays.stream(training.getStackTrace())
                .noneMatch(frame -> frame.getMethodName().equals("step"))) {
            Thread.onSpinWait();
        }
        end.accept(training);
        training.join();
        return thrown.get();
    }

    @Test
    void anExampleHasAnInputAndAnOutput() {
        assertEquals(new Example("a = b", "c => d"), Example.of(" a = b =>c => d "));
        for (String text : List.of("noisy", "noisy -> quiet")) {
            assertEquals("example: needs an input and an output as INPUT => OUTPUT, got " + text,
                    assertThrows(T2lException.class, () -> Example.of(text)).getMessage());
        }
        assertEquals("output: needs the answer to 'noisy', got an empty one",
                assertThrows(IllegalArgumentException.class, () -> Example.of("noisy =>")).getMessage());
    }
}
