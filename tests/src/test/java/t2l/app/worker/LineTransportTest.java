package t2l.app.worker;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import t2l.app.console.Json;
import t2l.app.serve.http.Endpoint;
import t2l.tensor.T2lException;

/// Lines in, answers out: in order, several at a time, and never far ahead.
class LineTransportTest {
    private static InputStream lines(int count) {
        return new ByteArrayInputStream(IntStream.range(0, count)
                .mapToObj(i -> "{\"id\":%d,\"op\":\"echo\"}".formatted(i) + (i % 7 == 0 ? "\n \n" : "\n"))
                .reduce("", String::concat).getBytes(UTF_8));
    }

    private static LineTransport transport(Endpoint.Task task, Consumer<Map<String, Object>> out,
            BooleanSupplier stopping) {
        return new LineTransport(Map.of("echo", (_, _) -> Endpoint.Reply.whole(task)), 1 << 10, out, fault -> {
            throw new AssertionError(fault);
        }, stopping);
    }

    @Test
    void answersComeInTheOrderOfTheLines() throws InterruptedException {
        List<Object> answers = new ArrayList<>();
        AtomicInteger begun = new AtomicInteger();
        transport(out -> {
            LockSupport.parkNanos(begun.incrementAndGet() % 5 * 300_000L); // later ones are done before earlier ones
            out.accept(Json.object("id", "its own"));
        }, answer -> answers.add(answer.get("id")), () -> false).run(lines(300));
        assertEquals(IntStream.range(0, 300).boxed().toList(), answers);
    }

    @Test
    void atMostAWindowIsReadAndNotAnswered() throws InterruptedException {
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch full = new CountDownLatch(LineTransport.WINDOW);
        transport(_ -> {
            most.accumulateAndGet(begun.incrementAndGet() - answered.get(), Math::max);
            full.countDown();
            full.await(); // all of a window are worked on at once, or this does not end
        }, _ -> answered.incrementAndGet(), () -> false).run(lines(100));
        assertEquals(100, answered.get());
        // One more may begin between an answer and its count.
        assertTrue(most.get() >= LineTransport.WINDOW && most.get() <= LineTransport.WINDOW + 1, most.toString());
    }

    @Test
    void itEndsWhenItIsToldToThoughNothingComes() throws InterruptedException, IOException {
        AtomicBoolean stopping = new AtomicBoolean();
        try (PipedOutputStream to = new PipedOutputStream(); PipedInputStream from = new PipedInputStream(to)) {
            to.write("{\"id\":1,\"op\":\"echo\"}\n".getBytes(UTF_8));
            transport(_ -> {}, _ -> stopping.set(true), stopping::get).run(from);
        }
        assertTrue(stopping.get());
    }

    @Property(tries = 200)
    void everyLineHasAnAnswerAndLongOnesAreRefused(@ForAll byte[] bytes) throws InterruptedException {
        List<String> lines = List.of(new String(bytes, ISO_8859_1).split("\n", -1));
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            if (lines.get(i).length() > 8 || !lines.get(i).isBlank()) {
                expected.add((i + 1) + " " + (lines.get(i).length() > 8));
            }
        }
        List<String> answers = new ArrayList<>();
        new LineTransport(Map.of(), 8, answer -> answers.add(answer.get("line") + " "
                + answer.get("error").toString().startsWith("body: needs at most 8 bytes")), fault -> {
                    throw new AssertionError(fault);
                }, () -> false).run(new ByteArrayInputStream(bytes));
        assertEquals(expected, answers);
    }

    @Test
    void whatGoesWrongInALineIsItsAnswer() throws InterruptedException {
        List<Object> answers = new ArrayList<>();
        AtomicInteger faults = new AtomicInteger();
        Map<String, Endpoint> endpoints = Map.of("disk", (_, _) -> {
            throw new T2lException("disk: is full");
        }, "fault", (_, _) -> Endpoint.Reply.whole(_ -> {
            throw new IllegalStateException("what now");
        }), "stream", (_, _) -> new Endpoint.Reply(true, _ -> {}));
        new LineTransport(endpoints, 1 << 10, answer -> answers.add(answer.get("error")), _ -> faults.incrementAndGet(),
                () -> false).run(new ByteArrayInputStream("""
                        {"id":1,"op":"disk"}
                        {"id":2,"op":"fault"}
                        {"id":3,"op":"stream"}
                        {"id":4,"op":"disk","more":1}
                        {"id":5,"op":"fault","more":1}
                        {"id":6,"op":"none"}""".getBytes(UTF_8)));
        assertEquals(1, faults.get());
        assertEquals(List.of("disk: is full", "t2l has a fault: java.lang.IllegalStateException: what now",
                "stream: needs false, as a line has one answer, got true", "disk: is full"), answers.subList(0, 4));
        assertTrue(answers.get(4).toString().startsWith("more: "), answers.toString());
        assertTrue(answers.get(5).toString().startsWith("op: needs one of "), answers.toString());
    }
}
