package t2l.app.console;

import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.io.WholeFile;

/// The program's cache directory: `$T2L_HOME`, or `~/.cache/t2l`.
public final class Home {
    private Home() {}

    /// The path of the directory, which may not exist.
    public static Path place() {
        String home = System.getenv("T2L_HOME");
        return home != null && !home.isEmpty()
                ? Path.of(home)
                : Path.of(System.getProperty("user.home"), ".cache", "t2l");
    }

    /// The directory, created if it is missing. Throws [T2lException] if that fails.
    public static Path folder() {
        Path folder = place();
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new T2lException("T2L_HOME: needs a directory that can be made, got " + folder + ": "
                    + WholeFile.reason(e), e);
        }
    }
}
