package t2l.transformer.generate;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import t2l.autograd.Pass;
import t2l.autograd.Var;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.transformer.ActiveAdapter;
import t2l.transformer.Context;
import t2l.transformer.Decoder;
import t2l.transformer.KvCache;
import t2l.transformer.Tokens;

/// A text that a model reads and continues, with a KV cache that is kept for the next text: if that starts with the
/// same tokens, like the next turn of a conversation, they are not read again.
///
/// A prompt is read in pieces of [#PIECE] tokens, and only whole pieces of a prompt are reused, not generated tokens.
/// The order of additions in kernels may depend on the number of rows; with fixed pieces, results have the same bits
/// whether all of a prompt is read or only its end. One thread at a time.
///
/// ```
/// int room = sequence.begin(prompt, adapter, most);
/// for (int i = 0; i < room; i++) { int token = sequence.write(sampler::next); … }
/// ```
public final class Sequence implements AutoCloseable {
    /// Tokens read at a time.
    public static final int PIECE = 128;

    private final Decoder model;
    private final Kernels kernels;
    private final Workspace workspace;
    private final Arena inputs = Arena.ofShared();
    private final Tokens piece = Tokens.allocate(inputs, 1, PIECE);
    private final Tensor last = Tensor.allocate(inputs, DType.I32, 1);

    private Function<Pass, ActiveAdapter> adapter = _ -> ActiveAdapter.NONE;
    private CacheMemory memory = new CacheMemory();
    private KvCache cache;
    private int[] text = {};
    private int length;
    /// Tokens at the beginning of the text that were a prompt.
    private int prompt;

    /// An empty text.
    ///
    /// @param workspace scratch memory, which other sequences of the same thread may share
    public Sequence(Decoder model, Kernels kernels, Workspace workspace) {
        this.model = model;
        this.kernels = kernels;
        this.workspace = workspace;
        this.cache = new KvCache(memory.arena, DType.F32, model.config(), 1, 0);
    }

    /// Sets the text to continue. Cached pieces are reused if `adapter` equals the previous one. Throws
    /// [IllegalArgumentException] if `prompt` is empty or longer than the model's maximum.
    ///
    /// @param most maximum number of tokens to generate
    /// @return the number of tokens that may be generated: `most`, or fewer at the model's maximum length
    public int begin(int[] prompt, Function<Pass, ActiveAdapter> adapter, int most) {
        int positions = model.config().positions();
        if (prompt.length == 0 || prompt.length >= positions) {
            throw new IllegalArgumentException("complete: needs a prompt of 1 to " + (positions - 1) + " tokens, got "
                    + prompt.length);
        }
        int room = Math.min(most, positions - prompt.length);
        keep(adapter.equals(this.adapter) ? common(prompt) : 0, prompt.length + room);
        this.adapter = adapter;
        this.prompt = prompt.length;
        text = Arrays.copyOf(prompt, prompt.length + room);
        length = prompt.length;
        return room;
    }

    /// The number of whole pieces at the start of both texts, excluding the last token of `next`, whose logits are
    /// needed.
    private int common(int[] next) {
        int same = Arrays.mismatch(text, 0, prompt, next, 0, next.length - 1);
        int known = Math.min(cache.length(), same < 0 ? prompt : same);
        return known / PIECE * PIECE;
    }

    /// Keeps the first `count` positions of the cache and makes room for `capacity`.
    private void keep(int count, int capacity) {
        if (capacity <= cache.capacity()) {
            cache.truncate(count);
            return;
        }
        CacheMemory larger = new CacheMemory();
        int positions = Math.min(model.config().positions(), Math.max(capacity, 2 * cache.capacity()));
        KvCache grown = new KvCache(larger.arena, DType.F32, model.config(), 1, positions);
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

    /// The number of unread tokens.
    public int unread() {
        return length - cache.length();
    }

    /// Reads only the next piece, so that callers can act between pieces.
    public void read() {
        try (Pass pass = Pass.inference(kernels, workspace, DType.F32)) {
            hidden(pass);
        }
    }

    /// Reads all unread tokens, then chooses the next token and appends it.
    ///
    /// @param choose returns a token for logits `[1,V]`, such as [Sampler#next]
    public int write(ToIntFunction<Tensor> choose) {
        while (unread() > PIECE) {
            read();
        }
        try (Pass pass = Pass.inference(kernels, workspace, DType.F32)) {
            last.set(0, unread() - 1);
            int token = choose.applyAsInt(model.logits(pass, hidden(pass).gather(last)).value());
            text[length++] = token;
            return token;
        }
    }

    /// The hidden states of the next piece: `[n,C]`.
    private Var hidden(Pass pass) {
        int from = cache.length();
        int n = Math.min(PIECE, length - from);
        for (int i = 0; i < n; i++) {
            piece.ids().set(i, text[from + i]);
            piece.positions().set(i, from + i);
        }
        piece.span().set(0, 0);
        piece.span().set(1, from + n);
        return model.hidden(pass, piece.ids().narrow(1, 0, n), new Context(adapter.apply(pass),
                piece.positions().narrow(0, 0, n), piece.span(), Optional.of(cache)));
    }

    @Override
    public void close() {
        memory.close();
        inputs.close();
    }
}
