package t2l.transformer.generate;

import module java.base;
import t2l.tensor.Tensor;
import t2l.transformer.KvCache;
import t2l.transformer.lora.Lora;

/// A sequence that a [Batcher] prefills and decodes. One thread at a time.
///
/// ```
/// int maxNewTokens = batcher.maxNewTokens(prompt, most);
/// KvCache cache = memory.open(prompt.length + maxNewTokens).orElseThrow();
/// try (Sequence sequence = new Sequence(cache, prompt, adapter, maxNewTokens, sampler::next)) {
///     while (sequence.newTokens() < maxNewTokens) { batcher.step(List.of(sequence)); sequence.check(); … }
/// }
/// ```
public final class Sequence implements AutoCloseable {
    private final KvCache cache;
    private final Lora adapter;
    private final ToIntFunction<Tensor> choose;
    private final int[] tokens;
    private final int prompt;
    /// Tokens to be prefilled before more are decoded: the prompt, or all when they have to be prefilled again.
    private int prefill;
    /// Whether it is rotated as sequences beyond the border are.
    private boolean longer;
    private int length;
    private int reused;
    private Optional<RuntimeException> failure = Optional.empty();

    /// The key of pages of sequences beyond the border: shorter ones do not share them.
    private record Longer(Lora adapter) {}

    /// A sequence whose prompt is not prefilled.
    ///
    /// @param cache   empty, for the prompt and `maxNewTokens` tokens; closed with this
    /// @param prompt  at least one token
    /// @param adapter its factors must not change; [Lora#NONE] for the bare model
    /// @param maxNewTokens that may be decoded
    /// @param choose  returns a token for logits `[1,V]`, such as [Sampler#next]
    public Sequence(KvCache cache, int[] prompt, Lora adapter, int maxNewTokens, ToIntFunction<Tensor> choose) {
        this.cache = cache;
        this.adapter = adapter;
        this.choose = choose;
        this.prompt = prompt.length;
        tokens = Arrays.copyOf(prompt, prompt.length + maxNewTokens);
        length = prompt.length;
        prefill = length;
        cache.begin(prefill);
    }

    /// The number of tokens to be prefilled before more are decoded.
    public int unprefilled() {
        return Math.max(0, prefill - cache.length());
    }

    /// Has it prefilled again from its beginning if it has grown beyond `border`, where it is rotated otherwise.
    void cross(int border) {
        if (length > border && !longer) {
            longer = true;
            prefill = length;
            cache.begin(prefill);
        }
    }

    /// The number of decoded tokens.
    public int newTokens() {
        return length - prompt;
    }

    /// Throws what failed for this sequence alone, if anything did: it cannot be decoded further then.
    public void check() {
        failure.ifPresent(e -> {
            throw e;
        });
    }

    /// What [#check] throws, if anything.
    Optional<RuntimeException> failure() {
        return failure;
    }

    /// Whether it is prefilled and can be decoded further.
    boolean decodes() {
        return unprefilled() == 0 && length < tokens.length && failure.isEmpty();
    }

    /// Whether it can be prefilled further.
    boolean prefills() {
        return unprefilled() > 0 && length < tokens.length && failure.isEmpty();
    }

    /// Tokens in all.
    int length() {
        return length;
    }

    /// Token `i` of all.
    int at(int i) {
        return tokens[i];
    }

    Lora adapter() {
        return adapter;
    }

    KvCache cache() {
        return cache;
    }

    private Object pageKey() {
        return longer ? new Longer(adapter) : adapter;
    }

    /// Reuses the pages of its prompt that are cached.
    void reuse() {
        int some = cache.reuse(pageKey(), tokens, prefill);
        reused += newTokens() == 0 ? some : 0;
    }

    /// Tokens of its prompt that were not prefilled, as other sequences had done that.
    int reused() {
        return reused;
    }

    /// Lets other sequences reuse the pages of tokens `from … to`, which are prefilled.
    void share(int from, int to) {
        cache.share(pageKey(), tokens, from, to);
    }

    /// Appends the token chosen for `logits[1,V]`.
    void append(Tensor logits) {
        try {
            tokens[length] = choose.applyAsInt(logits);
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
