package t2l.transformer.generate;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.transformer.*;

/// Continues the prompts of all requests with one model. Its thread, the only one that computes, steps through a batch; readers
/// wait for their chunks.
///
/// ```
///   any thread   submit ── waiting ─┐                                     ┌── Answer ── reader
///   its thread                      └─ admit ─ batch ─ step ─ publish ────┤
///                                        ▲               │                └── Answer ── reader
///                                        └── next step ──┘
/// ```
///
/// A request joins the batch when there is memory for its prompt and all tokens that it may get, first come first served, and
/// leaves it at its end. At most [Batcher#MAX_BATCH] answers are in the batch whose readers keep up; one whose reader does not
/// is left out of the steps until it has read. Between two steps, other work may use the kernels ([#call]). Thread-safe.
public final class Scheduler implements AutoCloseable {
    private final Kernels kernels;
    private final Batcher batcher;
    private final KvPages memory;
    private final Sampler.Scratch scratch;
    /// Whether the batch as a whole shall be done soon, not every token.
    private final boolean bulk;
    /// At most one, which ends when it is idle.
    private final ExecutorService thread = new ThreadPoolExecutor(0, 1, 1, TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(), this::thread);
    private volatile Thread current;
    private final Queue<Answer> waiting = new ConcurrentLinkedQueue<>();
    /// Whether the next step is in the queue of the thread.
    private final AtomicBoolean queued = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    /// Of the thread whose work takes turns with the steps.
    private final ReentrantLock beside = new ReentrantLock(true);
    /// Changed by the thread alone.
    private final List<Answer> running = new CopyOnWriteArrayList<>();

    private Scheduler(Decoder model, Kernels kernels, Kernels answering, DType precision, DType kept, long positions,
            boolean bulk) {
        this.kernels = kernels;
        this.bulk = bulk;
        batcher = new Batcher(model, answering, precision);
        scratch = new Sampler.Scratch(model.config().vocabulary());
        memory = batcher.memory(kept, positions);
    }

    /// For readers who wait for each token: long prompts are prefilled chunk by chunk while other sequences are decoded.
    ///
    /// @param answering `kernels`, or those over them that compute answers ([Kernels#rounding])
    /// @param kept      the type of keys and values in memory, F32 or F16
    /// @param positions memory for the keys and values of so many tokens, of all sequences
    public Scheduler(Decoder model, Kernels kernels, Kernels answering, DType kept, long positions) {
        this(model, kernels, answering, DType.F32, kept, positions, false);
    }

    /// For whole answers: prompts are prefilled before any sequence is decoded, so that as many as possible are decoded
    /// together. Memory is that of the longest sequences that meet.
    ///
    /// @param precision F32, or F64 on the reference kernels
    public static Scheduler bulk(Decoder model, Kernels kernels, DType precision) {
        return new Scheduler(model, kernels, kernels, precision, precision, 0, true);
    }

    /// The same in F32.
    public static Scheduler bulk(Decoder model, Kernels kernels) {
        return bulk(model, kernels, DType.F32);
    }

    private Thread thread(Runnable work) {
        current = Thread.ofPlatform().daemon().name("t2l-scheduler").unstarted(work);
        return current;
    }

    /// Throws [IllegalStateException] within [#call], whose end would be waited for for ever.
    void requireOther(String what) {
        if (Thread.currentThread() == current) {
            throw new IllegalStateException(
                    "T2l: needs " + what
                            + " from outside of its call, got it from the work in one; let that end first");
        }
    }

    /// Queues a request. Throws [IllegalArgumentException] if its prompt is empty or longer than the model can read,
    /// [t2l.tensor.T2lException] if there can never be memory for it, and [IllegalStateException] after [#close].
    public Answer submit(Request request) {
        requireOther("a prompt");
        int maxTokens = batcher.maxNewTokens(request.prompt(), request.settings().maxTokens());
        Answer answer = new Answer(this, request, maxTokens, scratch);
        if (!bulk) {
            memory.require(answer.positions());
        }
        waiting.add(answer);
        if (closed.get()) { // asked once it waits, so that close() fails those that it misses
            waiting.remove(answer);
            throw gone();
        }
        wake();
        return answer;
    }

    /// The whole answer to a request.
    public Completion complete(Request request) {
        return answers(List.of(request)).getFirst().completion();
    }

    /// The whole answers to some requests, in their order.
    public List<Answer> answers(List<Request> requests) {
        List<Answer> answers = new ArrayList<>();
        try {
            requests.forEach(request -> answers.add(submit(request).whole()));
            answers.forEach(Answer::readAll);
            return answers;
        } finally {
            answers.forEach(Answer::close);
        }
    }

    /// Runs `work` with the kernels to itself, between two steps, and returns its result. Throws what it throws,
    /// [CancellationException] if this thread is interrupted, and [IllegalStateException] after [#close].
    public <R> R call(Supplier<R> work) {
        requireOther("another call");
        requireOpen();
        Future<R> call = thread.submit(() -> {
            requireOpen();
            return work.get();
        });
        try {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            return call.get();
        } catch (InterruptedException e) {
            call.cancel(false);
            throw interrupted(e);
        } catch (ExecutionException e) {
            switch (told(e.getCause())) {
                case Error cause -> throw cause;
                case RuntimeException cause -> throw cause;
                default -> throw new IllegalStateException(e.getCause());
            }
        }
    }

