package t2l.transformer;

import module java.base;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.*;
import t2l.transformer.KvPages.Page;

/// Keys and values of the tokens of one sequence, for each layer, so that a model only computes new tokens. They lie in pages
/// of [KvPages]; other sequences may share the first ones.
public final class KvCache implements AutoCloseable {
    private final KvPages memory;
    private int reserved;
    private final List<Page> pages = new ArrayList<>();
    private int length;
    /// The length of the prompt.
    private int prompt;
    /// Where a paused pass goes on, and with what.
    private int layer;
    private Optional<Tensor> paused = Optional.empty();
    /// Of each layer with a delta rule, the last rows of its convolution and its state. They cannot be cut back, so a sequence
    /// with any shares no pages.
    private final List<Optional<KvPages.State>> states;

    /// An empty cache; see [KvPages#open].
    ///
    /// @param capacity positions to reserve
    KvCache(KvPages memory, int capacity) {
        this.memory = memory;
        reserved = KvPages.count(capacity);
        states = memory.states();
    }

    /// The number of positions.
    public int length() {
        return length;
    }

    /// Empties it for a prompt of so many tokens, to be prefilled in chunks. A longer prompt may be rotated otherwise
    /// ([RopeScaling#border]).
    public void begin(int tokens) {
        releasePages();
        length = 0;
        prompt = tokens;
    }

    /// The length of the sequence with `count` more positions, or that of its prompt if it is longer.
    int sequenceLength(int count) {
        return Math.max(prompt, length + count);
    }

    /// Reuses the next cached pages of a prompt, but not the one of its last token, whose logits are needed. Returns the number
    /// of tokens in them.
    ///
    /// @param adapter the key of the first page: pages are shared where these are equal
    /// @param text    begins with the prompt
    /// @param prompt  its number of tokens
    public int reuse(Object adapter, int[] text, int prompt) {
        int before = length;
        while (memory.shares() && length == pages.size() * KvPages.POSITIONS && length + KvPages.POSITIONS < prompt) {
            Optional<Page> next = memory.find(before(adapter, pages.size()), text, length);
            if (next.isEmpty()) {
                break;
            }
            pages.add(next.get());
            length += KvPages.POSITIONS;
        }
        return length - before;
    }

    /// Lets other sequences reuse the pages of the positions `from … to`, whole ones with the prefilled tokens of `text`.
    public void share(Object adapter, int[] text, int from, int to) {
        for (int at = from; at < to && memory.shares(); at += KvPages.POSITIONS) {
            int page = at / KvPages.POSITIONS;
            pages.set(page, memory.cache(pages.get(page), before(adapter, page), text, at));
        }
    }

    private Object before(Object adapter, int page) {
        return page == 0 ? adapter : pages.get(page - 1);
    }

    /// Takes the pages for `count` more positions. Throws [IllegalArgumentException] if they were not reserved, or if the
    /// sequence grows beyond `border` with them, where keys are rotated otherwise.
    void require(int count, int border) {
        if (length > 0 && sequenceLength(0) <= border && sequenceLength(count) > border) {
            throw new IllegalArgumentException("cache: needs a sequence of at most " + border + " tokens, got "
                    + sequenceLength(count) + "; prefill it again, because a longer one is rotated otherwise");
        }
        if (KvPages.count(length + count) > reserved) {
            throw new IllegalArgumentException("cache: needs memory for " + (length + count)
                    + " tokens, was made for " + reserved * KvPages.POSITIONS + "; make a larger one");
        }
        while (pages.size() < KvPages.count(length + count)) {
            pages.add(memory.take());
        }
    }

    /// All keys of a layer, in pages, with the new `keys[1,T,G·D]` appended: `[1,length+T,G·D]`.
    List<Tensor> keys(int layer, Tensor keys, Kernels kernels) {
        return append(keys, Page::keys, layer, kernels);
    }

    /// As [#keys].
    List<Tensor> values(int layer, Tensor values, Kernels kernels) {
        return append(values, Page::values, layer, kernels);
    }

