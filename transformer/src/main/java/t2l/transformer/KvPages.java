package t2l.transformer;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.kernel.Attending.Attention;

/// Memory for the keys and values of the sequences of one model, in pages of [#POSITIONS], no more than a given number of them.
///
/// Sequences with the same prefix share pages. The key of a page is the adapter that it was prefilled with and all tokens up to
/// its end; a prompt that begins with them reuses it. Unused pages stay cached until their memory is needed; the least recently
/// used one is evicted first. A sequence reserves a [KvCache] for all of its tokens or gets none, so it never runs out of pages.
/// One thread at a time, unless a method says otherwise.
///
/// ```
///   sequence 1   [ page 0 ][ page 1 ][ page 2 …
///                     │         │
///   sequence 2   [ page 0 ][ page 1 ][ page 2' …      the same adapter and the same first 192 tokens
/// ```
public final class KvPages implements AutoCloseable {
    /// Positions of a page: a block of keys in attention.
    public static final int POSITIONS = Attention.PAGE;

    private final DType type;
    private final DecoderConfig config;
    private int most;
    private final Workspace memory = new Workspace();
    private Optional<Tensor> rows = Optional.empty();
    private final Deque<Page> free = new ArrayDeque<>();
    private final Map<PageKey, Page> cached = new HashMap<>();
    /// Cached pages that no sequence uses, the least recently used one first; a page comes after those that continue it.
    private final SequencedSet<Page> unused = new LinkedHashSet<>();
    private int allocated;
    /// Pages that no sequence has reserved.
    private final Semaphore unreserved;

    /// What a page holds: the page before it, or the adapter of the first one, and its tokens.
    private record PageKey(Object before, IntBuffer tokens) {}

    /// Keys and values of [#POSITIONS] positions; in layers with a convolution, its last rows.
    static final class Page {
        private final List<List<Tensor>> layers = new ArrayList<>();
        private Optional<PageKey> key = Optional.empty();
        /// Sequences that use it.
        private int uses;

        /// Of a layer: `[1,POSITIONS,G·D]`.
        Tensor keys(int layer) {
            return layers.get(layer).getFirst();
        }

        /// Of a layer: `[1,POSITIONS,G·D]`.
        Tensor values(int layer) {
            return layers.get(layer).get(1);
        }

        /// Of a layer with a convolution: `[1,W−1,C]`.
        Tensor last(int layer) {
            return layers.get(layer).getFirst();
        }
    }

    /// What a sequence has of a layer with a delta rule, once for all of its tokens.
    ///
    /// @param last  the last rows of its convolution, `[1,W−1,C]`
    /// @param state `[1,H·D,E]`
    record State(Tensor last, Tensor state) {}

    /// @param type      of keys and values, and of what convolutions keep: that of the passes that use it, or F16 for
    ///                  passes in F32
    /// @param positions of all sequences together; memory is allocated as it is needed
    public KvPages(DType type, DecoderConfig config, long positions) {
        this.type = type;
        this.config = config;
        this.most = Math.toIntExact(Math.min(Integer.MAX_VALUE, Math.ceilDiv(positions, POSITIONS)));
        this.unreserved = new Semaphore(most);
    }

    /// Bytes for a position of a model.
    public static long bytes(DType type, DecoderConfig config) {
        return Math.ceilDiv(pageBytes(type, config), POSITIONS);
    }

    /// Of a page: keys and values, and the last rows of convolutions, which passes read as they computed them.
    private static long pageBytes(DType type, DecoderConfig config) {
        long kept = IntStream.range(0, config.layers()).mapToLong(layer -> numbers(config, layer)).sum();
        long rows = IntStream.range(0, config.layers()).filter(config::convolves).mapToLong(config::kept).sum();
        return type.bytes(kept) + states(type).bytes(rows * config.width());
    }

    /// The keys and values of a layer on a page.
    private static long numbers(DecoderConfig config, int layer) {
        return config.kept(layer) > 0 || config.source(layer) != layer
                ? 0
                : 2L * POSITIONS * config.keyValueHeads(layer) * config.headWidth(layer);
    }

    /// The type in which answers keep the keys and values of a model: F16 if those of its longest text take at least 64 MiB in
    /// F32. Attention reads F16 1.1 to 1.4 times as fast, as there is half as much to read; the memory of smaller models matters
    /// to nobody, and they stay exact.
    public static DType usual(DecoderConfig config) {
        return bytes(DType.F32, config) * config.positions() < 64L << 20 ? DType.F32 : DType.F16;
    }

    /// Pages for so many positions.
    static int count(int positions) {
        return Math.ceilDiv(positions, POSITIONS);
    }

    /// A cache for a sequence of so many positions; empty if too few pages are free now. Throws like [#require].
    public Optional<KvCache> open(int positions) {
        require(positions);
        return unreserved.tryAcquire(count(positions)) ? Optional.of(new KvCache(this, positions)) : Optional.empty();
    }

    /// Allows as many pages as one more sequence of so many positions needs.
    public void grow(int positions) {
        int lacking = Math.max(0, count(positions) - unreserved.availablePermits());
        most += lacking;
        unreserved.release(lacking);
    }

    /// Bytes that sequences may reserve. Any thread may ask, unless the memory grows.
    public long capacity() {
        return most * pageBytes();
    }

