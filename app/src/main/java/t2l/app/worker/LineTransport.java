package t2l.app.worker;

import module java.base;
import t2l.app.console.Json;
import t2l.app.serve.http.*;
import t2l.app.serve.http.Endpoint.Notes;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;
import t2l.transformer.generate.Batcher;

/// Requests on lines: `id`, `op` (the name of an endpoint) and its fields. Several are answered at a time, and the answers come
/// in the order of the lines. At most [#WINDOW] lines are read and not yet answered, so a client that writes faster has to wait.
final class LineTransport {
    /// As many as are decoded in one step.
    static final int WINDOW = Batcher.MAX_BATCH;

    /// How often it is asked whether to stop.
    private static final long LOOK_MILLIS = 100;
    private static final String ID = "id";
    private static final String OP = "op";
    /// In place of the answer to a line that is not there.
    private static final Map<String, Object> END = Map.of();

    private final Map<String, Endpoint> endpoints;
    private final int longest;
    private final Consumer<Map<String, Object>> out;
    private final Consumer<Throwable> faults;
    private final BooleanSupplier stopping;

    /// In the order of the lines.
    private final BlockingQueue<Future<Map<String, Object>>> unanswered = new LinkedBlockingQueue<>();
    private final Semaphore window = new Semaphore(WINDOW);
    private volatile boolean over;

    /// @param longest  the most bytes of a line
    /// @param out      takes an answer
    /// @param faults   is told what must not happen
    /// @param stopping whether to end before all is read
    LineTransport(Map<String, Endpoint> endpoints, int longest, Consumer<Map<String, Object>> out,
            Consumer<Throwable> faults, BooleanSupplier stopping) {
        this.endpoints = endpoints;
        this.longest = longest;
        this.out = out;
        this.faults = faults;
        this.stopping = stopping;
    }

    /// Runs to the end of `in`. When it is stopped before, what is still computed ends with the models.
    void run(InputStream in) throws InterruptedException {
        // Of a thread that waits for input, nobody can say when it ends.
        Thread.ofPlatform().daemon().name("t2l-lines").start(() -> read(new BufferedInputStream(in, 1 << 16)));
        try {
            Map<String, Object> answer = next();
            while (!answer.isEmpty()) {
                out.accept(answer);
                window.release();
                answer = next();
            }
        } finally {
            over = true;
        }
    }

    private Map<String, Object> next() throws InterruptedException {
        Future<Map<String, Object>> first = null;
        while (first == null && !stopping.getAsBoolean()) {
            first = unanswered.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        }
        try {
            return first == null ? END : first.get();
        } catch (ExecutionException e) { // of a line that could not be read
            throw new T2lException("stdin: cannot be read: " + e.getCause().getMessage(), e);
        }
    }

    private void read(InputStream in) {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            for (int number = 1; !over; number++) {
                window.acquire();
                Optional<byte[]> line = line(in);
                int place = number;
                if (line.isEmpty()) {
                    unanswered.add(CompletableFuture.completedFuture(END));
                    return;
                } else if (new String(line.get(), StandardCharsets.ISO_8859_1).isBlank()) {
                    window.release();
                } else {
                    unanswered.add(threads.submit(() -> answer(place, line.get())));
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            unanswered.add(CompletableFuture.failedFuture(e));
        }
    }

    /// The next line, without its end; empty at the end of the stream. Of one that is too long, one byte more than it may have.
    private Optional<byte[]> line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        if (next < 0) {
            return Optional.empty();
        }
        for (; next >= 0 && next != '\n'; next = in.read()) {
            if (line.size() <= longest) {
                line.write(next);
            }
        }
        return Optional.of(line.toByteArray());
    }

    /// Whatever is wrong with a line is its answer, and the next lines have theirs.
    private Map<String, Object> answer(int number, byte[] line) {
        Map<String, Object> answer = Json.object("line", number);
        try (var notes = new Notes(System.nanoTime())) {
            if (line.length > longest) {
                throw Refusal.body(longest);
            }
            Source fields = Endpoint.fields("line", line);
            Object id = fields.need(ID);
            if (!(id instanceof String || id instanceof Integer || id instanceof Long)) {
                throw fields.wrong(ID, "a text or a whole number", id);
            }
            answer.remove("line");
            answer.put(ID, id);
            Endpoint endpoint = endpoint(fields);
            Map<String, Object> request = new LinkedHashMap<>(fields.values());
            request.keySet().removeAll(Set.of(ID, OP));
            Endpoint.Reply reply = endpoint.reply(Endpoint.fields(request), notes);
            if (reply.stream()) {
                throw fields.wrong("stream", "false, as a line has one answer", true);
            }
            reply.task().run(json -> ((Map<?, ?>) json).forEach((name, value) -> answer.put((String) name, value)));
            answer.put(ID, id); // the reply may have one of its own
        } catch (Refusal | T2lException | IllegalArgumentException e) {
            answer.put("error", e.getMessage());
        } catch (OutOfMemoryError e) {
            answer.put("error", "memory: needs more than there is (" + e.getMessage() + ")");
        } catch (CancellationException | InterruptedException _) {
            return END;
        } catch (RuntimeException | IOException | Error e) {
            if (!over) {
                faults.accept(e);
            }
            answer.put("error", "t2l has a fault: " + e);
        }
        return answer;
    }

    private Endpoint endpoint(Source fields) {
        String op = fields.text(OP);
        return Optional.ofNullable(endpoints.get(op)).orElseThrow(
                () -> fields.wrong(OP, "one of " + String.join(", ", endpoints.keySet()), op));
    }
}
