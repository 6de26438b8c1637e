package t2l.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import t2l.tensor.Parallel;
import t2l.tensor.backend.Backends;
import t2l.testkit.KernelCases.Size;

/// The order of all additions is fixed by the shapes, so threads cannot be seen in a result. [RegisterWidthTest] says so of registers.
class KernelDeterminismTest {
    private static final Size SMALL = new Size(13, 65);
    private static final Size WIDE = new Size(70, 1158);

    @Test
    void sevenThreadsGiveTheBitsOfOne() {
        same("simd", SMALL, WIDE, new Size(300, 300));
        same("scalar", SMALL, WIDE);
    }

    private static void same(String backend, Size... sizes) {
        try (Parallel one = new Parallel(1); Parallel seven = new Parallel(7)) {
            assertEquals(KernelBits.lines(Backends.open(backend, one), sizes),
                    KernelBits.lines(Backends.open(backend, seven), sizes), backend);
        }
    }
}
