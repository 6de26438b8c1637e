package t2l.tensor.simd;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The build's step `InlineMethods` runs in each build, also on classes that an earlier build has left as they are.
class InlineMethodsTest {
    private static final Path TENSOR = Path.of(System.getProperty("t2l.root", "..")).resolve("tensor");

    @Test
    void changesNothingASecondTime(@TempDir Path again) throws Exception {
        Path built = TENSOR.resolve("target/classes");
        List<Path> files;
        try (Stream<Path> all = Files.walk(built)) {
            files = all.filter(Files::isRegularFile).map(built::relativize).toList();
        }
        for (Path file : files) {
            Files.createDirectories(again.resolve(file).getParent());
            Files.copy(built.resolve(file), again.resolve(file));
        }
        Process step = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1", "-classpath", again.toString(),
                TENSOR.resolve("src/build/java/InlineMethods.java").toString(), again.toString())
                .redirectErrorStream(true).start();
        assertEquals("", new String(step.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals(0, step.waitFor());
        for (Path file : files) {
            assertEquals(-1, Files.mismatch(built.resolve(file), again.resolve(file)), file.toString());
        }
    }
}
