package t2l.app;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// A test of the packaged program: with a home of its own, and warm.
abstract class ProgramIT {
    @TempDir
    static Path home;

    @BeforeAll
    static void makeTheStartCache() {
        Jar.built(home).run("--help"); // which is announced on stderr
    }

    /// A command with more arguments.
    static String[] with(String[] command, String... more) {
        return Stream.of(command, more).flatMap(Arrays::stream).toArray(String[]::new);
    }
}
