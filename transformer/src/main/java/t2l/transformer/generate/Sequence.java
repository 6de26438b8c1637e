package t2l.transformer.generate;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.ToIntFunction;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.transformer.DecoderConfig;
import t2l.transformer.KvCache;
import t2l.transformer.lora.Lora;

/// A text that a [Scribe] reads and continues, with a KV cache that is kept for the next text: if that starts with the
/// same tokens, like the next turn of a conversation, they are not read again.
///
/// Only whole pieces of a prompt are reused, of [Scribe#PIECE] tokens, not generated tokens. The order of additions in
/// kernels may depend on the number of rows; with fixed pieces, results have the same bits whether all of a prompt is
/// read or only its end. One thread at a time.
///
/// ```
/// int room = text.begin(prompt, adapter, most, sampler::next);
/// while (text.written() < room) { scribe.turn(List.of(text)); text.check(); … }
/// ```
public final class Sequence implements AutoCloseable {
    private final DecoderConfig model;
    private final Kernels kernels;
    private final DType precision;

    private Lora adapter = Lora.NONE;
    private ToIntFunction<Tensor> choose = _ -> 0;
    private CacheMemory memory = new CacheMemory();
    private KvCache cache;
    private int[] text = {};
    private int length;
    /// Tokens at the beginning of the text that were a prompt.
    private int prompt;
    private Optional<RuntimeException> failure = Optional.empty();

    /// An empty text.
    Sequence(DecoderConfig model, Kernels kernels, DType precision) {
        this.model = model;
        this.kernels = kernels;
        this.precision = precision;
        this.cache = new KvCache(memory.arena, precision, model, 0);
    }

    /// Sets the text to continue. Cached pieces are reused if `adapter` equals the previous one. Throws
    /// [IllegalArgumentException] if `prompt` is empty or longer than the model's maximum.
    ///
    /// @param adapter its factors must not change; [Lora#NONE] for the bare model
    /// @param most    maximum number of tokens to generate
    /// @param choose  returns a token for logits `[1,V]`, such as [Sampler#next]
    /// @return the number of tokens that may be generated: `most`, or fewer at the model's maximum length
    public int begin(int[] prompt, Lora adapter, int most, ToIntFunction<Tensor> choose) {
        int positions = model.positions();
        if (prompt.length == 0 || prompt.length >= positions) {
            throw new IllegalArgumentException("complete: needs a prompt of 1 to " + (positions - 1) + " tokens, got "
                    + prompt.length);
        }
        int room = Math.min(most, positions - prompt.length);
        keep(adapter.equals(this.adapter) ? common(prompt) : 0, prompt.length + room);
        this.adapter = adapter;
        this.choose = choose;
        this.prompt = prompt.length;
        text = Arrays.copyOf(prompt, prompt.length + room);
        length = prompt.length;
        failure = Optional.empty();
        return room;
    }

    /// The number of whole pieces at the start of both texts, excluding the last token of `next`, whose logits are
    /// needed.
    private int common(int[] next) {
        int same = Arrays.mismatch(text, 0, prompt, next, 0, next.length - 1);
        int known = Math.min(cache.length(), same < 0 ? prompt : same);
        return known / Scribe.PIECE * Scribe.PIECE;
    }

    /// Keeps the first `count` positions of the cache and makes room for `capacity`.
    private void keep(int count, int capacity) {
        if (capacity <= cache.capacity()) {
            cache.truncate(count);
            return;
        }
        CacheMemory larger = new CacheMemory();
        int positions = Math.min(model.positions(), Math.max(capacity, 2 * cache.capacity()));
        KvCache grown = new KvCache(larger.arena, precision, model, positions);
        grown.copy(cache, count, kernels);
        memory.close();
        memory = larger;
        cache = grown;
    }

    private static final class CacheMemory {
        final Arena arena = Arena.ofShared();

        void close() {
            arena.close();
        }
    }

    /// The number of tokens of the prompt that have not been read.
    public int unread() {
        return Math.max(0, prompt - cache.length());
    }

    /// The number of tokens written after the prompt.
    public int written() {
        return length - prompt;
    }

    /// Token `i` of those written.
    public int written(int i) {
        return text[prompt + i];
    }

    /// Throws what failed for this text alone, if anything did: it cannot be continued then.
    public void check() {
        failure.ifPresent(e -> {
            throw e;
        });
    }

    /// Tokens in all.
    int length() {
        return length;
    }

    /// Whether it has been read and can be written further.
    boolean writes() {
        return unread() == 0 && length < text.length && failure.isEmpty();
    }

    /// Whether it can be read further.
    boolean reads() {
        return unread() > 0 && failure.isEmpty();
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

    @Override
    public void close() {
        memory.close();
    }
}
