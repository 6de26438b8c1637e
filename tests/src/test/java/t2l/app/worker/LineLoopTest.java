package t2l.app.worker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/// Lines in, answers out: in order, several at a time, and never far ahead.
class LineLoopTest {
    private static ByteArrayInputStream lines(int count) {
        return new ByteArrayInputStream(IntStream.range(0, count).mapToObj(i -> i + (i % 7 == 0 ? "\n \n" : "\n"))
                .reduce("", String::concat).getBytes(UTF_8));
    }

    private static int number(LongLines.Line line) {
        return Integer.parseInt(new String(line.require(), UTF_8));
    }

    @Test
    void answersComeInTheOrderOfTheLines() throws InterruptedException {
        List<Object> answers = new ArrayList<>();
        new LineLoop(line -> {
            LockSupport.parkNanos(number(line) % 5 * 300_000L); // later ones are done before earlier ones
            return Map.of("n", number(line));
        }, answer -> answers.add(answer.get("n")), () -> false).run(lines(300));
        assertEquals(IntStream.range(0, 300).boxed().toList(), answers);
    }

    @Test
    void atMostAWindowIsReadAndNotAnswered() throws InterruptedException {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch full = new CountDownLatch(LineLoop.WINDOW);
        new LineLoop(line -> {
            most.accumulateAndGet(begun.incrementAndGet() - answered.get(), Math::max);
            full.countDown();
            try {
                full.await(); // all of a window are worked on at once, or this does not end
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return Map.of();
        }, _ -> answered.incrementAndGet(), () -> false).run(lines(100));
        assertEquals(100, answered.get());
        // One more may begin between an answer and its count.
        assertTrue(most.get() >= LineLoop.WINDOW && most.get() <= LineLoop.WINDOW + 1, most.toString());
    }

    @Test
    void itEndsWhenItIsToldToThoughNothingComes() throws InterruptedException, IOException {
        AtomicBoolean stopping = new AtomicBoolean();
        try (PipedOutputStream to = new PipedOutputStream(); PipedInputStream from = new PipedInputStream(to)) {
            to.write("1\n".getBytes(UTF_8));
            new LineLoop(_ -> Map.of(), _ -> stopping.set(true), stopping::get).run(from);
        }
        assertTrue(stopping.get());
    }

    @Property(tries = 200)
    void linesAreThoseOfTheTextAndLongOnesAreLeftOut(@ForAll byte[] bytes) throws IOException {
        String text = new String(bytes, ISO_8859_1);
        List<String> expected = new ArrayList<>(List.of(text.split("\n", -1)));
        if (expected.getLast().isEmpty()) {
            expected.removeLast();
        }
        LongLines lines = new LongLines(new ByteArrayInputStream(bytes), 8);
        for (int i = 0; i < expected.size(); i++) {
            LongLines.Line line = lines.next().orElseThrow();
            assertEquals(i + 1, line.number());
            assertEquals(expected.get(i).length() > 8
                    ? Optional.empty()
                    : Optional.of(expected.get(i)),
                    line.bytes().map(b -> new String(b, ISO_8859_1)));
        }
        assertEquals(Optional.empty(), lines.next());
    }
}
