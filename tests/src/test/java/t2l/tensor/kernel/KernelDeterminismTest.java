package t2l.tensor.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import t2l.tensor.Parallel;
import t2l.tensor.backend.Backends;
import t2l.tensor.kernel.KernelCases.Size;

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
    void registersOfAnyWidthGiveTheSameBits() throws IOException {
        List<String> narrow = bits(128);
        assertTrue(narrow.size() > 100, narrow.toString());
        assertEquals(narrow, bits(256));
        assertEquals(narrow, bits(512));
    }

    private static List<String> bits(int width) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--add-modules=jdk.incubator.vector", "--enable-native-access=ALL-UNNAMED",
                "-Dt2l.simd.bits=" + width, "-cp", System.getProperty("java.class.path"), KernelBits.class.getName()));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try (InputStream out = process.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }
}
