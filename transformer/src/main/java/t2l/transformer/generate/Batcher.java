package t2l.transformer.generate;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.transformer.*;
import t2l.transformer.lora.Lora;

/// Steps through a batch of [Sequence]s with one model. Which ones are in it may change with every step, and each has its own
/// length, adapter and way to choose tokens.
///
/// ```
///   step:   decode    a token of every sequence whose prompt is prefilled, up to MAX_BATCH of them, in one pass
///           prefill   some chunks of CHUNK tokens of a long prompt, or some of their layers
///                     what is left of a prompt, up to SHORT tokens; of several, up to CHUNK together
/// ```
///
/// A step that decodes goes on with a long prompt only until it has taken 1⅜ of the time that decoding takes as a rule
/// ([PrefillTime]), or with a layer of one chunk: it prefills fewer chunks at once, and pauses between two layers. So the
/// sequences that are decoded wait for less than two steps, however long a prompt is. They wait for a short prompt, but once:
/// it has its first token in a third of the time, and is decoded with them from then on.
///
/// A sequence gets the same bits alone or in a batch. The order of additions depends on the phase: in decode, a sequence is one
/// row of every product and one query over its own keys; in prefill, it has passes of its own over whole chunks, cut at
/// multiples of [#CHUNK] from its start, and over the rest at the end, which stays alone if it is short. Kernels must give a
/// row the same bits in all products of up to [#MAX_BATCH] rows, and in all of more. Only whole chunks of prompts are shared
/// between sequences, never decoded tokens, unless they were prefilled again.
///
/// A sequence that grows beyond the length up to which its model rotates it one way ([t2l.transformer.RopeScaling#border]) is
/// prefilled again from its beginning, and then goes on. One thread at a time.
public final class Batcher implements AutoCloseable {
    /// Sequences that are decoded together: each weight is read once for all of them.
    public static final int MAX_BATCH = 16;

    /// Tokens of a chunk of a prompt: a page, so that whole ones can be shared.
    public static final int CHUNK = KvPages.POSITIONS;

    /// Tokens of a prompt, or of its end, that are prefilled in one step however long that takes: a question.
    private static final int SHORT = 2 * CHUNK;

    /// Whole chunks that are prefilled in one pass, if there are so many.
    private static final int CHUNKS = 5;

    private final Decoder model;
    private final Kernels kernels;
    private final DType precision;
    private final Workspace workspace = new Workspace();
    private final Arena inputs = Arena.ofShared();
    private final Tokens chunk = Tokens.allocate(inputs, 1, (CHUNKS + 1) * CHUNK);
    private final Tensor last = Tensor.allocate(inputs, DType.I32, 1);
    private final Tokens newest = Tokens.allocate(inputs, MAX_BATCH, 1);
    private final PrefillTime time = new PrefillTime();
    /// Of the sequences that were decoded last.
    private List<Lora> adapters = List.of();
    private ActiveAdapter adapter = ActiveAdapter.NONE;
    private final AtomicLong prefilled = new AtomicLong();
    private final AtomicLong decoded = new AtomicLong();

    /// @param precision F32, or F64 on the reference kernels
    public Batcher(Decoder model, Kernels kernels, DType precision) {
        this.model = model;
        this.kernels = kernels;
        this.precision = precision;
    }

    /// Memory for sequences of this model, to be closed by the caller.
    ///
    /// @param positions of all sequences together
    public KvPages memory(long positions) {
        return memory(precision, positions);
    }

    /// The same with keys and values in another type: F16 if the precision is F32.
    public KvPages memory(DType type, long positions) {
        return new KvPages(type, model.config(), positions);
    }

    /// The maximum number of new tokens after `prompt`: `most`, or fewer at the model's maximum length. Throws
    /// [IllegalArgumentException] if `prompt` is empty or longer than the model can read, or has a token that it has no row for.
    public int maxNewTokens(int[] prompt, int most) {
        int positions = model.config().positions();
        if (prompt.length == 0 || prompt.length >= positions) {
            throw new IllegalArgumentException(
                    "prompt: needs 1 to " + (positions - 1) + " tokens, got " + prompt.length);
        }
        for (int token : prompt) {
            if (token < 0 || token >= model.config().vocabulary()) {
                throw new IllegalArgumentException("prompt: needs tokens below " + model.config().vocabulary()
                        + ", which the model knows, its tokenizer gave " + token);
            }
        }
        return Math.min(most, positions - prompt.length);
    }

    /// One step for `some` sequences, in their order. Those that are prefilled get one more token, up to
    /// [#MAX_BATCH] of them; some of the others are prefilled further, and get their first token at the end of their prompt. What
    /// fails for one sequence alone is kept in it ([Sequence#check]).
    public void step(List<Sequence> some) {
        decodeAll(some);
        List<Sequence> prompts = some.stream().filter(Sequence::prefills).toList();
        prompts.stream().filter(sequence -> sequence.cache().layer() == 0).forEach(Sequence::reuse);
        int tokens = 0;
        for (Sequence sequence : prompts) {
            if (sequence.unprefilled() > SHORT && (tokens == 0 || (tokens < CHUNK && time.allows(CHUNK)))) {
                tokens += prefill(sequence);
            }
        }
        time.begin();
        tokens = 0;
        for (Sequence sequence : prompts) {
            int left = sequence.unprefilled();
            if (left <= SHORT && (tokens == 0 || tokens + left <= CHUNK)) {
                tokens += left;
                while (sequence.prefills()) {
                    prefill(sequence);
                }
            }
        }
    }

