package t2l.transformer;

import java.nio.IntBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.concurrent.Semaphore;
import t2l.tensor.DType;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.kernel.Attention;

/// Memory for the keys and values of the texts of one model, in pages of [#POSITIONS], no more than a given number of them.
///
/// Texts that begin alike share pages. A page of a prompt is known by who read it, an adapter, and by all tokens up to its
/// end; whoever begins the same way takes it instead of reading. Pages of no text stay known until their memory is needed,
/// the one left longest ago first. A text gets a [KvCache] with room for all of it or none, so none lacks a page on its way.
/// One thread at a time, unless a method says otherwise.
///
/// ```
///   text 1   [ page 0 ][ page 1 ][ page 2 …
///                 │         │
///   text 2   [ page 0 ][ page 1 ][ page 2' …      the same adapter and the same first 192 tokens
/// ```
public final class KvPages implements AutoCloseable {
    /// Positions of a page: a block of keys in attention.
    public static final int POSITIONS = Attention.PAGE;

    private final DType precision;
    private final int layers;
    private final int width;
    private final int states;
    private int most;
    private final Workspace memory = new Workspace();
    private final Deque<Page> free = new ArrayDeque<>();
    private final Map<PageKey, Page> known = new HashMap<>();
    /// Known pages of no text, the one left longest ago first; what continues a page is left before it.
    private final SequencedSet<Page> left = new LinkedHashSet<>();
    private int made;
    /// Pages that no text has reserved.
    private final Semaphore room;

    /// What a page holds: the page before it, or the adapter of the first one, and its tokens.
    private record PageKey(Object before, IntBuffer tokens) {}

    /// Keys and values of [#POSITIONS] positions.
    static final class Page {
        private final List<Tensor> keys = new ArrayList<>();
        private final List<Tensor> values = new ArrayList<>();
        private Optional<PageKey> place = Optional.empty();
        /// Texts that use it.
        private int texts;

        /// Of a layer: `[1,POSITIONS,G·D]`.
        Tensor keys(int layer) {
            return keys.get(layer);
        }

        /// Of a layer: `[1,POSITIONS,G·D]`.
        Tensor values(int layer) {
            return values.get(layer);
        }
    }

    /// @param precision the type of the passes that use it
    /// @param positions room for so many in all; memory is taken as it is needed
    public KvPages(DType precision, DecoderConfig config, long positions) {
        this.precision = precision;
        this.layers = config.layers();
        this.width = config.keyValueHeads() * config.headWidth();
        this.states = config.width();
        this.most = Math.toIntExact(Math.min(Integer.MAX_VALUE, Math.ceilDiv(positions, POSITIONS)));
        this.room = new Semaphore(most);
    }

    /// Bytes for a position of a model.
    public static long bytes(DType precision, DecoderConfig config) {
        return precision.bytes(2L * config.layers() * config.keyValueHeads() * config.headWidth());
    }

    /// Pages for so many positions.
    static int count(int positions) {
        return Math.ceilDiv(positions, POSITIONS);
    }

    /// A cache for a sequence of so many positions; empty if there is no room now. Throws like [#require].
    public Optional<KvCache> open(int positions) {
        require(positions);
        return room.tryAcquire(count(positions)) ? Optional.of(new KvCache(this, positions)) : Optional.empty();
    }

    /// Allows as many pages as one more sequence of so many positions needs.
    public void grow(int positions) {
        int lacking = Math.max(0, count(positions) - room.availablePermits());
        most += lacking;
        room.release(lacking);
    }

    /// Bytes that texts may reserve. Any thread may ask, unless the memory grows.
    public long capacity() {
        return most * pageBytes();
    }

    /// Bytes that texts have reserved. Any thread may ask, unless the memory grows.
    public long used() {
        return (most - room.availablePermits()) * pageBytes();
    }

    private long pageBytes() {
        return precision.bytes(2L * layers * POSITIONS * width);
    }

    /// Positions that no text has reserved. Any thread may ask.
    public long free() {
        return (long) room.availablePermits() * POSITIONS;
    }

    /// Throws [T2lException] if there is not so much room in all. Any thread may ask, unless the memory grows.
    public void require(int positions) {
        if (count(positions) > most) {
            throw new T2lException("memory: needs room for " + positions + " tokens of this text, has "
                    + (long) most * POSITIONS + " for all; allow more memory, or fewer tokens");
        }
    }

    /// Takes back the room of a cache.
    void release(int pages) {
        room.release(pages);
    }

    /// A page whose content is undefined, for a text that has reserved it.
    Page take() {
        Page page = free.poll();
        if (page == null) {
            page = made < most ? make() : forget(left.removeFirst());
        }
        page.texts = 1;
        return page;
    }

    private Page make() {
        made++;
        Page page = new Page();
        Tensor all = memory.take(precision, 2 * layers, POSITIONS, width);
        for (int layer = 0; layer < layers; layer++) {
            page.keys.add(all.narrow(0, 2 * layer, 1));
            page.values.add(all.narrow(0, 2 * layer + 1, 1));
        }
        return page;
    }

    /// Room for the states of some tokens: `[n,C]`, until [#give].
    Tensor states(int n) {
        return memory.take(precision, n, states);
    }

    /// Takes back what [#states] gave.
    void give(Tensor states) {
        memory.give(states);
    }

    private Page forget(Page page) {
        page.place.ifPresent(known::remove);
        page.place = Optional.empty();
        return page;
    }

    /// The page that holds the [#POSITIONS] tokens of `text` from `from` on, for one more text to use.
    ///
    /// @param before the page before it, or the adapter
    Optional<Page> find(Object before, int[] text, int from) {
        Optional<Page> page = Optional.ofNullable(known.get(place(before, text, from)));
        page.ifPresent(found -> {
            found.texts++;
            left.remove(found);
        });
        return page;
    }

    /// Makes a page known that has been read from a prompt. Returns the one to use instead: itself, or one with the same
    /// content that was known before.
    Page know(Page page, Object before, int[] text, int from) {
        Optional<Page> same = find(before, text, from);
        if (same.isPresent()) {
            leave(page);
            return same.get();
        }
        PageKey place = place(before, text, from);
        known.put(place, page);
        page.place = Optional.of(place);
        return page;
    }

    private static PageKey place(Object before, int[] text, int from) {
        return new PageKey(before, IntBuffer.wrap(Arrays.copyOfRange(text, from, from + POSITIONS)));
    }

    /// A text does not use `page` any more. Of the pages of a text, the last one is left first.
    void leave(Page page) {
        page.texts--;
        if (page.texts == 0) {
            if (page.place.isPresent()) {
                left.add(page);
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
