package t2l.transformer.generate;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
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
import t2l.transformer.KvPages;
import t2l.transformer.Tokens;
import t2l.transformer.lora.Lora;
import t2l.transformer.lora.LoraBatch;

/// Steps through a batch of [Sequence]s with one model. Which ones are in it may change with every step, and each has its own
/// length, adapter and way to choose tokens.
///
/// ```
///   step:   decode    a token of every sequence whose prompt has been read, up to MOST of them, in one pass
///           prefill   some chunks of PIECE tokens of a prompt, or several shorter ones, in a pass each
/// ```
///
/// A step that decodes prefills only until it has taken 1⅜ of the time that decoding takes as a rule ([ReadingTime]), or a layer of
/// one chunk: it reads fewer chunks at once, and pauses between two layers. So the sequences that are decoded wait for less than
/// two steps, however long a prompt is.
///
/// A sequence gets the same bits alone or in a batch. The order of additions depends on the phase: in decode, a sequence is one row
/// of every product and one query over its own keys; in prefill, it has passes of its own over whole chunks, cut at multiples of
/// [#PIECE] from its start, and over the rest at the end, which stays alone if it is short. Kernels must give a row the same bits
/// in all products of up to [#MOST] rows, and in all of more. Only whole chunks of prompts are shared between sequences, never
/// decoded tokens, unless they were read again as a prompt.
///
/// A sequence that grows beyond the length up to which its model rotates it one way ([t2l.transformer.RopeScaling#border]) is
/// read again from its beginning, as a prompt, and then goes on. One thread at a time.
public final class Batcher implements AutoCloseable {
    /// Sequences that are decoded together: each weight is read once for all of them.
    public static final int MOST = 16;

    /// Tokens of a chunk of a prompt: a page, so that whole ones can be shared.
    public static final int PIECE = KvPages.POSITIONS;

    /// Whole chunks that are read in one pass, if there are so many.
    private static final int PIECES = 5;

    private final Decoder model;
    private final Kernels kernels;
    private final DType precision;
    private final Workspace workspace = new Workspace();
    private final Arena inputs = Arena.ofShared();
    private final Tokens pieces = Tokens.allocate(inputs, 1, (PIECES + 1) * PIECE);
    private final Tensor last = Tensor.allocate(inputs, DType.I32, 1);
    private final Tokens newest = Tokens.allocate(inputs, MOST, 1);
    private final ReadingTime time = new ReadingTime();
    /// Of the texts that were written last.
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

    /// Memory for texts of this model, to be closed by the caller.
    ///
    /// @param positions room for so many tokens of all texts
    public KvPages memory(long positions) {
        return new KvPages(precision, model.config(), positions);
    }

    /// The number of tokens that may be written after `prompt`: `most`, or fewer at the model's maximum length. Throws
    /// [IllegalArgumentException] if `prompt` is empty or longer than the model can read.
    public int room(int[] prompt, int most) {
        int positions = model.config().positions();
        if (prompt.length == 0 || prompt.length >= positions) {
            throw new IllegalArgumentException("complete: needs a prompt of 1 to " + (positions - 1) + " tokens, got "
                    + prompt.length);
        }
        return Math.min(most, positions - prompt.length);
    }

    /// One step for `some` sequences, in their order. Those that have been read and have room for a token get one, up to
    /// [#MOST] of them; of the others some are read further, and get their first token at the end of their prompt. What
    /// fails for one sequence alone is kept in it ([Sequence#check]).
    public void step(List<Sequence> some) {
        int border = model.config().scaling().border();
        List<Sequence> decoded = new ArrayList<>();
        for (Sequence text : some) {
            text.cross(border);
            if (text.writes() && decoded.size() < MOST) {
                decoded.add(text);
            }
        }
        if (decoded.isEmpty()) {
            time.begin();
        } else {
            long begin = System.nanoTime();
            decoded.stream().collect(Collectors.partitioningBy(text -> text.length() > border)).values()
                    .forEach(this::write);
            time.begin(System.nanoTime() - begin);
        }
        int read = 0;
        for (Sequence text : some) {
            if (text.reads() && (read == 0 || (read < PIECE && time.allows(PIECE)))) {
                read += read(text);
            }
        }
    }

    /// Writes a token of each text. All are longer than the model's border or none.
    private void write(List<Sequence> texts) {
        int n = texts.size();
        if (n == 0) {
            return;
        }
        List<KvCache> caches = new ArrayList<>(n);
        List<Lora> own = new ArrayList<>(n);
        for (int i = 0; i < n; i++) {
            Sequence text = texts.get(i);
            int place = text.length() - 1;
            newest.ids().set(i, text.at(place));
            newest.positions().set(i, place);
            newest.span().set(2L * i + 1, place + 1);
            caches.add(text.cache());
            own.add(text.adapter());
        }
        if (!own.equals(adapters)) {
            adapters = own;
            adapter = LoraBatch.of(own).adapter();
        }
        try (Pass pass = Pass.inference(kernels, workspace, precision)) {
            Var hidden = model.hidden(pass, newest.ids().narrow(0, 0, n), new Context(adapter,
                    newest.positions().narrow(0, 0, n), newest.span().narrow(0, 0, n), caches));
            Tensor logits = model.logits(pass, hidden).value();
            for (int i = 0; i < n; i++) {
                texts.get(i).write(logits.narrow(0, i, 1));
            }
            decoded.addAndGet(n);
        }
    }

    /// The tokens to read next: whole pieces as time allows, at least one, and what is left behind them if it is long enough.
    private int next(Sequence text) {
        int pieces = (int) Math.clamp(time.tokens() / PIECE, 1, PIECES);
        int whole = Math.min(pieces, text.unread() / PIECE) * PIECE;
        int end = text.unread() - whole;
        return whole == 0 || (end > MOST && end < PIECE) ? text.unread() : whole;
    }

    /// Reads the next pieces of a prompt, or some layers of them, at least one; returns their length.
    private int read(Sequence text) {
        KvCache cache = text.cache();
        int layer = cache.layer();
        if (layer == 0) {
            text.find();
        }
        int from = cache.length();
        int n = layer == 0 ? next(text) : cache.paused().dim(0);
        int whole = n / PIECE * PIECE;
        for (int i = 0; i < n; i++) {
            pieces.ids().set(i, text.at(from + i));
            pieces.positions().set(i, from + i);
        }
        pieces.span().set(1, from + n);
        last.set(0, n - 1);
        try (Pass pass = Pass.inference(kernels, workspace, precision)) {
            Context context = new Context(text.adapter().adapter(pass), pieces.positions().narrow(0, 0, n),
                    pieces.span(), List.of(cache));
            Var states = layer == 0
                    ? model.embed(pass, pieces.ids().narrow(1, 0, n), pieces.positions().narrow(0, 0, n))
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
                text.share(from, from + whole);
            }
            if (text.unread() == 0) {
                text.write(model.logits(pass, hidden.gather(last)).value());
                decoded.incrementAndGet();
            }
        } catch (RuntimeException e) {
            text.fail(e);
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
