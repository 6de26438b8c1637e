package t2l.tensor.kernel;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import t2l.OtherJvm;
import t2l.OtherJvm.Ended;

/// Kernels with registers of every width, each in a process of its own. They work on plain addresses, which no segment checks, and
/// read and write nothing but their operands; and their bits do not depend on the width.
class RegisterWidthTest {
    @Test
    @EnabledOnOs(OS.LINUX)
    void kernelsTouchNothingBesideTheirOperandsAndGiveTheSameBits() throws IOException, InterruptedException {
        List<String> narrow = bits(128);
        assertTrue(narrow.size() > 100, narrow.toString());
        assertEquals(narrow, bits(256));
        assertEquals(narrow, bits(512));
    }

    /// What [KernelBits] says of registers of this width.
    private static List<String> bits(int width) throws IOException, InterruptedException {
        Ended ended = OtherJvm.run(GuardedKernels.class, Map.of(), "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=/dev/null", "-Dt2l.simd.bits=" + width);
        int done = ended.lines().indexOf(GuardedKernels.DONE);
        assertTrue(done >= 0, () -> width + " bits: " + ended.lines().getLast());
        assertEquals(0, ended.exit());
        return ended.lines().subList(done + 1, ended.lines().size());
    }
}
