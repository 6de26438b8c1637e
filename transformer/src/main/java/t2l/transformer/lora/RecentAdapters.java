package t2l.transformer.lora;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Function;
import java.util.function.Supplier;

/// The adapters that were used last, as far as memory goes. Thread-safe.
///
/// @param <K> what they are found by
/// @param <A> what they are part of
public final class RecentAdapters<K, A> {
    private final long most;
    private final Function<A, Lora> lora;
    private final OneMaker<K> makers = new OneMaker<>();
    /// These three are guarded by this.
    private final SequencedMap<K, A> all = new LinkedHashMap<>();
    private long bytes;
    /// Bytes of those that have gone and may still be in memory.
    private long gone;

    /// @param most bytes; the adapter used last is kept, however large it is
    /// @param lora the adapter itself
    public RecentAdapters(long most, Function<A, Lora> lora) {
        this.most = most;
        this.lora = lora;
    }

    /// The adapter of this key, as the one used last. One that is not here is made, once for all threads that ask; those that ask for
    /// others do not wait.
    public A get(K key, Supplier<A> make) throws InterruptedException {
        Optional<A> there = take(key);
        return there.isPresent() ? there.get() : makers.alone(key, () -> take(key).orElseGet(() -> {
            A fresh = make.get();
            keep(key, fresh);
            return fresh;
        }));
    }

    private synchronized Optional<A> take(K key) {
        Optional<A> there = Optional.ofNullable(all.get(key));
        there.ifPresent(found -> all.putLast(key, found));
        return there;
    }

    private synchronized void keep(K key, A found) {
        all.putLast(key, found);
        bytes += lora.apply(found).bytes();
        while (bytes > most && all.size() > 1) {
            drop(all.firstEntry().getKey());
        }
    }

    /// Lets go of an adapter. Its numbers are outside the heap and go with the last request that uses it, as soon as the garbage
    /// collector finds out; but it looks at the heap alone, which may take days to fill.
    public synchronized void drop(K key) {
        A there = all.remove(key);
        if (there == null) {
            return;
        }
        long size = lora.apply(there).bytes();
        bytes -= size;
        gone += size;
        if (gone > most) {
            gone = 0;
            System.gc();
        }
    }

    /// The one used last at the end.
    public synchronized List<A> all() {
        return List.copyOf(all.values());
    }
}
