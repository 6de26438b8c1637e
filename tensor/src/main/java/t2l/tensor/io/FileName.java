package t2l.tensor.io;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/// A name that came from elsewhere, such as a request or a file, as the name of a file.
public final class FileName {
    private FileName() {}

    /// The path that consists of this name alone; empty if it cannot be the name of a file of this system: because of a separator,
    /// or a character that no name or the locale's encoding has. `.` and `..` are names, too.
    public static Optional<Path> of(String name) {
        try {
            return Optional.of(Path.of(name))
                    .filter(path -> !name.isEmpty() && name.equals(String.valueOf(path.getFileName())));
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }
}
