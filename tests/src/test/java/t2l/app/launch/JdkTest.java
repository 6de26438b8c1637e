package t2l.app.launch;

import static org.junit.jupiter.api.Assertions.*;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JdkTest {
    @TempDir
    Path folder;

    private Jdk withRelease(String text) throws IOException {
        Files.writeString(folder.resolve("release"), text);
        Files.createDirectories(folder.resolve("bin"));
        Path java = Jdk.in(folder.toFile()).java().toPath();
        if (!Files.exists(java)) Files.createFile(java);
        return Jdk.in(folder.toFile());
    }

    @Test
    void theVersionIsTheFirstNumber() throws IOException {
        assertEquals(25, withRelease("IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"25.0.3\"\n").version());
        assertEquals(26, withRelease("JAVA_VERSION=\"26-ea\"\n").version());
        assertEquals(17, withRelease("JAVA_VERSION=\"17\"\n").version());
        assertEquals(8, withRelease("JAVA_VERSION=\"1.8.0_442\"\n").version());
    }

    @Test
    void onlyTwentyFiveAndNewerSuffice() throws IOException {
        assertFalse(withRelease("JAVA_VERSION=\"24.0.1\"").suffices());
        assertTrue(withRelease("JAVA_VERSION=\"25\"").suffices());
        assertTrue(Jdk.running().suffices());
    }

    @Test
    void aFolderWithoutAJdkHasVersion0() throws IOException {
        assertEquals(0, Jdk.in(folder.toFile()).version());
        Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"25\""); // but no bin/java
        assertEquals(0, Jdk.in(folder.toFile()).version());
        assertEquals(0, withRelease("something else").version());
    }

    @Test
    void theOneThatRunsTheTestsIsRecognised() {
        assertEquals(Jdk.running().version(), Jdk.in(Jdk.running().home()).version());
    }
}
