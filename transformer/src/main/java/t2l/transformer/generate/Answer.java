package t2l.transformer.generate;

import module java.base;
import t2l.tensor.T2lException;
import t2l.transformer.KvCache;
import t2l.transformer.generate.Completion.Finish;
import t2l.transformer.template.ChatTemplate.Message;
import t2l.transformer.tools.ToolReader;

/// A streamed answer of a [Scheduler]. It is decoded while it is read, at most [#LOOK_AHEAD] tokens ahead of its reader.
///
/// ```java
/// try (Answer answer = t2l.stream("cat dog bird >", french)) {
///     answer.forEach(IO::print);
/// }
/// ```
///
/// Meant for one reader; any thread may [#cancel] or [#close] it. [#text], [#completion] and [#scores] hold what has been read,
/// also after the end, after [#close] and after an exception.
public final class Answer implements Iterable<String>, AutoCloseable {
    /// A part of a streamed answer: a token and the text that it completes, which may be empty.
    ///
    /// @param token empty for text that was held back when the answer was cancelled
    /// @param text  never ends inside a character, and contains no possible start of a stop text
    /// @param score of the token, if scores were requested
    /// @param nanos when it was decoded, in [System#nanoTime]
    public record Chunk(OptionalInt token, String text, Optional<TokenScore> score, long nanos) {}

    /// The most tokens that wait for a reader.
    static final int LOOK_AHEAD = 16;
    /// Longer than any program runs, but short enough to add to a time.
    private static final Duration LONG = Duration.ofNanos(Long.MAX_VALUE / 4);

    private final Scheduler scheduler;
    private final Request request;
    private final Decoding decoding;
    private final int positions;
    private final long begin = System.nanoTime();
    private final long deadline;

    /// Of the scheduler's thread, until [#publish].
    private Optional<Sequence> sequence = Optional.empty();
    private Optional<Throwable> failure = Optional.empty();

    private final Deque<Chunk> unread = new ArrayDeque<>();
    private int lookAhead = LOOK_AHEAD;
    private boolean cancelled;
    /// By its reader, who wants no more.
    private boolean closed;
    /// Done when the scheduler has ended it and freed its memory.
    private final CompletableFuture<Void> ended = new CompletableFuture<>();

    /// What has been read.
    private final List<Integer> tokens = new ArrayList<>();
    private final List<TokenScore> scores = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private long first = begin;
    private long newest = begin;
    private int cached;
    private boolean failed;

    /// @param maxTokens for which the model has positions
    /// @param scratch   of the scheduler's thread
    Answer(Scheduler scheduler, Request request, int maxTokens, Sampler.Scratch scratch) {
        this.scheduler = scheduler;
        this.request = request;
        decoding = new Decoding(request, maxTokens, scratch);
        positions = request.prompt().length + maxTokens;
        Duration allowed = request.settings().timeout();
        deadline = begin + (allowed.compareTo(LONG) < 0 ? allowed : LONG).toNanos();
    }

    /// Waits for the next chunk; empty at the end. Throws what the answer failed with, such as [T2lException] after its
    /// timeout, and [IllegalStateException] if its scheduler was closed or within [Scheduler#call].
    public Optional<Chunk> next() throws InterruptedException {
        requireOther();
        Optional<Chunk> chunk = Optional.empty();
        try {
            chunk = take();
            return chunk;
        } catch (InterruptedException | RuntimeException | Error e) {
            fail();
            throw e;
        } finally {
            if (chunk.isEmpty()) {
                close();
            }
        }
    }

