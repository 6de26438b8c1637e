package t2l.spark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import module java.base;

/// A process of `t2l worker`: lines in, answers out. If it ends before its time, or is killed because it took too long for an
/// answer, another is started, and the lines that were not answered are given to that, one at a time: the one that gets no
/// answer again is skipped.
final class WorkerClient implements AutoCloseable {
    /// Lines given and not answered; a worker reads as many.
    private static final int WINDOW = 16;
    private static final int LAST_WORDS = 20;
    private static final long PATIENCE_SECONDS = 10;
    /// How long a worker may take to open its models.
    private static final Duration OPENING = Duration.ofHours(1);

    private final List<String> command;
    private final String fingerprint;
    private final Duration limit;
    private final BooleanSupplier stopping;
    private Running running;

    /// A process and its streams.
    ///
    /// @param hung whether it was killed because it was silent for too long
    private record Running(Process process, Writer in, BufferedReader out, Deque<String> lastWords, Thread listener,
            AtomicBoolean hung) {
        /// Gives it lines, and takes its next answer; `null` if it has ended, or was killed because it took longer than `limit`.
        String exchange(List<String> lines, Duration limit) throws IOException {
            Thread alarm = Thread.ofVirtual().start(() -> {
                try {
                    Thread.sleep(limit);
                } catch (InterruptedException _) {
                    return; // it has answered
                }
                hung.set(true);
                kill();
            });
            try {
                for (String line : lines) {
                    in.write(line + "\n");
                }
                in.flush();
                return out.readLine();
            } finally {
                alarm.interrupt();
            }
        }

        /// Kills it and what it has started: t2l.jar may be running in a second JVM.
        void kill() {
            List<ProcessHandle> started = process.descendants().toList();
            process.destroyForcibly();
            started.forEach(ProcessHandle::destroyForcibly);
        }
    }

    /// @param fingerprint that a worker must have; empty for any
    /// @param limit       the longest time from one answer to the next
    /// @param stopping    asked after each answer: whether nobody waits for more
    WorkerClient(List<String> command, String fingerprint, Duration limit, BooleanSupplier stopping) {
        this.command = List.copyOf(command);
        this.fingerprint = fingerprint;
        this.limit = limit;
        this.stopping = stopping;
    }

    /// The answers to all lines, in their order; a line to which two workers gave none has `error`. Throws [BulkException] if a
    /// worker does not start, or is another one than the others.
    List<ObjectNode> ask(List<ObjectNode> lines) {
        ObjectNode[] answers = new ObjectNode[lines.size()];
        Iterator<Integer> rest = IntStream.range(0, answers.length).iterator();
        while (rest.hasNext()) {
            for (int suspect : exchange(started(), lines, rest, WINDOW, answers)) {
                Running worker = started();
                if (!exchange(worker, lines, List.of(suspect).iterator(), 1, answers).isEmpty()) {
                    answers[suspect] = Wire.object().put("error", worker.hung().get()
                            ? "worker: gave no answer within " + limit.toSeconds() + " s, twice"
                            : "worker: ended at this line, twice");
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
    private List<Integer> exchange(Running worker, List<ObjectNode> lines, Iterator<Integer> rest, int window,
            ObjectNode[] answers) {
        Deque<Integer> given = new ArrayDeque<>();
        try {
            while (rest.hasNext() || !given.isEmpty()) {
                List<String> more = new ArrayList<>();
                while (rest.hasNext() && given.size() < window) {
                    int next = rest.next();
                    given.add(next);
                    more.add(Wire.text(lines.get(next).put("id", next)));
                }
                String answer = worker.exchange(more, limit);
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
        answers[line] = answer;
        return true;
    }

    /// The running worker, or a new one that has said what it is.
    private Running started() {
        if (running != null) {
            return running;
        }
        String about;
        try {
            Process process = new ProcessBuilder(command).start();
            Deque<String> lastWords = new ArrayDeque<>();
            BufferedReader err = process.errorReader(StandardCharsets.UTF_8);
            Thread listener = Thread.ofPlatform().daemon().name("t2l-worker-stderr")
                    .start(() -> listen(err, lastWords));
            running = new Running(process, process.outputWriter(StandardCharsets.UTF_8),
                    process.inputReader(StandardCharsets.UTF_8), lastWords, listener, new AtomicBoolean());
            about = running.exchange(List.of(Wire.text(Wire.ask("about"))), OPENING);
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
        String why = running == null ? e.getMessage() : "it exited without a message";
        if (running != null) {
            Running ended = running;
            stop();
            synchronized (ended.lastWords()) {
                why = ended.lastWords().stream().filter(line -> line.startsWith("error: ")).findFirst()
                        .map(line -> line.substring("error: ".length()))
                        .orElse(ended.hung().get()
                                ? "no answer for " + OPENING.toMinutes() + " minutes"
                                : ended.lastWords().isEmpty() ? why : String.join("; ", ended.lastWords()));
            }
        }
        return new BulkException("worker: does not start: " + why, e);
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
                ending.process().toHandle().destroy(); // it reads no more; its last words stay to be read
            }
            if (!ending.process().waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                ending.kill();
                ending.process().waitFor();
            }
            ending.listener().join(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        } catch (InterruptedException _) {
            ending.kill();
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
