package t2l.serve.adapter;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/// The adapters that were used last, as far as memory goes.
final class RecentAdapters {
    private final long most;
    private final SequencedMap<String, RequestAdapter> all = new LinkedHashMap<>();
    private long bytes;
    /// Bytes of those that have gone and may still be in memory.
    private long gone;

    /// @param most bytes; the adapter used last is kept, however large it is
    RecentAdapters(long most) {
        this.most = most;
    }

    /// The adapter of this id, if it is here, as the one used last.
    Optional<RequestAdapter> take(String id) {
        Optional<RequestAdapter> there = Optional.ofNullable(all.get(id));
        there.ifPresent(found -> all.putLast(id, found));
        return there;
    }

    /// Keeps an adapter that is not here yet.
    void keep(RequestAdapter found) {
        all.putLast(found.id(), found);
        bytes += found.adapter().lora().bytes();
        while (bytes > most && all.size() > 1) {
            drop(all.firstEntry().getKey());
        }
    }

    /// Lets go of an adapter. Its numbers are outside the heap and go with the last request that uses it, as soon as the garbage
    /// collector finds out; but it looks at the heap alone, which may take days to fill.
    void drop(String id) {
        RequestAdapter there = all.remove(id);
        if (there == null) {
            return;
        }
        bytes -= there.adapter().lora().bytes();
        gone += there.adapter().lora().bytes();
        if (gone > most) {
            gone = 0;
            System.gc();
        }
    }

    /// The one used last at the end.
    List<RequestAdapter> all() {
        return List.copyOf(all.values());
    }

    long bytes() {
        return bytes;
    }
}
