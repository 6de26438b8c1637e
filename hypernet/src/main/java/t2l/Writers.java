package t2l;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToIntFunction;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.transformer.Decoder;
import t2l.transformer.KvCache;
import t2l.transformer.KvPages;
import t2l.transformer.generate.Batcher;
import t2l.transformer.generate.Sequence;
import t2l.transformer.lora.Lora;

/// The texts that threads want to be continued. A thread that gets a turn takes it for all who wait: their texts are
/// written together, and when it is their turn, they find theirs continued. Nothing is computed that no thread waits for: so a
/// turn begins a little later if threads that were served in the last one are not back yet, since most are in a moment, and a
/// text that misses a turn waits for all of the next. A text begins when there is memory for all of it, first come first
/// served.
final class Writers {
    /// The longest wait for those who are not back, as a share of the last turn.
    private static final double WAIT = 0.25;

    private final Engine engine;
    private final Batcher batcher;
    private final KvPages memory;
    /// Closed with this.
    private final Set<Sequence> open = ConcurrentHashMap.newKeySet();
    /// Guards what follows.
    private final ReentrantLock lock = new ReentrantLock();
    /// Someone came back, or does not want to.
    private final Condition news = lock.newCondition();
    /// Those that a thread waits for, in the order of requests.
    private final Set<Sequence> wanted = new LinkedHashSet<>();
    /// Those that got further in the last turn, and the nanoseconds that it took.
    private List<Sequence> served = List.of();
    private long took;

    /// @param bytes of keys and values of all texts; at least one of the model's maximum length has room
    Writers(Engine engine, Decoder model, Kernels kernels, long bytes) {
        this.engine = engine;
        batcher = new Batcher(model, kernels, DType.F32);
        memory = batcher.memory(Math.max(model.config().positions(), bytes / KvPages.bytes(DType.F32, model.config())));
    }

    /// See [Batcher#room].
    int room(int[] prompt, int most) {
        return batcher.room(prompt, most);
    }

    /// See [KvPages#free].
    long free() {
        return memory.free();
    }

    /// A new text, to be closed by [#close(Sequence)]. Throws what [Engine#turn] throws if there is no memory in time.
    Sequence open(int[] prompt, Lora adapter, int room, ToIntFunction<Tensor> choose, Deadline deadline) {
        try {
            KvCache cache = memory.open(prompt.length + room, deadline.left()).orElseThrow(deadline::missed);
            Sequence text = new Sequence(cache, prompt, adapter, room, choose);
            open.add(text);
            return text;
        } catch (InterruptedException e) {
            throw Engine.interrupted(e);
        }
    }

    /// Reads a piece of the prompt of `text`, or writes a token. Throws what [Engine#turn] throws, what fails for this text,
    /// and [IllegalStateException] if it is closed.
    void advance(Sequence text, Deadline deadline) {
        want(text);
        try {
            while (wants(text)) {
                engine.turn(deadline, () -> turn(text));
            }
        } finally {
            got(List.of(text));
        }
        text.check();
    }

    /// A turn of the thread that waits for `text`, if no other thread has taken it meanwhile.
    private void turn(Sequence text) {
        if (!open.contains(text)) {
            throw new IllegalStateException("answer: needs to be open, was closed; read it to its end before");
        }
        if (wants(text)) {
            List<Sequence> all = all();
            long begin = System.nanoTime();
            List<Sequence> further = batcher.turn(all);
            got(further);
            locked(() -> {
                served = further;
                took = System.nanoTime() - begin;
            });
        }
    }

    private void want(Sequence text) {
        locked(() -> {
            wanted.add(text);
            news.signal();
        });
    }

    private boolean wants(Sequence text) {
        lock.lock();
        try {
            return wanted.contains(text);
        } finally {
            lock.unlock();
        }
    }

    private void got(List<Sequence> texts) {
        locked(() -> texts.forEach(wanted::remove));
    }

    /// Those to be continued in a turn.
    private List<Sequence> all() {
        lock.lock();
        try {
            long left = (long) (WAIT * took);
            while (left > 0 && served.stream().anyMatch(each -> open.contains(each) && !wanted.contains(each))) {
                left = news.awaitNanos(left);
            }
            return wanted.stream().filter(open::contains).toList();
        } catch (InterruptedException e) {
            throw Engine.interrupted(e);
        } finally {
            lock.unlock();
        }
    }

    private void locked(Runnable work) {
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    /// Frees the memory of a text, after the current turn.
    void close(Sequence text) {
        if (open.remove(text)) {
            locked(news::signal);
            engine.afterTurn(text::close);
        }
    }

    /// Frees everything; called in the last turn.
    void close() {
        open.forEach(this::close);
        memory.close();
        batcher.close();
    }
}