    private List<Tensor> append(Tensor more, BiFunction<Page, Integer, Tensor> of, int layer, Kernels kernels) {
        int end = length + more.dim(1);
        int count;
        for (int at = length; at < end; at += count) {
            int old = at % KvPages.POSITIONS;
            count = Math.min(KvPages.POSITIONS - old, end - at);
            kernels.run(new Copy(count == more.dim(1) ? more : more.narrow(1, at - length, count),
                    of.apply(pages.get(at / KvPages.POSITIONS), layer).narrow(1, old, count)));
        }
        return all(of, layer, end);
    }

    /// All keys of a layer, in pages, to which a pass has appended `count`.
    List<Tensor> keys(int layer, int count) {
        return all(Page::keys, layer, length + count);
    }

    /// As [#keys(int, int)].
    List<Tensor> values(int layer, int count) {
        return all(Page::values, layer, length + count);
    }

    private List<Tensor> all(BiFunction<Page, Integer, Tensor> of, int layer, int end) {
        Tensor[] all = new Tensor[KvPages.count(end)];
        for (int i = 0; i < all.length; i++) {
            Tensor page = of.apply(pages.get(i), layer);
            int used = Math.min(KvPages.POSITIONS, end - i * KvPages.POSITIONS);
            all[i] = used == KvPages.POSITIONS ? page : page.narrow(1, 0, used);
        }
        return List.of(all);
    }

    /// The rows `x[1,T,C]` of a convolution behind the last ones before them: `[1,W−1+T,C]`, until the next call. Each page keeps
    /// the last rows up to its end, or the layer's [KvPages.State] the last of all.
    Tensor behind(int layer, Tensor x, Kernels kernels) {
        Tensor rows = memory.rows(layer, x.dim(1));
        int before = rows.dim(1) - x.dim(1);
        Tensor last = rows.narrow(1, 0, before);
        kernels.run(length == 0
                ? new Fill(0, last)
                : new Copy(states.get(layer).map(KvPages.State::last)
                        .orElseGet(() -> pages.get((length - 1) / KvPages.POSITIONS).last(layer)), last));
        kernels.run(new Copy(x, rows.narrow(1, before, x.dim(1))));
        if (states.get(layer).isPresent()) {
            kernels.run(new Copy(rows.narrow(1, x.dim(1), before), states.get(layer).get().last()));
            return rows;
        }
        for (int page = length / KvPages.POSITIONS; page < KvPages.count(length + x.dim(1)); page++) {
            int end = Math.min(x.dim(1), (page + 1) * KvPages.POSITIONS - length);
            kernels.run(new Copy(rows.narrow(1, end, before), pages.get(page).last(layer)));
        }
        return rows;
    }

    /// The state `[1,H·D,E]` of a layer with a delta rule before the next tokens, zeros before the first; the pass puts that
    /// behind them in its place.
    Tensor state(int layer, Kernels kernels) {
        Tensor state = states.get(layer).orElseThrow().state();
        if (length == 0) {
            kernels.run(new Fill(0, state));
        }
        return state;
    }

    /// Keeps what a pass over the next tokens has computed before it goes on at `layer`: `states[n,C]`.
    public void pause(int layer, Tensor states, Kernels kernels) {
        if (paused.isEmpty()) {
            paused = Optional.of(memory.states(states.dim(0), states.dim(1)));
        }
        this.layer = layer;
        kernels.run(new Copy(states, paused()));
    }

    /// The layer at which a paused pass goes on, 0 if there is none.
    public int layer() {
        return layer;
    }

    /// The states `[n,C]` with which a paused pass goes on.
    public Tensor paused() {
        return paused.orElseThrow();
    }

    /// Adds `count` positions, which all layers have appended.
    void advance(int count) {
        length += count;
        end();
    }

    private void end() {
        layer = 0;
        paused.ifPresent(memory::give);
        paused = Optional.empty();
    }

    /// Gives all pages back.
    @Override
    public void close() {
        releasePages();
        memory.release(reserved);
        reserved = 0;
        states.forEach(state -> state.ifPresent(memory::give));
        states.clear();
    }

    private void releasePages() {
        for (int i = pages.size() - 1; i >= 0; i--) {
            memory.release(pages.get(i));
        }
        pages.clear();
        end();
    }
}