    private void decodeAll(List<Sequence> some) {
        int border = model.config().scaling().border();
        List<Sequence> decoded = new ArrayList<>();
        for (Sequence sequence : some) {
            sequence.cross(border);
            if (sequence.decodes() && decoded.size() < MAX_BATCH) {
                decoded.add(sequence);
            }
        }
        if (decoded.isEmpty()) {
            time.begin();
        } else {
            long begin = System.nanoTime();
            decoded.stream().collect(Collectors.partitioningBy(sequence -> sequence.length() > border)).values()
                    .forEach(this::decode);
            time.begin(System.nanoTime() - begin);
        }
    }

    /// Decodes a token of each sequence, together for those with the same weights. All are longer than the model's border or
    /// none.
    @SuppressWarnings("ReferenceEquality") // the same weights, not equal ones
    private void decode(List<Sequence> sequences) {
        List<Sequence> rest = sequences;
        while (!rest.isEmpty()) {
            Decoder first = rest.getFirst().adapter().decoder(model);
            List<Sequence> alike = new ArrayList<>(rest.size());
            List<Sequence> others = new ArrayList<>();
            for (Sequence sequence : rest) {
                (sequence.adapter().decoder(model) == first ? alike : others).add(sequence);
            }
            decode(first, alike);
            rest = others;
        }
    }

    private void decode(Decoder model, List<Sequence> sequences) {
        int n = sequences.size();
        List<KvCache> caches = new ArrayList<>(n);
        List<Lora> own = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            Sequence sequence = sequences.get(i);
            int place = sequence.length() - 1;
            newest.ids().set(i, sequence.at(place));
            newest.positions().set(i, place);
            newest.span().set(2L * i + 1, place + 1);
            caches.add(sequence.cache());
            own.add(sequence.adapter());
        }
        if (!own.equals(adapters)) {
            adapters = own;
            adapter = Lora.each(own);
        }
        try (Pass pass = Pass.inference(kernels, workspace, precision)) {
            Var hidden = model.hidden(pass, newest.ids().narrow(0, 0, n), new Context(adapter,
                    newest.positions().narrow(0, 0, n), newest.span().narrow(0, 0, n), caches));
            Tensor logits = model.logits(pass, hidden).value();
            for (int i = 0; i < n; i++) {
                sequences.get(i).append(logits.narrow(0, i, 1));
            }
            decoded.addAndGet(n);
        }
    }

    /// The number of tokens to prefill next: whole chunks as time allows, at least one, and what is left behind them if it is
    /// long enough.
    private int next(Sequence sequence) {
        int chunks = (int) Math.clamp(time.tokens() / CHUNK, 1, CHUNKS);
        int whole = Math.min(chunks, sequence.unprefilled() / CHUNK) * CHUNK;
        int end = sequence.unprefilled() - whole;
        return whole == 0 || (end > MAX_BATCH && end < CHUNK) ? sequence.unprefilled() : whole;
    }

    /// Prefills the next chunks of a prompt, or some layers of them, at least one; returns their number of tokens.
    private int prefill(Sequence sequence) {
        KvCache cache = sequence.cache();
        int layer = cache.layer();
        int from = cache.length();
        Decoder model = sequence.adapter().decoder(this.model);
        int n = layer == 0 ? next(sequence) : cache.paused().dim(0);
        int whole = n / CHUNK * CHUNK;
        for (int i = 0; i < n; i++) {
            chunk.ids().set(i, sequence.at(from + i));
            chunk.positions().set(i, from + i);
        }
        chunk.span().set(1, from + n);
        last.set(0, n - 1);
        try (Pass pass = Pass.inference(kernels, workspace, precision)) {
            Context context = new Context(sequence.adapter().adapter(pass), chunk.positions().narrow(0, 0, n),
                    chunk.span(), List.of(cache));
            Var states = layer == 0
                    ? model.embed(pass, chunk.ids().narrow(1, 0, n), chunk.positions().narrow(0, 0, n))
                    : pass.constant(cache.paused());
            do {
                long begin = System.nanoTime();
                states = model.layer(states, context, layer);
                layer++;
                time.learn(n, begin);
            } while (layer < model.blocks().size() && time.allows(n));
            if (layer < model.blocks().size()) {
                cache.pause(layer, states.value(), kernels);
                return n;
            }
            Var hidden = model.end(states, context);
            prefilled.addAndGet(n);
            if (whole > 0) {
                sequence.share(from, from + whole);
            }
            if (sequence.unprefilled() == 0) {
                sequence.append(model.logits(pass, hidden.gather(last)).value());
                decoded.incrementAndGet();
            }
        } catch (RuntimeException e) {
            sequence.fail(e);
        }
        return n;
    }

    /// Tokens of prompts that were computed. Any thread may ask.
    long prefilled() {
        return prefilled.get();
    }

    /// Tokens that were chosen. Any thread may ask.
    long decoded() {
        return decoded.get();
    }

    @Override
    public void close() {
        workspace.close();
        inputs.close();
    }
}
