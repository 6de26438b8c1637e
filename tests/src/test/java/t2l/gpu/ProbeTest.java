package t2l.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.tensor.Backend;
import t2l.tensor.Backend.Found.Missing;
import t2l.tensor.Backends;
import t2l.tensor.Parallel;
import t2l.tensor.T2lException;

/// What the device backends say about a machine, with or without devices.
class ProbeTest {
    @TempDir
    Path folder;

    @Test
    void allAreFound() {
        assertEquals(List.of("opencl", "simd", "tornado"), Backends.all().stream().map(Backend::name).toList());
    }

    @Test
    void openClSaysWhyAndWhatToDo() {
        Missing found = assertInstanceOf(Missing.class, new OpenClBackend().probe());
        assertFalse(found.why().isEmpty());
        assertFalse(found.remedy().isEmpty());
    }

    @Test
    void tornadoIsLookedForWhereTheEnvironmentSays() {
        assertEquals("TORNADOVM_HOME is not set", why(null));
        assertTrue(why(folder.resolve("none").toString()).endsWith("none is not a directory"));
        assertTrue(why(folder.toString()).startsWith("found TornadoVM in " + folder));
    }

    @Test
    void noneCanBeOpened() {
        try (Parallel threads = new Parallel(1)) {
            for (String name : List.of("opencl", "tornado")) {
                T2lException e = assertThrows(T2lException.class, () -> Backends.open(name, threads));
                assertTrue(e.getMessage().startsWith("backend " + name + ": not available: "), e.getMessage());
            }
        }
    }

    private static String why(String home) {
        return assertInstanceOf(Missing.class, new TornadoBackend(home).probe()).why();
    }
}
