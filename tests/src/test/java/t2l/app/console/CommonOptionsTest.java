package t2l.app.console;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import t2l.tensor.backend.Kernels;

/// What commands share.
class CommonOptionsTest {
    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().startsWith("t2l-"))
                .collect(Collectors.toSet());
    }

    @Test
    void threadsEndWithTheKernelsThatTheyAreFor() throws InterruptedException {
        var options = new CommonOptions();
        new CommandLine(options).parseArgs("--threads", "3", "--backend", "scalar");
        Set<Thread> others = threads();
        Set<Thread> own;
        try (Kernels kernels = options.kernels()) {
            assertEquals("scalar", kernels.name().replaceAll("\\W.*", ""));
            own = threads();
            own.removeAll(others);
            assertEquals(2, own.size());
        }
        for (Thread thread : own) {
            thread.join(60_000);
            assertFalse(thread.isAlive());
        }
    }
}