    /// Runs long `work` on this thread with kernels that take turns with the steps, and returns its result, the same whatever
    /// is decoded meanwhile. One at a time, first come, first served: several at once would take as long together, and the memory
    /// of each. Throws what it throws, [CancellationException] at the next turn or while it waits if this thread is interrupted,
    /// and [IllegalStateException] after [#close].
    public <R> R beside(Function<Kernels, R> work) {
        requireOther("work beside the steps");
        try {
            beside.lockInterruptibly();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        try (Turns turns = new Turns(kernels, this)) {
            return work.apply(turns);
        } catch (InternalError e) {
            throw (RuntimeException) told(e);
        } finally {
            beside.unlock();
        }
    }

    /// Lets the thread wait between two steps until `over` is completed; `begun` is completed when it does.
    void pause(CompletableFuture<Void> begun, CompletableFuture<Void> over) {
        thread.execute(() -> {
            if (closed.get()) {
                begun.completeExceptionally(gone());
            } else {
                begun.complete(null);
                over.join();
            }
        });
    }

    /// What a thread gets that was interrupted while it waited; it stays interrupted.
    public static CancellationException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return (CancellationException) new CancellationException("T2l: the thread was interrupted").initCause(e);
    }

    /// Requests that wait for memory or for a place in the batch.
    public int waiting() {
        return unended(waiting);
    }

    /// Requests that are prefilled or decoded.
    public int running() {
        return unended(running);
    }

    private static int unended(Collection<Answer> answers) {
        return (int) answers.stream().filter(answer -> !answer.hasEnded()).count();
    }

    /// Tokens of prompts that were computed.
    public long prefilled() {
        return batcher.prefilled();
    }

    /// Tokens of answers.
    public long decoded() {
        return batcher.decoded();
    }

    /// Bytes of keys and values that requests have reserved.
    public long used() {
        return memory.used();
    }

    /// Bytes of keys and values that all requests may reserve.
    public long capacity() {
        return memory.capacity();
    }

    private void requireOpen() {
        if (closed.get()) {
            throw gone();
        }
    }

    private static IllegalStateException gone() {
        return new IllegalStateException("T2l: needs to be open, was closed; close it after its last answer");
    }

    /// Lets the thread look at the answers, behind what it has to do already.
    void wake() {
        if (!closed.get() && queued.compareAndSet(false, true)) {
            thread.execute(this::run);
        }
    }

    /// `cause` in words if a kernel has read a mapped file where it has become shorter, and the JVM has survived that.
    static Throwable told(Throwable cause) {
        return cause instanceof InternalError
                ? new T2lException("mapped file: needs to be as it was opened, has become shorter ("
                        + cause.getMessage() + "); put it back and start again", cause)
                : cause;
    }

    private void run() {
        queued.set(false);
        try {
            waiting.removeIf(Answer::publish);
            running.removeIf(Answer::publish);
            admit();
            List<Answer> batch = batch();
            if (!batch.isEmpty()) {
                step(batch);
                wake();
            }
        } catch (RuntimeException | Error e) { // a fault that is no answer's own
            cut(e);
        }
    }

    private void cut(Throwable cause) {
        waiting.forEach(answer -> answer.cut(cause));
        running.forEach(answer -> answer.cut(cause));
    }

    private void admit() {
        long ready = running.stream().filter(Answer::isReady).count();
        for (Answer next = waiting.peek(); next != null && ready < Batcher.MAX_BATCH; next = waiting.peek()) {
            if (bulk) {
                memory.grow(next.positions());
            }
            Optional<KvCache> cache = memory.open(next.positions());
            if (cache.isEmpty()) {
                return;
            }
            next.begin(cache.get());
            running.add(next); // before it leaves the other queue, so that it is counted
            waiting.remove(next);
            ready++;
        }
    }

    private List<Answer> batch() {
        List<Answer> ready = running.stream().filter(Answer::isReady).toList();
        if (bulk) {
            List<Answer> prompts = ready.stream().filter(answer -> answer.sequence().unprefilled() > 0).toList();
            return prompts.isEmpty() ? ready : prompts;
        }
        return ready;
    }

    private void step(List<Answer> batch) {
        try (ThreadGuard _ = kernels.guard().enter()) {
            batcher.step(batch.stream().map(Answer::sequence).toList());
        } catch (RuntimeException | Error e) {
            batch.forEach(answer -> answer.fail(e));
        }
        running.removeIf(Answer::publish); // once the kernels are free for whoever reads the last chunk
        if (running.size() > Batcher.MAX_BATCH) {
            Collections.rotate(running, -1);
        }
    }

    /// Ends after the current step; unfinished answers fail with an [IllegalStateException].
    @Override
    public void close() {
        requireOther("to be closed");
        if (closed.compareAndSet(false, true)) {
            CompletableFuture.runAsync(() -> {
                cut(gone());
                waiting.clear();
                running.clear();
                memory.close();
                batcher.close();
            }, thread).join();
        }
    }
}
