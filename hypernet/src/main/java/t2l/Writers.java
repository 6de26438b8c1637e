package t2l;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
/// written together, and when it is their turn, they find theirs continued. Nothing is computed that no thread waits for. A
/// text begins when there is memory for all of it, first come first served.
final class Writers {
    private final Engine engine;
    private final Batcher batcher;
    private final KvPages memory;
    /// Closed with this.
    private final Set<Sequence> open = ConcurrentHashMap.newKeySet();
    /// Those that a thread waits for, in the order of requests; guarded by itself.
    private final Set<Sequence> wanted = new LinkedHashSet<>();

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
            got(batcher.turn(all()));
        }
    }

    private void want(Sequence text) {
        synchronized (wanted) {
            wanted.add(text);
        }
    }

    private boolean wants(Sequence text) {
        synchronized (wanted) {
            return wanted.contains(text);
        }
    }

    private void got(List<Sequence> texts) {
        synchronized (wanted) {
            texts.forEach(wanted::remove);
        }
    }

    private List<Sequence> all() {
        synchronized (wanted) {
            return wanted.stream().filter(open::contains).toList();
        }
    }

    /// Frees the memory of a text, after the current turn.
    void close(Sequence text) {
        if (open.remove(text)) {
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