    private synchronized Optional<Chunk> take() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        while (!closed && !ended.isDone() && unread.isEmpty() && left() > 0) {
            TimeUnit.NANOSECONDS.timedWait(this, left());
        }
        if (closed) {
            return Optional.empty();
        }
        if (!ended.isDone() && left() == 0) {
            throw new T2lException(T2lException.Kind.DEADLINE, "T2l: needs more than the "
                    + BigDecimal.valueOf(request.settings().timeout().toNanos(), 9).stripTrailingZeros().toPlainString()
                    + " s that were allowed; allow more in Settings.timeout(…), or fewer tokens");
        }
        if (unread.size() == lookAhead) {
            scheduler.wake();
        }
        Chunk chunk = unread.poll();
        if (chunk == null && failure.isPresent()) {
            if (failure.get() instanceof Error e) {
                throw e;
            }
            throw (RuntimeException) failure.get();
        }
        if (chunk == null) {
            return Optional.empty();
        }
        chunk.token().ifPresent(token -> {
            newest = chunk.nanos();
            first = tokens.isEmpty() ? newest : first;
            tokens.add(token);
        });
        chunk.score().ifPresent(scores::add);
        text.append(chunk.text());
        return Optional.of(chunk);
    }

    /// Nanoseconds until its timeout, 0 after it.
    private long left() {
        return Math.max(0, deadline - System.nanoTime());
    }

    /// Throws within a call of the scheduler, which decodes nothing until that has ended.
    private void requireOther() {
        if (!ended.isDone()) {
            scheduler.requireOther("the end of an answer");
        }
    }

    private synchronized void fail() {
        failed = true;
    }

    /// The text of the chunks that have not been read, without empty ones. Like [#next], but an interrupted thread gets a
    /// [CancellationException] and stays interrupted.
    @Override
    public Iterator<String> iterator() {
        return new Iterator<>() {
            private String next = "";

            @Override
            public boolean hasNext() {
                try {
                    while (next.isEmpty()) {
                        Optional<Chunk> chunk = Answer.this.next();
                        if (chunk.isEmpty()) {
                            return false;
                        }
                        next = chunk.get().text();
                    }
                    return true;
                } catch (InterruptedException e) {
                    throw Scheduler.interrupted(e);
                }
            }

            @Override
            public String next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("answer: has no more text; ask hasNext() first");
                }
                String taken = next;
                next = "";
                return taken;
            }
        };
    }

    /// Reads the rest and returns the whole text.
    public String readAll() {
        forEach(_ -> {});
        return text();
    }

    /// Lets it be decoded to its end however slowly it is read, for whoever reads several answers one after another.
    public synchronized Answer whole() {
        lookAhead = Integer.MAX_VALUE;
        scheduler.wake();
        return this;
    }

    /// Ends it before its next token, as if the model had.
    public synchronized void cancel() {
        cancelled = true;
        scheduler.wake();
    }

    /// Ends it, which frees its memory; what has not been read is lost. Throws [IllegalStateException] within [Scheduler#call].
    @Override
    public void close() {
        requireOther();
        synchronized (this) {
            closed = true;
            notifyAll();
        }
        if (!ended.isDone()) {
            scheduler.wake();
            ended.join(); // after the current step
        }
    }

    /// Whether it was read to its end, was closed or has failed.
    public synchronized boolean isOver() {
        return closed;
    }

    /// Whether its reader got an exception.
    public synchronized boolean failed() {
        return failed;
    }

    /// The number of tokens of the prompt.
    public int promptTokens() {
        return request.prompt().length;
    }

    /// The number of tokens of the prompt whose keys and values were in memory already, from a prompt that begins alike, with the
    /// same adapter. Known with the first token, 0 before.
    public synchronized int cachedTokens() {
        return cached;
    }

    /// The text that has been read.
    public synchronized String text() {
        return text.toString();
    }

    /// What has been read as a message of the conversation: its text, and its calls of tools, if the request had some. Their ids
    /// depend on the prompt alone.
    public Message message() {
        return reader().map(reader -> reader.message(text(), this::callId))
                .orElseGet(() -> new Message("assistant", text()));
    }

    /// Reads its calls from its chunks while it is written; empty if the request had no tools.
    public Optional<ToolReader> reader() {
        return request.calls().map(Supplier::get);
    }

    /// The id of a call, of nine letters and digits, as Mistral's templates need it.
    public String callId(int i) {
        return "%08x".formatted(Arrays.hashCode(request.prompt())) + Character.forDigit(i, Character.MAX_RADIX);
    }

    /// The tokens that have been read, why the answer ended, and how long it took.
    public synchronized Completion completion() {
        Finish finish = ended.isDone() && unread.isEmpty() ? decoding.end().orElse(Finish.STOP) : Finish.STOP;
        return new Completion(tokens, finish, (first - begin) / 1e9, (newest - first) / 1e9);
    }

    /// How likely each token was that has been read, if the request asked for scores.
    public List<TokenScore> scores() {
        return scores(0);
    }

    /// As [#scores()], but without the first `from`, so that a reader can take those that are new to it.
    public synchronized List<TokenScore> scores(int from) {
        return List.copyOf(scores.subList(from, scores.size()));
    }

    /// The text of `token` if it were token `i` of the answer, which may end inside a character; the token's number if the model
    /// has no tokenizer.
    public synchronized String text(int i, int token) {
        return request.text().of(token, i > 0 ? Optional.of(tokens.get(i - 1)) : Optional.empty());
    }

    /// Runs `work` once the scheduler has ended it, such as to free what it has used; returns this.
    public Answer whenEnded(Runnable work) {
        var _ = ended.thenRun(work);
        return this;
    }

    /// Whether the scheduler has ended it and freed its memory; some of it may not have been read.
    boolean hasEnded() {
        return ended.isDone();
    }

    // What follows is for the scheduler's thread.

    /// Positions in memory.
    int positions() {
        return positions;
    }

    /// Begins with an empty cache.
    void begin(KvCache cache) {
        sequence = Optional.of(new Sequence(cache, request.prompt(), request.adapter(), positions - promptTokens(),
                decoding::choose));
    }

    Sequence sequence() {
        return sequence.orElseThrow();
    }

    /// Whether its reader keeps up, so that it can be continued.
    synchronized boolean isReady() {
        return unread.size() < lookAhead;
    }

    void fail(Throwable cause) {
        failure = Optional.of(Scheduler.told(cause));
    }

    /// Hands what a step has decoded to the reader. Returns whether the answer has ended: with its last token, with a failure, or
    /// because its reader wishes so.
    synchronized boolean publish() {
        Optional<Chunk> fresh = decoding.take();
        fresh.ifPresent(unread::add);
        sequence.ifPresent(one -> cached = one.reused());
        sequence.flatMap(Sequence::failure).ifPresent(this::fail);
        if (failure.isEmpty() && decoding.end().isEmpty() && (closed || cancelled)) {
            unread.add(decoding.cancel());
        }
        boolean over = failure.isPresent() || decoding.end().isPresent();
        if (over) {
            sequence.ifPresent(Sequence::close);
            sequence = Optional.empty();
            ended.complete(null);
        }
        if (fresh.isPresent() || over) {
            notifyAll();
        }
        return over;
    }

    /// Fails with `cause`; what has not been read is lost.
    synchronized void cut(Throwable cause) {
        unread.clear();
        fail(cause);
        publish();
    }
}
