package t2l.gpu;

import static org.junit.jupiter.api.Assertions.*;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.Refused;
import t2l.gpu.OpenClDevice.Kind;
import t2l.tensor.Parallel;
import t2l.tensor.backend.*;
import t2l.tensor.backend.Backend.Availability.*;

/// What the device backends say about a machine, with or without devices.
class ProbeTest {
    @TempDir
    Path folder;

    @Test
    void allAreFound() {
        assertEquals(List.of("opencl", "scalar", "simd", "tornado"),
                Backends.all().stream().map(Backend::name).toList());
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

    /// Whatever its driver calls memory: a GPU in the processor has all of the host's.
    @Test
    void aGpuWithMemoryOfItsOwnComesFirst() {
        List<OpenClDevice> devices = new ArrayList<>(List.of(device("emulator", Kind.ACCELERATOR, 64, true),
                device("processor", Kind.CPU, 64, true), device("in it", Kind.GPU, 48, true),
                device("card", Kind.GPU, 8, false), device("larger card", Kind.GPU, 16, false)));
        devices.sort(OpenClDevice.FASTEST_FIRST);
        assertEquals(List.of("larger card", "card", "in it", "processor", "emulator"),
                devices.stream().map(OpenClDevice::name).toList());
    }

    private static OpenClDevice device(String name, Kind kind, long memory, boolean hostMemory) {
        return new OpenClDevice(MemorySegment.NULL, name, "OpenCL 3.0", "1", kind, memory << 30, memory << 28,
                hostMemory, 1);
    }

    @Test
    void tornadoSaysWhatIsMissing() throws IOException {
        assumeTrue(withoutTornado(), "this JVM has TornadoVM");
        assertEquals("TORNADOVM_HOME is not set", why(null));
        assertEquals("TORNADOVM_HOME=" + folder + " holds no tornado-argfile", why(folder.toString()));
        Files.createFile(folder.resolve("tornado-argfile"));
        assertEquals("found TornadoVM in " + folder + ", but this program was built without it",
                why(folder.toString()));
    }

    @Test
    void whatIsMissingCannotBeOpened() {
        assumeTrue(withoutTornado(), "this JVM has TornadoVM");
        try (Parallel threads = new Parallel(1)) {
            Refused.begins("backend tornado: not available: ", () -> Backends.open("tornado", threads));
        }
    }

    @Test
    void whatIsNotOnTheClassPathIsNamed() {
        Thread thread = Thread.currentThread();
        ClassLoader usual = thread.getContextClassLoader();
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        try (Parallel threads = new Parallel(1)) {
            var e = assertThrows(IllegalArgumentException.class, () -> Backends.open("opencl", threads));
            assertTrue(e.getMessage().endsWith(", got opencl; add t2l-gpu to the class path"), e.getMessage());
        } finally {
            thread.setContextClassLoader(usual);
        }
    }

    private static boolean withoutTornado() {
        return ModuleLayer.boot().findModule("tornado.runtime").isEmpty();
    }

    private static String why(String home) {
        return assertInstanceOf(Missing.class, new TornadoBackend(home, Optional::empty).probe()).why();
    }

    /// Whoever sees this may have said `--backend tornado` already.
    @Test
    void tornadoWithoutItsFlagsSaysHowToStartIt() throws IOException {
        assumeTrue(withoutTornado(), "this JVM has TornadoVM");
        Path flags = Files.createFile(folder.resolve("tornado-argfile"));
        JavaDevices module = new JavaDevices() {
            @Override
            public String detail() {
                throw new AssertionError("must not be asked in this JVM");
            }

            @Override
            public Device open() {
                throw new AssertionError("must not be asked in this JVM");
            }
        };
        Missing found = assertInstanceOf(Missing.class,
                new TornadoBackend(folder.toString(), () -> Optional.of(module)).probe());
        assertEquals("found TornadoVM in " + folder + ", but this JVM was started without its flags", found.why());
        assertTrue(found.remedy().startsWith("start it with java @" + flags), found.remedy());
    }
}
