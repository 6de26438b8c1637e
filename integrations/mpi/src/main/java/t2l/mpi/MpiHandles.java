package t2l.mpi;

import module java.base;
import t2l.tensor.NativeLibrary;

/// What an implementation of MPI passes to name its objects.
///
/// @param kind   the implementation, for messages
/// @param world  `MPI_COMM_WORLD`
/// @param word   `MPI_INT32_T`, as which bytes are moved
record MpiHandles(String kind, Object world, Object word) {
    /// The handles of a library; empty if it is not one of MPI. Its name alone tells the ABI of MPI 5.0 from MPICH's own.
    static Optional<MpiHandles> of(NativeLibrary library) {
        Optional<MemorySegment> world = library.find("ompi_mpi_comm_world");
        Optional<MemorySegment> word = library.find("ompi_mpi_int32_t");
        if (library.find("MPI_Init").isEmpty()) {
            return Optional.empty();
        }
        if (world.isPresent() && word.isPresent()) {
            return Optional.of(new MpiHandles("Open MPI", world.get(), word.get()));
        }
        return Optional.of(library.name().contains("mpi_abi") ? abi() : mpich());
    }

    /// `mpi.h` of MPICH 3 and 4, which Intel's, Cray's and MVAPICH's libraries share.
    private static MpiHandles mpich() {
        return new MpiHandles("MPICH", 0x44000000, 0x4c000439);
    }

    /// MPI 5.0, appendix A.
    private static MpiHandles abi() {
        return new MpiHandles("MPI 5", MemorySegment.ofAddress(0x101), MemorySegment.ofAddress(0x250));
    }
}
