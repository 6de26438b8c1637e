/// Chapter 13, continued. In: processes of `mpirun`. Out: their [t2l.tensor.ranks.Ranks]. Read [t2l.mpi.MpiLibrary] first.
///
/// MPI is a C interface, and its implementations differ in what a handle is: an address of a variable in the library
/// (Open MPI), a number (MPICH and its relatives), or a small number in the place of an address (the ABI of MPI 5.0).
/// [t2l.mpi.MpiHandles] knows the three. Everything else is the same: seven functions, called through
/// [t2l.tensor.NativeLibrary], of which two move the bytes of a training, `MPI_Alltoall` and `MPI_Allgather`. MPI
/// never adds, because the order in which it adds is not specified.
///
/// Read in order: [t2l.mpi.MpiLibrary] (who was started, and by whom), [t2l.mpi.MpiHandles], [t2l.mpi.Mpi]. Then run
/// `mpirun -n 2 java -jar t2l.jar lora …`; see docs/cluster.md.
package t2l.mpi;
