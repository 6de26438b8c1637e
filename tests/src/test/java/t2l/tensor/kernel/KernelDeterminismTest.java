package t2l.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import t2l.OtherJvm;
import t2l.OtherJvm.Ended;
import t2l.tensor.Parallel;
import t2l.tensor.backend.Backends;
import t2l.testkit.KernelCases.Size;

/// The order of all additions is fixed by the shapes, so neither threads nor registers can be seen in a result.
class KernelDeterminismTest {
    @Test
    void sevenThreadsGiveTheBitsOfOne() {
        Size[] sizes = {new Size(13, 65), new Size(300, 300), new Size(70, 1158)};
        for (String backend : List.of("simd", "scalar")) {
            try (Parallel one = new Parallel(1); Parallel seven = new Parallel(7)) {
                assertEquals(KernelBits.lines(Backends.open(backend, one), sizes),
                        KernelBits.lines(Backends.open(backend, seven), sizes), backend);
            }
        }
    }

    @Test
    void registersOfAnyWidthGiveTheSameBits() throws IOException, InterruptedException {
        List<String> narrow = bits(128);
        assertTrue(narrow.size() > 100, narrow.toString());
        assertEquals(narrow, bits(256));
        assertEquals(narrow, bits(512));
    }

    private static List<String> bits(int width) throws IOException, InterruptedException {
        Ended ended = OtherJvm.run(KernelBits.class, Map.of(), "-Dt2l.simd.bits=" + width);
        assertEquals(0, ended.exit(), ended.lines().toString());
        return ended.lines();
    }
}
