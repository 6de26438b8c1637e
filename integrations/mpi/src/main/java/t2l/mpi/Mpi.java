package t2l.mpi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import module java.base;
import t2l.tensor.NativeCall;
import t2l.tensor.T2lException;

/// The functions of an MPI library that are needed here, on all processes and in words of four bytes (MPI 4.1; the section is
/// named at each). All are called by one thread. A call that fails ends all processes, as MPI does unless told otherwise.
@SuppressWarnings("restricted") // calling a C library is what this class is for
final class Mpi {
    private final SymbolLookup library;
    private final MethodHandle init;
    private final MethodHandle rank;
    private final MethodHandle size;
    private final MethodHandle alltoall;
    private final MethodHandle allgather;
    private final MethodHandle abort;
    private final MethodHandle end;

    /// @param library one of MPI with such handles
    Mpi(SymbolLookup library, MpiHandles handles) {
        this.library = library;
        ValueLayout handle = handles.layout();
        Object world = handles.world();
        Object word = handles.word();
        init = function("MPI_Init", ADDRESS, ADDRESS);
        rank = MethodHandles.insertArguments(function("MPI_Comm_rank", handle, ADDRESS), 0, world);
        size = MethodHandles.insertArguments(function("MPI_Comm_size", handle, ADDRESS), 0, world);
        alltoall = moving("MPI_Alltoall", handle, word, world);
        allgather = moving("MPI_Allgather", handle, word, world);
        abort = MethodHandles.insertArguments(function("MPI_Abort", handle, JAVA_INT), 0, world);
        end = function("MPI_Finalize");
    }

    /// A function of what is sent, how many words of it to each, and the same of what is received.
    private MethodHandle moving(String name, ValueLayout handle, Object word, Object world) {
        MethodHandle whole = function(name, ADDRESS, JAVA_INT, handle, ADDRESS, JAVA_INT, handle, handle);
        return MethodHandles.insertArguments(MethodHandles.insertArguments(whole, 5, word, world), 2, word);
    }

    private MethodHandle function(String name, MemoryLayout... arguments) {
        MemorySegment address = library.find(name)
                .orElseThrow(() -> new T2lException("mpi: needs a library with " + name + ", this one has none"));
        return Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(JAVA_INT, arguments));
    }

    /// §11.2.1
    void init() {
        check("MPI_Init", () -> (int) init.invokeExact(MemorySegment.NULL, MemorySegment.NULL));
    }

    /// §7.4.1
    int rank() {
        return number("MPI_Comm_rank", rank);
    }

    /// §7.4.1
    int size() {
        return number("MPI_Comm_size", size);
    }

    private static int number(String name, MethodHandle function) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment into = arena.allocate(JAVA_INT);
            check(name, () -> (int) function.invokeExact(into));
            return into.get(JAVA_INT, 0);
        }
    }

    /// Sends `words` words to each process and receives as many from each (§6.8).
    void alltoall(MemorySegment send, MemorySegment receive, int words) {
        check("MPI_Alltoall", () -> (int) alltoall.invokeExact(send, words, receive, words));
    }

    /// Receives `words` words from each process (§6.7).
    void allgather(MemorySegment send, MemorySegment receive, int words) {
        check("MPI_Allgather", () -> (int) allgather.invokeExact(send, words, receive, words));
    }

    /// Does not return (§9.7).
    void abort(int code) {
        check("MPI_Abort", () -> (int) abort.invokeExact(code));
    }

    /// §11.2.2
    void end() {
        check("MPI_Finalize", () -> (int) end.invokeExact());
    }

    /// Sets a variable in this process's own environment, where C libraries look for it.
    static void setVariable(String name, String value) {
        Linker linker = Linker.nativeLinker();
        MethodHandle set = linker.downcallHandle(linker.defaultLookup().find("setenv").orElseThrow(),
                FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment key = arena.allocateFrom(name);
            MemorySegment text = arena.allocateFrom(value);
            check("setenv", () -> (int) set.invokeExact(key, text, 1));
        }
    }

    private static void check(String name, NativeCall.Function<Integer> call) {
        int code = NativeCall.of(call);
        if (code != 0) {
            throw new T2lException("mpi: " + name + " failed with code " + code);
        }
    }
}
