package t2l.app.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import t2l.tensor.T2lException;

/// Where the program keeps what it needs again: `$T2L_HOME`, or `~/.cache/t2l`.
public final class Home {
    private Home() {}

    /// The directory, made if it is missing. Throws [T2lException] if it cannot be made.
    public static Path folder() {
        String home = System.getenv("T2L_HOME");
        Path folder = home != null && !home.isEmpty()
                ? Path.of(home)
                : Path.of(System.getProperty("user.home"), ".cache", "t2l");
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new T2lException("T2L_HOME: needs a directory that can be made, got " + folder + ": "
                    + e.getMessage(), e);
        }
    }
}
