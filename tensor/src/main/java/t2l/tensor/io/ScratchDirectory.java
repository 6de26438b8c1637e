package t2l.tensor.io;

import module java.base;

/// A temporary directory, deleted with its content when it is closed.
///
/// @param path where it is
public record ScratchDirectory(Path path) implements AutoCloseable {
    /// Creates one in the system's directory for temporary files. Throws [IOException] if that fails.
    public static ScratchDirectory make() throws IOException {
        return new ScratchDirectory(Files.createTempDirectory("t2l-"));
    }

    /// `path` and the files and directories below it, inner ones first. Throws [IOException] if one cannot be listed.
    public static List<Path> inside(Path path) throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            return all.sorted(Comparator.reverseOrder()).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /// Deletes a file, or a directory with its content, if it exists. Throws [IOException] if that fails.
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
