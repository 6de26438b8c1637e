package t2l.mpi;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.*;
import t2l.tensor.*;
import t2l.tensor.ranks.*;

/// MPI as this machine has it: the library that belongs to the launcher, or the one that `T2L_MPI` names.
public final class MpiLibrary implements RankLibrary {
    /// A program that starts processes of MPI.
    ///
    /// @param rank      the variable with the number of a process
    /// @param size      the variable with their number
    /// @param kind      the implementation it belongs to; empty if it starts those of any
    /// @param libraries the names that the library has on different systems
    private record Starter(String rank, String size, String kind, List<String> libraries) {}

    private static final String ABI = "libmpi_abi.so.1";
    private static final List<String> OPEN_MPI = List.of("libmpi.so.40", ABI);
    private static final List<String> MPICH = List.of("libmpich.so.12", "libmpi.so.12", ABI);

    /// `mpirun` of Open MPI; that of MPICH, which sets the second variable with `-pmi-port`; `srun --mpi=pmix`.
    private static final List<Starter> STARTERS = List.of(
            new Starter("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE", "Open MPI", OPEN_MPI),
            new Starter("PMI_RANK", "PMI_SIZE", "MPICH", MPICH),
            new Starter("PMI_ID", "PMI_SIZE", "MPICH", MPICH),
            new Starter("PMIX_RANK", "SLURM_NTASKS", "",
                    List.of(ABI, "libmpi.so.40", "libmpich.so.12", "libmpi.so.12")));

    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    /// Names the library to use.
    private static final String CHOICE = "T2L_MPI";

    @Override
    public OptionalInt launched(Map<String, String> environment) {
        return starter(environment).map(starter -> OptionalInt.of(Integer.parseInt(environment.get(starter.rank()))))
                .orElse(OptionalInt.empty());
    }

    private static Optional<Starter> starter(Map<String, String> environment) {
        return STARTERS.stream()
                .filter(starter -> environment.getOrDefault(starter.rank(), "").matches("\\d{1,9}")).findFirst();
    }

    @Override
    public Ranks join(Map<String, String> environment) {
        Starter starter = starter(environment).orElseThrow();
        requireConnection(environment.getOrDefault("PMI_FD", ""));
        // UCX would take the signal that Java's checks for null use.
        Mpi.setVariable("UCX_ERROR_SIGNALS", "");
        NativeLibrary library = open(starter, environment);
        MpiHandles handles = MpiHandles.of(library).orElseThrow(
                () -> new T2lException(CHOICE + ": needs an MPI library, " + library.name() + " is not one"));
        if (!starter.kind().isEmpty() && !library.name().contains("mpi_abi")
                && !handles.kind().equals(starter.kind())) {
            throw new T2lException(CHOICE + ": needs the library of the mpirun that started this, " + starter.kind()
                    + ", " + library.name() + " is of " + handles.kind());
        }
        Mpi ranks = new Mpi(library, handles);
        int rank = launched(environment).orElseThrow();
        String size = environment.getOrDefault(starter.size(), Integer.toString(ranks.count()));
        if (ranks.rank() != rank || !size.equals(Integer.toString(ranks.count()))) {
            throw new T2lException("mpi: needs the library of the mpirun that started this as rank " + rank + " of "
                    + size + ", " + library.name() + " reports rank " + ranks.rank() + " of " + ranks.count()
                    + "; name the right one in " + CHOICE);
        }
        return ranks;
    }

    /// A JVM that was started by an older one than 25 did not get the file.
    private static void requireConnection(String file) {
        if (!file.isEmpty() && Files.exists(OPEN_FILES) && !Files.exists(OPEN_FILES.resolve(file), NOFOLLOW_LINKS)) {
            throw new T2lException("mpi: needs the connection that mpirun hands over as open file " + file
                    + ", which a second JVM does not get from an old Java; start t2l with the java of JDK 25, or add"
                    + " -pmi-port to mpirun");
        }
    }

    private static NativeLibrary open(Starter starter, Map<String, String> environment) {
        String chosen = environment.get(CHOICE);
        List<String> names = chosen == null ? starter.libraries() : List.of(chosen);
        return NativeLibrary.open(names, MpiLibrary::missing).orElseThrow(() -> new T2lException(chosen == null
                ? "mpi: needs the library of the mpirun that started this, found none of " + String.join(", ", names)
                        + "; install it, add its folder to LD_LIBRARY_PATH, or name it in " + CHOICE
                : CHOICE + ": needs a library of MPI, " + chosen + " cannot be loaded"));
    }

    private static T2lException missing(String function) {
        return new T2lException("mpi: needs a library with " + function + ", this one has none");
    }
}
