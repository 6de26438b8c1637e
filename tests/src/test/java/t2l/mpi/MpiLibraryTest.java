package t2l.mpi;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.Refused;
import t2l.tensor.T2lException;
import t2l.tensor.ranks.RankLibrary;

/// Who was started as a rank, and what is said where MPI is missing.
class MpiLibraryTest {
    private final MpiLibrary library = new MpiLibrary();

    @Test
    void everyLauncherNamesARank() {
        assertEquals(OptionalInt.of(3), library.launched(Map.of("OMPI_COMM_WORLD_RANK", "3", "PMIX_RANK", "3")));
        assertEquals(OptionalInt.of(0), library.launched(Map.of("PMI_RANK", "0", "PMI_SIZE", "2")));
        assertEquals(OptionalInt.of(1), library.launched(Map.of("PMI_ID", "1", "PMI_PORT", "node:1234")));
        assertEquals(OptionalInt.of(12), library.launched(Map.of("PMIX_RANK", "12", "SLURM_NTASKS", "16")));
    }

    @Test
    void aProcessWithoutLauncherIsNone() {
        assertEquals(OptionalInt.empty(), library.launched(Map.of()));
        assertEquals(OptionalInt.empty(), library.launched(Map.of("SLURM_PROCID", "1", "PMI_RANK", "")));
    }

    @Test
    void itIsFound() {
        assertTrue(ServiceLoader.load(RankLibrary.class).stream().anyMatch(found -> found.type() == MpiLibrary.class));
    }

    @Test
    void whatIsMissingIsSaid() {
        T2lException none = assertThrows(T2lException.class,
                () -> library.join(Map.of("PMI_RANK", "0", "T2L_MPI", "libno-such-mpi.so")));
        assertEquals("T2L_MPI: needs a library of MPI, libno-such-mpi.so cannot be loaded", none.getMessage());
        T2lException other = assertThrows(T2lException.class,
                () -> library.join(Map.of("PMI_RANK", "0", "T2L_MPI", "libc.so.6")));
        assertEquals("T2L_MPI: needs an MPI library, libc.so.6 is not one", other.getMessage());
        Refused.says("add -pmi-port to mpirun", () -> library.join(Map.of("PMI_RANK", "0", "PMI_FD", "987654")));
    }
}
