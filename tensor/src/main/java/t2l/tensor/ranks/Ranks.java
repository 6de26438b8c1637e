package t2l.tensor.ranks;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import module java.base;
import t2l.tensor.*;

/// The processes that compute one thing together, as one of them sees them. Every method but [#rank], [#count] and [#abort] is
/// called by all of them, in the same order, and returns when what it needs of the others is there.
///
/// A rank that fails calls [#abort]: the others wait for it otherwise.
public interface Ranks extends AutoCloseable {
    /// The number of bytes of which sizes must be multiples.
    int WORD = Integer.BYTES;

    /// A process without others.
    static Ranks alone() {
        return new Alone();
    }

    /// The number of this rank, from 0. Rank 0 speaks to the user and writes files.
    int rank();

    /// How many there are.
    int count();

    /// Sends part `q` of `parts` to rank `q`, and receives as part `q` of `received` what rank `q` has for this one
    /// (`MPI_Alltoall`). Both are native memory of equal size, a multiple of [#count] words, and share no byte.
    void exchange(MemorySegment parts, MemorySegment received);

    /// Receives what every rank has, in the order of the ranks (`MPI_Allgather`). Both are native memory and share no byte;
    /// `own` is as large on every rank, a multiple of a word, and `all` is [#count] times as large.
    void gather(MemorySegment own, MemorySegment all);

    /// Exchanges the parts of contiguous tensors.
    default void exchange(Tensor parts, Tensor received) {
        exchange(bytes(parts, parts.forReading()), bytes(received, received.forWriting()));
    }

    /// Gathers contiguous tensors.
    default void gather(Tensor own, Tensor all) {
        gather(bytes(own, own.forReading()), bytes(all, all.forWriting()));
    }

    private static MemorySegment bytes(Tensor t, MemorySegment memory) {
        return memory.asSlice(t.dtype().bytes(t.offset()), t.dtype().bytes(t.size()));
    }

    /// Ends the processes of all ranks with an exit code, whatever they are doing.
    void abort(int code);

    /// Takes leave of the others.
    @Override
    void close();

    /// What every rank has, in the order of the ranks. It may be of any size.
    default List<byte[]> all(byte[] own) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment sizes = arena.allocate(JAVA_INT, count());
            gather(arena.allocateFrom(JAVA_INT, own.length), sizes);
            int most = 1;
            for (int q = 0; q < count(); q++) {
                most = Math.max(most, sizes.getAtIndex(JAVA_INT, q));
            }
            long slot = Math.ceilDiv(most, WORD) * (long) WORD;
            MemorySegment padded = arena.allocate(slot);
            MemorySegment.copy(own, 0, padded, JAVA_BYTE, 0, own.length);
            MemorySegment everyone = arena.allocate(slot * count());
            gather(padded, everyone);
            List<byte[]> all = new ArrayList<>();
            for (int q = 0; q < count(); q++) {
                all.add(everyone.asSlice(q * slot, sizes.getAtIndex(JAVA_INT, q)).toArray(JAVA_BYTE));
            }
            return all;
        }
    }

    /// The texts of all ranks, in their order.
    default List<String> all(String own) {
        return all(own.getBytes(StandardCharsets.UTF_8)).stream()
                .map(bytes -> new String(bytes, StandardCharsets.UTF_8)).toList();
    }

    /// Whether it is so on any rank.
    default boolean any(boolean own) {
        if (count() == 1) {
            return own;
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment all = arena.allocate(JAVA_INT, count());
            gather(arena.allocateFrom(JAVA_INT, own ? 1 : 0), all);
            return Arrays.stream(all.toArray(JAVA_INT)).anyMatch(one -> one != 0);
        }
    }

    /// Something that rank 0 does for all.
    ///
    /// @param <X> what it may throw
    @FunctionalInterface
    interface Work<X extends Exception> {
        void run() throws X;
    }

    /// Does work on rank 0, while the others wait until it is done.
    default <X extends Exception> void first(Work<X> work) throws X {
        if (rank() == 0) {
            work.run();
        }
        any(false);
    }

    /// Throws [T2lException] on every rank that names one that differs from rank 0.
    ///
    /// @param what what must be the same
    /// @param own  its text on this rank
    default void requireSame(String what, String own) {
        List<String> all = all(own);
        for (int q = 1; q < all.size(); q++) {
            if (!all.get(q).equals(all.getFirst())) {
                throw new T2lException(what + ": needs the same on all ranks, rank " + q + " has " + all.get(q)
                        + ", rank 0 has " + all.getFirst());
            }
        }
    }

    /// One process, which has what it sends.
    record Alone() implements Ranks {
        @Override
        public int rank() {
            return 0;
        }

        @Override
        public int count() {
            return 1;
        }

        @Override
        public void exchange(MemorySegment parts, MemorySegment received) {
            received.copyFrom(parts);
        }

        @Override
        public void gather(MemorySegment own, MemorySegment all) {
            all.copyFrom(own);
        }

        /// There is nobody else to end: the caller ends as any process does.
        @Override
        public void abort(int code) {}

        @Override
        public void close() {}
    }
}
