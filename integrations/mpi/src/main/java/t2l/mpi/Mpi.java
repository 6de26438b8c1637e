package t2l.mpi;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.ranks.Ranks;

/// The processes of `MPI_COMM_WORLD`, and the functions of an MPI library that are needed for them, in words of four bytes (MPI
/// 4.1; the section is named at each). All are called by one thread. A call that fails ends all processes, as MPI does unless
/// told otherwise.
final class Mpi implements Ranks {
    private final NativeLibrary library;
    private final MpiHandles handles;
    private final int rank;
    private final int count;

    /// Joins the processes (§11.2.1).
    ///
    /// @param library one of MPI with such handles
    Mpi(NativeLibrary library, MpiHandles handles) {
        this.library = library;
        this.handles = handles;
        check("MPI_Init", NULL, NULL);
        rank = number("MPI_Comm_rank");
        count = number("MPI_Comm_size");
    }

    private int number(String function) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment into = arena.allocate(JAVA_INT);
            check(function, handles.world(), into);
            return into.get(JAVA_INT, 0);
        }
    }

    /// §7.4.1
    @Override
    public int rank() {
        return rank;
    }

    /// §7.4.1
    @Override
    public int count() {
        return count;
    }

    /// §6.8
    @Override
    public void exchange(MemorySegment parts, MemorySegment received) {
        move("MPI_Alltoall", parts, parts.byteSize() / count, received);
    }

    /// §6.7
    @Override
    public void gather(MemorySegment own, MemorySegment all) {
        move("MPI_Allgather", own, own.byteSize(), all);
    }

    /// @param bytes that are sent to each process, and received from each
    private void move(String function, MemorySegment send, long bytes, MemorySegment receive) {
        int words = Math.toIntExact(bytes / WORD);
        check(function, send, words, handles.word(), receive, words, handles.word(), handles.world());
    }

    /// Does not return (§9.7).
    @Override
    public void abort(int code) {
        check("MPI_Abort", handles.world(), code);
    }

    /// §11.2.2
    @Override
    public void close() {
        check("MPI_Finalize");
    }

    private void check(String function, Object... arguments) {
        check(library, function, arguments);
    }

    private static void check(NativeLibrary library, String function, Object... arguments) {
        int code = library.code(function, arguments);
        if (code != 0) {
            throw new T2lException("mpi: " + function + " failed with code " + code);
        }
    }

    /// Sets a variable in this process's own environment, where C libraries look for it.
    static void setVariable(String name, String value) {
        try (Arena arena = Arena.ofConfined()) {
            check(NativeLibrary.ofSystem(), "setenv", arena.allocateFrom(name), arena.allocateFrom(value), 1);
        }
    }
}
