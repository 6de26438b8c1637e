package t2l.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import t2l.tensor.T2lException;

/// Where the program keeps what it needs again: `$T2L_HOME`, or `~/.cache/t2l`.
public final class Home {
    private Home() {}

    /// Where the directory is, or would be.
    static Path place() {
        String home = System.getenv("T2L_HOME");
        return home != null && !home.isEmpty()
                ? Path.of(home)
                : Path.of(System.getProperty("user.home"), ".cache", "t2l");
    }

    /// The directory, made if it is missing. Throws [T2lException] if it cannot be made.
    public static Path folder() {
        Path folder = place();
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new T2lException("T2L_HOME: needs a directory that can be made, got " + folder + ": "
                    + e.getMessage(), e);
        }
    }
}
