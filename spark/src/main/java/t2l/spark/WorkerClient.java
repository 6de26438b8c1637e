package t2l.spark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/// A process of `t2l worker`: lines in, answers out. If it ends before its time, another is started, and the lines that were not
/// answered are given to that, one at a time: the one at which it ends again is skipped.
final class WorkerClient implements AutoCloseable {
    /// Wire given and not answered; a worker reads as many.
    private static final int WINDOW = 16;
    private static final int LAST_WORDS = 20;
    private static final long PATIENCE_SECONDS = 10;

    private final List<String> command;
    private final String fingerprint;
    private final BooleanSupplier stopping;
    private Running running;

    /// A process and its streams.
    private record Running(Process process, Writer in, BufferedReader out, Deque<String> lastWords, Thread listener) {}

    /// @param fingerprint that a worker must have; empty for any
    /// @param stopping    asked after each answer: whether nobody waits for more
    WorkerClient(List<String> command, String fingerprint, BooleanSupplier stopping) {
        this.stopping = stopping;
        this.command = List.copyOf(command);
        this.fingerprint = fingerprint;
    }

    /// The answers to all lines, in their order; a line that two workers did not survive has `error`. Throws [BulkException] if a
    /// worker does not start, or is another one than the others.
    List<ObjectNode> ask(List<ObjectNode> lines) {
        ObjectNode[] answers = new ObjectNode[lines.size()];
        Iterator<Integer> rest = IntStream.range(0, answers.length).iterator();
        while (rest.hasNext()) {
            for (int suspect : exchange(lines, rest, WINDOW, answers)) {
                if (!exchange(lines, List.of(suspect).iterator(), 1, answers).isEmpty()) {
                    answers[suspect] = Wire.object().put("error", "worker: ended at this line, twice");
                }
            }
        }
        return List.of(answers);
    }

    /// The answer to one line; throws [BulkException] if it is an error.
    ObjectNode askOne(ObjectNode line) {
        ObjectNode answer = ask(List.of(line)).getFirst();
        if (answer.has("error")) {
            throw new BulkException(answer.get("error").asText());
        }
        return answer;
    }

    /// Gives lines and takes answers, until all have one or the worker has ended; returns those without one.
    private List<Integer> exchange(List<ObjectNode> lines, Iterator<Integer> rest, int window, ObjectNode[] answers) {
        Deque<Integer> given = new ArrayDeque<>();
        Running worker = started();
        try {
            while (rest.hasNext() || !given.isEmpty()) {
                while (rest.hasNext() && given.size() < window) {
                    int next = rest.next();
                    given.add(next);
                    worker.in().write(Wire.text(lines.get(next).put("id", next)) + "\n");
                }
                worker.in().flush();
                String answer = worker.out().readLine();
                if (stopping.getAsBoolean()) {
                    throw new BulkException("worker: stopped, because its task was");
                }
                if (answer == null || !take(answer, given.element(), answers)) {
                    stop();
                    return List.copyOf(given);
                }
                given.remove();
            }
            return List.of();
        } catch (IOException _) { // it has ended, and with it the pipe
            stop();
            return List.copyOf(given);
        }
    }

    /// Whether `text` is the whole answer to this line: the last words of a process may be half a line.
    private static boolean take(String text, int line, ObjectNode[] answers) {
        Optional<ObjectNode> read = Wire.find(text);
        if (read.isEmpty() || read.get().path("id").asInt(-1) != line) {
            return false;
        }
        ObjectNode answer = read.get();
        answer.remove("id");
        if (answer.has("error")) { // the number of the line depends on who asks when
            answer.put("error", answer.get("error").asText().replaceFirst("^line \\d+: ", ""));
        }
        answers[line] = answer;
        return true;
    }

    /// The running worker, or a new one that has said what it is.
    private Running started() {
        if (running != null) {
            return running;
        }
        try {
            Process process = new ProcessBuilder(command).start();
            Deque<String> lastWords = new ArrayDeque<>();
            BufferedReader err = process.errorReader(StandardCharsets.UTF_8);
            Thread listener = Thread.ofPlatform().daemon().name("t2l-worker-stderr")
                    .start(() -> listen(err, lastWords));
            running = new Running(process, process.outputWriter(StandardCharsets.UTF_8),
                    process.inputReader(StandardCharsets.UTF_8), lastWords, listener);
            running.in().write(Wire.text(Wire.ask("about")) + "\n");
            running.in().flush();
        } catch (IOException e) {
            throw unstarted(e);
        }
        String about;
        try {
            about = running.out().readLine();
        } catch (IOException e) {
            throw unstarted(e);
        }
        if (about == null) {
            throw unstarted(null);
        }
        String found = Wire.parse("worker", about).path("fingerprint").asText();
        if (!fingerprint.isEmpty() && !found.equals(fingerprint)) {
            stop();
            throw new BulkException(
                    "worker: needs the same t2l.jar, models and options on all executors, this one has the"
                            + " fingerprint " + found + ", others have " + fingerprint);
        }
        return running;
    }

    private BulkException unstarted(IOException e) {
        String why = e == null ? "" : e.getMessage();
        if (running != null) {
            Running ended = running;
            stop();
            synchronized (ended.lastWords()) {
                why = ended.lastWords().stream().filter(line -> line.startsWith("error: ")).findFirst()
                        .map(line -> line.substring("error: ".length()))
                        .orElse(ended.lastWords().isEmpty() ? why : String.join("; ", ended.lastWords()));
            }
        }
        return new BulkException("worker: does not start: " + (why.isEmpty() ? "it ends and says nothing" : why), e);
    }

    private static void listen(BufferedReader err, Deque<String> lastWords) {
        try {
            for (String line = err.readLine(); line != null; line = err.readLine()) {
                System.err.println("t2l worker: " + line);
                synchronized (lastWords) {
                    lastWords.add(line);
                    if (lastWords.size() > LAST_WORDS) {
                        lastWords.remove();
                    }
                }
            }
        } catch (IOException _) {
            return; // it was ended
        }
    }

    /// Ends the process: by the end of its input, or if that does not do, at once.
    private void stop() {
        Running ending = running;
        running = null;
        try (BufferedReader _ = ending.out()) {
            try {
                ending.in().close();
            } catch (IOException _) {
                ending.process().destroy(); // it reads no more
            }
            if (!ending.process().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                ending.process().destroyForcibly().waitFor();
            }
            ending.listener().join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        } catch (InterruptedException _) {
            ending.process().destroyForcibly();
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            throw new UncheckedIOException("pipe", e);
        }
    }

    @Override
    public void close() {
        if (running != null) {
            stop();
        }
    }
}
