package t2l.transformer.generate;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.ToIntFunction;
import t2l.tensor.Tensor;
import t2l.transformer.KvCache;
import t2l.transformer.lora.Lora;

/// A text that a [Batcher] reads and continues. One thread at a time.
///
/// ```
/// int room = batcher.room(prompt, most);
/// try (Sequence text = new Sequence(memory.open(prompt.length + room).orElseThrow(), prompt, adapter, room, sampler::next)) {
///     while (text.written() < room) { batcher.step(List.of(text)); text.check(); … }
/// }
/// ```
public final class Sequence implements AutoCloseable {
    private final KvCache cache;
    private final Lora adapter;
    private final ToIntFunction<Tensor> choose;
    private final int[] text;
    private final int prompt;
    /// Tokens to be read before more are written: the prompt, or all when the text had to be read again.
    private int read;
    /// Whether it is rotated as texts beyond the border are.
    private boolean longer;
    private int length;
    private Optional<RuntimeException> failure = Optional.empty();

    /// What a text is read with that is longer than its model's border: it shares no pages with shorter ones.
    private record Longer(Lora adapter) {}

    /// A text that has not been read.
    ///
    /// @param cache   empty, with room for the prompt and `room` tokens; closed with this
    /// @param prompt  at least one token
    /// @param adapter its factors must not change; [Lora#NONE] for the bare model
    /// @param room    tokens that may be written
    /// @param choose  returns a token for logits `[1,V]`, such as [Sampler#next]
    public Sequence(KvCache cache, int[] prompt, Lora adapter, int room, ToIntFunction<Tensor> choose) {
        this.cache = cache;
        this.adapter = adapter;
        this.choose = choose;
        this.prompt = prompt.length;
        text = Arrays.copyOf(prompt, prompt.length + room);
        length = prompt.length;
        read = length;
        cache.reads(read);
    }

    /// The number of tokens that have to be read before more are written.
    public int unread() {
        return Math.max(0, read - cache.length());
    }

    /// Reads it again from its beginning if it has grown beyond `border`, where it is rotated otherwise.
    void cross(int border) {
        if (length > border && !longer) {
            longer = true;
            read = length;
            cache.reads(read);
        }
    }

    /// The number of tokens written after the prompt.
    public int written() {
        return length - prompt;
    }

    /// Throws what failed for this text alone, if anything did: it cannot be continued then.
    public void check() {
        failure.ifPresent(e -> {
            throw e;
        });
    }

    /// What [#check] throws, if anything.
    Optional<RuntimeException> failure() {
        return failure;
    }

    /// Whether it has been read and can be written further.
    boolean writes() {
        return unread() == 0 && length < text.length && failure.isEmpty();
    }

    /// Whether it can be read further.
    boolean reads() {
        return unread() > 0 && length < text.length && failure.isEmpty();
    }

    /// Tokens in all.
    int length() {
        return length;
    }

    /// Token `i` of all.
    int at(int i) {
        return text[i];
    }

    Lora adapter() {
        return adapter;
    }

    KvCache cache() {
        return cache;
    }

    private Object reader() {
        return longer ? new Longer(adapter) : adapter;
    }

    /// Takes what others have read of its prompt.
    void find() {
        cache.find(reader(), text, read);
    }

    /// Lets others find the pieces of tokens `from … to`, which have been read.
    void share(int from, int to) {
        cache.share(reader(), text, from, to);
    }

    /// Appends the token chosen for `logits[1,V]`.
    void write(Tensor logits) {
        try {
            text[length] = choose.applyAsInt(logits);
            length++;
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    void fail(RuntimeException e) {
        failure = Optional.of(e);
    }

    /// Gives its memory back.
    @Override
    public void close() {
        cache.close();
    }
}
