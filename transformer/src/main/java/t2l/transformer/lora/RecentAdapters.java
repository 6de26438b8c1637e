package t2l.transformer.lora;

import module java.base;

/// The adapters that were used last, as far as memory goes. Each has an arena of its own, which is closed as soon as it is
/// neither kept nor used, whatever the garbage collector does. Thread-safe.
///
/// @param <K> what they are found by
/// @param <A> what they are part of
public final class RecentAdapters<K, A> {
    private final long maxBytes;
    private final Function<A, Lora> lora;
    /// All are guarded by this.
    private final SequencedMap<K, Kept<A>> all = new LinkedHashMap<>();
    /// Of those that a thread makes; it wakes the others.
    private final Set<K> making = new HashSet<>();
    private long bytes;

    /// An adapter in memory.
    private static final class Kept<A> {
        private final Arena arena = Arena.ofShared();
        private A adapter;
        private long bytes;
        /// One for being kept, and one for each [User].
        private int uses;

        private synchronized void use() {
            uses++;
        }

        private synchronized void unuse() {
            uses--;
            if (uses == 0) {
                arena.close();
            }
        }
    }

    /// Someone who uses adapters, such as a request: those that it got stay in memory until it is closed. Thread-safe.
    public static final class User implements AutoCloseable {
        private final List<Kept<?>> used = new ArrayList<>();

        private synchronized void use(Kept<?> kept) {
            kept.use();
            used.add(kept);
        }

        /// Ends its use of all of them.
        @Override
        public synchronized void close() {
            used.forEach(Kept::unuse);
            used.clear();
        }
    }

    /// @param maxBytes of those that are kept, used or not; the adapter used last is kept, however large it is
    /// @param lora     the adapter itself
    public RecentAdapters(long maxBytes, Function<A, Lora> lora) {
        this.maxBytes = maxBytes;
        this.lora = lora;
    }

    /// The adapter of this key, as the one used last. One that is not here is made, once for all threads that ask; those that
    /// ask for others do not wait.
    ///
    /// @param user keeps it in memory
    /// @param make makes it in memory of an arena
    public A get(K key, User user, Function<Arena, A> make) throws InterruptedException {
        synchronized (this) {
            while (!all.containsKey(key) && !making.add(key)) {
                wait();
            }
            Kept<A> there = all.get(key);
            if (there != null) {
                all.putLast(key, there);
                user.use(there);
                return there.adapter;
            }
        }
        try {
            return make(key, user, make);
        } finally {
            synchronized (this) {
                making.remove(key);
                notifyAll();
            }
        }
    }

    private A make(K key, User user, Function<Arena, A> make) {
        var fresh = new Kept<A>();
        user.use(fresh);
        fresh.adapter = make.apply(fresh.arena);
        fresh.bytes = lora.apply(fresh.adapter).bytes();
        synchronized (this) {
            fresh.use();
            all.putLast(key, fresh);
            bytes += fresh.bytes;
            while (bytes > maxBytes && all.size() > 1) {
                drop(all.firstEntry().getKey());
            }
        }
        return fresh.adapter;
    }

    /// Lets go of an adapter, whose memory goes with its last user.
    public synchronized void drop(K key) {
        Kept<A> there = all.remove(key);
        if (there != null) {
            bytes -= there.bytes;
            there.unuse();
        }
    }

    /// The one used last at the end. Only what is in the heap may be read of those that are not used.
    public synchronized List<A> all() {
        return all.values().stream().map(kept -> kept.adapter).toList();
    }
}
