package t2l.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where the program keeps what it needs again: `$T2L_HOME`, or `~/.cache/t2l`.
final class Home {
    private Home() {}

    /// The directory, made if it is missing.
    static Path folder() throws IOException {
        String home = System.getenv("T2L_HOME");
        return Files.createDirectories(home != null && !home.isEmpty()
                ? Path.of(home)
                : Path.of(System.getProperty("user.home"), ".cache", "t2l"));
    }
}
