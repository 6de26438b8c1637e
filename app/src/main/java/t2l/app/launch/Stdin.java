package t2l.app.launch;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;

/// The stdin of this process.
public final class Stdin {
    /// Has nothing to read.
    public static final File EMPTY = new File(File.separatorChar == '\\' ? "NUL" : "/dev/null");

    private static final Path OPEN_FILES = Paths.get("/proc/self/fd");

    private Stdin() {}

    /// Whether there is one. If it is closed (`<&-`), the first file that the JVM opens gets its number, which is one of
    /// the JVM's own, and reading stdin reads that. Always true on systems that do not tell.
    public static boolean isOpen() {
        try {
            return !Files.exists(OPEN_FILES) || !Files.readSymbolicLink(OPEN_FILES.resolve("0"))
                    .startsWith(Paths.get(System.getProperty("java.home"), "lib").toRealPath());
        } catch (IOException e) {
            return false;
        }
    }
}
