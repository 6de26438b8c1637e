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
import t2l.tensor.Backend.Found.Ready;
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
    void openClSaysWhatItRunsOnOrWhyNotAndWhatToDo() {
        switch (new OpenClBackend().probe()) {
            case Ready(String detail) -> assertTrue(detail.contains(Devices.device().name()), detail);
            case Missing(String why, String remedy) -> {
                assertFalse(why.isEmpty());
                assertFalse(remedy.isEmpty());
            }
        }
    }

    @Test
    void openClRunsOnTheProcessorUnderIt() {
        Devices.library();
        try (Parallel threads = new Parallel(1)) {
            String name = Backends.open("opencl", threads).name();
            assertTrue(name.startsWith("opencl/" + Devices.device().name()) && name.contains(", over simd"), name);
        }
    }

    @Test
    void tornadoIsLookedForWhereTheEnvironmentSays() {
        assertEquals("TORNADOVM_HOME is not set", why(null));
        assertTrue(why(folder.resolve("none").toString()).endsWith("none is not a directory"));
        assertTrue(why(folder.toString()).startsWith("found TornadoVM in " + folder));
    }

    @Test
    void whatIsMissingCannotBeOpened() {
        try (Parallel threads = new Parallel(1)) {
            T2lException e = assertThrows(T2lException.class, () -> Backends.open("tornado", threads));
            assertTrue(e.getMessage().startsWith("backend tornado: not available: "), e.getMessage());
        }
    }

    private static String why(String home) {
        return assertInstanceOf(Missing.class, new TornadoBackend(home).probe()).why();
    }
}
