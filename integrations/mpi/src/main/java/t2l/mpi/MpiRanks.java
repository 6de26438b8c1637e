package t2l.mpi;

import java.lang.foreign.MemorySegment;
import t2l.tensor.ranks.Ranks;

/// The processes of `MPI_COMM_WORLD`.
record MpiRanks(Mpi mpi, int rank, int count) implements Ranks {
    @Override
    public void exchange(MemorySegment parts, MemorySegment received) {
        mpi.alltoall(parts, received, words(parts.byteSize() / count));
    }

    @Override
    public void gather(MemorySegment own, MemorySegment all) {
        mpi.allgather(own, all, words(own.byteSize()));
    }

    private static int words(long bytes) {
        return Math.toIntExact(bytes / WORD);
    }

    @Override
    public void abort(int code) {
        mpi.abort(code);
    }

    @Override
    public void close() {
        mpi.end();
    }
}
