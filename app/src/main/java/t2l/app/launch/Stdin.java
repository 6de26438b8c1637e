package t2l.app.launch;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;

/// The stdin of this process.
public final class Stdin {
    /// An empty stream.
    public static final File EMPTY = new File(File.separatorChar == '\\' ? "NUL" : "/dev/null");

    private static final Path OPEN_FILES = Paths.get("/proc/self/fd");

    private Stdin() {}

    /// Whether stdin is open. If it is closed (`<&-`), the first file that the JVM opens gets its descriptor, and
    /// reading stdin would read that file. Always true on systems that cannot tell.
    public static boolean isOpen() {
        try {
            return !Files.exists(OPEN_FILES) || !Files.readSymbolicLink(OPEN_FILES.resolve("0"))
                    .startsWith(Paths.get(System.getProperty("java.home"), "lib").toRealPath());
        } catch (IOException e) {
            return false;
        }
    }
}
