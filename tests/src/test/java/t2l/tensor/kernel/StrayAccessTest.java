package t2l.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/// Kernels work on plain addresses, which no segment checks: they read and write nothing but their operands.
class StrayAccessTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void kernelsTouchNothingBesideTheirOperands() throws IOException, InterruptedException {
        for (int bits : new int[] {128, 256, 512}) {
            Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED", "-Xlog:disable",
                    "-XX:-CreateCoredumpOnCrash", "-XX:ErrorFile=/dev/null", "-Dt2l.simd.bits=" + bits, "-cp",
                    System.getProperty("java.class.path"), GuardedKernels.class.getName())
                    .redirectError(ProcessBuilder.Redirect.DISCARD).start();
            List<String> lines = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).lines()
                    .toList();
            process.waitFor();
            assertEquals("done", lines.getLast(), bits + " bits");
        }
    }
}