    /// Bytes that sequences have reserved. Any thread may ask, unless the memory grows.
    public long used() {
        return (most - unreserved.availablePermits()) * pageBytes();
    }

    private long pageBytes() {
        return pageBytes(type, config);
    }

    /// Positions that no sequence has reserved. Any thread may ask.
    public long free() {
        return (long) unreserved.availablePermits() * POSITIONS;
    }

    /// Throws [T2lException] if there are fewer positions in all. Any thread may ask, unless the memory grows.
    public void require(int positions) {
        if (count(positions) > most) {
            throw new T2lException("memory: needs room for " + positions + " tokens of this text, has "
                    + (long) most * POSITIONS + " for all; allow more memory, or fewer tokens");
        }
    }

    /// Takes back the reservation of a cache.
    void release(int pages) {
        unreserved.release(pages);
    }

    /// A page whose content is undefined, for a sequence that has reserved it.
    Page take() {
        Page page = free.poll();
        if (page == null) {
            page = allocated < most ? allocate() : evict(unused.removeFirst());
        }
        page.uses = 1;
        return page;
    }

    private Page allocate() {
        allocated++;
        Page page = new Page();
        Tensor all = memory.take(type, Math.toIntExact(
                IntStream.range(0, config.layers()).mapToLong(layer -> numbers(config, layer)).sum()));
        int from = 0;
        for (int layer = 0; layer < config.layers(); layer++) {
            if (config.convolves(layer)) {
                page.layers.add(List.of(memory.take(states(type), 1, config.kept(layer), config.width())));
            } else {
                int half = (int) numbers(config, layer) / 2;
                page.layers.add(List.of(all.narrow(0, from, half).reshape(1, POSITIONS, half / POSITIONS),
                        all.narrow(0, from + half, half).reshape(1, POSITIONS, half / POSITIONS)));
                from += 2 * half;
            }
        }
        return page;
    }

    /// The type of passes that keep keys and values in this one.
    private static DType states(DType type) {
        return type == DType.F16 ? DType.F32 : type;
    }

    /// Memory for the states of some tokens, with what is behind them: `[n,width]`, until [#give]. Whole pages of them, so that
    /// others can have it then.
    Tensor states(int n, int width) {
        return memory.take(states(type), count(n) * POSITIONS, width).narrow(0, 0, n);
    }

    /// Memory for `n` rows of a layer's convolution behind the last ones before them: `[1,W−1+n,C]`, until the next call.
    Tensor rows(int layer, int n) {
        int all = config.kept(layer) + n;
        if (rows.isEmpty() || rows.get().dim(1) < all || rows.get().dim(2) != config.channels(layer)) {
            rows.ifPresent(memory::give);
            rows = Optional.of(memory.take(states(type), 1, all, config.channels(layer)));
        }
        return rows.get().narrow(1, 0, all);
    }

    /// Takes back what [#states] gave.
    void give(Tensor states) {
        memory.give(states);
    }

    /// Memory for the states of a sequence, by layer, until [#give(State)].
    List<Optional<State>> states() {
        return IntStream.range(0, config.layers()).mapToObj(layer -> config.delta(layer).map(d -> new State(
                memory.take(states(type), 1, d.taps() - 1, d.channels()),
                memory.take(states(type), 1, d.valueHeads() * d.keyWidth(), d.valueWidth()))))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    void give(State state) {
        give(state.last);
        give(state.state);
    }

    /// Whether sequences share pages: not if they have states, which are not those at the end of a page.
    boolean shares() {
        return config.delta().isEmpty();
    }

    /// Bytes of the states of a sequence.
    public static long stateBytes(DType type, DecoderConfig config) {
        return states(type).bytes(config.delta().map(d -> d.layers().size()
                * ((d.taps() - 1L) * d.channels() + (long) d.valueHeads() * d.keyWidth() * d.valueWidth())).orElse(0L));
    }

    private Page evict(Page page) {
        page.key.ifPresent(cached::remove);
        page.key = Optional.empty();
        return page;
    }

    /// The page that holds the [#POSITIONS] tokens of `text` from `from` on, for one more sequence to use.
    ///
    /// @param before the page before it, or the adapter
    Optional<Page> find(Object before, int[] text, int from) {
        Optional<Page> page = Optional.ofNullable(cached.get(key(before, text, from)));
        page.ifPresent(found -> {
            found.uses++;
            unused.remove(found);
        });
        return page;
    }

    /// Caches a prefilled page of a prompt. Returns the page to use: this one, or one with the same content that was cached
    /// before.
    Page cache(Page page, Object before, int[] text, int from) {
        Optional<Page> same = find(before, text, from);
        if (same.isPresent()) {
            release(page);
            return same.get();
        }
        PageKey key = key(before, text, from);
        cached.put(key, page);
        page.key = Optional.of(key);
        return page;
    }

    private static PageKey key(Object before, int[] text, int from) {
        return new PageKey(before, IntBuffer.wrap(Arrays.copyOfRange(text, from, from + POSITIONS)));
    }

    /// A sequence does not use `page` any more. It releases its last page first.
    void release(Page page) {
        page.uses--;
        if (page.uses == 0) {
            if (page.key.isPresent()) {
                unused.add(page);
            } else {
                free.add(page);
            }
        }
    }

    @Override
    public void close() {
        memory.close();
    }
}
