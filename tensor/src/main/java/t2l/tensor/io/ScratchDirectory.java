package t2l.tensor.io;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A directory for what is needed for a moment; closed, it is gone with all that is in it.
///
/// @param path where it is
public record ScratchDirectory(Path path) implements AutoCloseable {
    /// A new one among the temporary files of this machine. Throws [IOException] if it cannot be made.
    public static ScratchDirectory make() throws IOException {
        return new ScratchDirectory(Files.createTempDirectory("t2l-"));
    }

    /// The files and directories below `path` and itself, inner ones first. Throws [IOException] if one cannot be listed.
    public static List<Path> inside(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            return all.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /// Removes a file, or a directory with all that is in it, if it is there. Throws [IOException] if that fails.
    public static void remove(Path path) throws IOException {
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            for (Path inner : inside(path)) {
                Files.deleteIfExists(inner);
            }
        }
    }

    @Override
    public void close() throws IOException {
        remove(path);
    }
}
