package t2l.tensor.ranks;

import module java.base;

/// Threads of this process as ranks.
@SuppressWarnings("restricted") // to read each other's memory
public final class ThreadRanks implements Ranks {
    /// What the others see of an exchange.
    private record Room(CyclicBarrier barrier, AtomicReferenceArray<MemorySegment> offered) {}

    private final int rank;
    private final Room room;

    private ThreadRanks(int rank, Room room) {
        this.rank = rank;
        this.room = room;
    }

    /// Runs `work` on `count` ranks; rethrows what the first to fail has thrown, which ends the others.
    public static void run(int count, Consumer<Ranks> work) {
        var room = new Room(new CyclicBarrier(count), new AtomicReferenceArray<>(count));
        var failure = new AtomicReference<Throwable>();
        List<Thread> threads = new ArrayList<>();
        for (int q = 0; q < count; q++) {
            var ranks = new ThreadRanks(q, room);
            threads.add(Thread.ofPlatform().start(() -> {
                try {
                    work.accept(ranks);
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                    ranks.abort(1);
                }
            }));
        }
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
        switch (failure.get()) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int count() {
        return room.offered().length();
    }

    @Override
    public void exchange(MemorySegment parts, MemorySegment received) {
        if (parts.byteSize() != received.byteSize()) {
            throw new IllegalArgumentException("sizes " + parts.byteSize() + " and " + received.byteSize());
        }
        long size = parts.byteSize() / count();
        share(parts, q -> MemorySegment.copy(room.offered().get(q), rank * size, received, q * size, size));
    }

    @Override
    public void gather(MemorySegment own, MemorySegment all) {
        long size = own.byteSize();
        if (all.byteSize() != count() * size) {
            throw new IllegalArgumentException("sizes " + size + " and " + all.byteSize());
        }
        share(own, q -> MemorySegment.copy(room.offered().get(q), 0, all, q * size, size));
    }

    private interface FromRank {
        void copy(int rank);
    }

    private void share(MemorySegment offer, FromRank from) {
        if (offer.byteSize() % ((long) WORD) != 0) {
            throw new IllegalArgumentException("needs whole words, got " + offer.byteSize() + " bytes");
        }
        // memory may belong to one thread
        room.offered().set(rank, MemorySegment.ofAddress(offer.address()).reinterpret(offer.byteSize()));
        await();
        for (int q = 0; q < count(); q++) {
            if (room.offered().get(q).byteSize() != offer.byteSize()) {
                throw new IllegalStateException("rank " + q + " exchanges something else than rank " + rank);
            }
            from.copy(q);
        }
        await();
    }

    private void await() {
        try {
            room.barrier().await();
        } catch (BrokenBarrierException | InterruptedException e) {
            throw new IllegalStateException("rank " + rank + ": another rank has ended", e);
        }
    }

    /// Breaks the barrier for all who wait there or come later.
    @Override
    public void abort(int code) {
        Thread.currentThread().interrupt();
        try {
            room.barrier().await();
        } catch (BrokenBarrierException | InterruptedException _) {
            return; // as it must be
        }
    }

    @Override
    public void close() {}
}
