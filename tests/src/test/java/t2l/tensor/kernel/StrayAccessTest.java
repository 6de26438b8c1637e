package t2l.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import t2l.OtherJvm;
import t2l.OtherJvm.Ended;

/// Kernels work on plain addresses, which no segment checks: they read and write nothing but their operands.
class StrayAccessTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void kernelsTouchNothingBesideTheirOperands() throws IOException, InterruptedException {
        for (int bits : new int[] {128, 256, 512}) {
            Ended ended = OtherJvm.run(GuardedKernels.class, Map.of(), "-XX:-CreateCoredumpOnCrash",
                    "-XX:ErrorFile=/dev/null", "-Dt2l.simd.bits=" + bits);
            assertEquals("done", ended.lines().getLast(), bits + " bits");
            assertEquals(0, ended.exit());
        }
    }
}
