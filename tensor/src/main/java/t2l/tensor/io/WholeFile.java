package t2l.tensor.io;

import module java.base;
import t2l.tensor.T2lException;

/// Writes files and directories atomically: under a temporary name in the same directory, synced to disk, then renamed
/// ([Unfinished]).
public final class WholeFile {
    private WholeFile() {}

    /// Writes the content to an empty channel.
    @FunctionalInterface
    public interface Content {
        void writeTo(FileChannel channel) throws IOException;
    }

    /// Creates the file `to`; throws [T2lException] if it exists already or cannot be written.
    public static void create(Path to, Content content) {
        write(to, content, false);
    }

    /// Creates or replaces the file `to`; throws [T2lException] if it cannot be written, which leaves an old file
    /// unchanged.
    public static void replace(Path to, Content content) {
        write(to, content, true);
    }

    /// Creates or replaces the file `to` with these bytes; see [#replace(Path, Content)].
    public static void replace(Path to, byte[] content) {
        replace(to, channel -> writeAll(channel, ByteBuffer.wrap(content)));
    }

    /// Creates or replaces the file `to` with this text in UTF-8; see [#replace(Path, Content)].
    public static void replace(Path to, String content) {
        replace(to, content.getBytes(StandardCharsets.UTF_8));
    }

    /// Creates the directory `to` and its parents, with files that `content` writes whole. Throws [T2lException] if it exists
    /// already or cannot be written.
    ///
    /// @param content is given its temporary path
    public static void createDirectory(Path to, Consumer<Path> content) {
        write(to, false, true, part -> content.accept(part.path()));
    }

    private static void write(Path to, Content content, boolean replace) {
        if (Files.isDirectory(to)) {
            throw new T2lException(to + ": needs a file to write, got a directory");
        }
        write(to, replace, false, part -> content.writeTo(part.channel()));
    }

    private interface Filling {
        void fill(Unfinished part) throws IOException;
    }

    private static void write(Path to, boolean replace, boolean directory, Filling content) {
        if (!replace && Files.exists(to)) {
            throw exists(to);
        }
        try {
            if (directory) Files.createDirectories(to.toAbsolutePath().getParent());
            Unfinished.sweep(to);
            try (Unfinished part = directory ? Unfinished.directory(to) : Unfinished.file(to)) {
                content.fill(part);
                part.finish(to, replace);
            }
        } catch (IOException e) {
            throw e instanceof FileAlreadyExistsException && Files.exists(to)
                    ? exists(to)
                    : new T2lException(to + ": cannot be written: " + reason(e), e);
        }
    }

    /// Renames a finished file or directory within its directory, durably.
    ///
    /// @param replace whether to replace an existing file, atomically
    public static void rename(Path part, Path to, boolean replace) throws IOException {
        Files.move(part, to, replace ? new CopyOption[] {StandardCopyOption.ATOMIC_MOVE} : new CopyOption[0]);
        force(to.toAbsolutePath().getParent());
    }

    private static T2lException exists(Path to) {
        return new T2lException(to + ": exists already; choose another name or remove it first");
    }

    /// A name that came from elsewhere, such as a request, as the name of a file: the path that consists of it alone. Empty if it
    /// cannot be one on this system, because of a separator or a character. `.` and `..` are names, too.
    public static Optional<Path> name(String name) {
        try {
            return Optional.of(Path.of(name))
                    .filter(path -> !name.isEmpty() && name.equals(String.valueOf(path.getFileName())));
        } catch (InvalidPathException _) {
            return Optional.empty();
        }
    }

    /// Returns `file`. Throws [T2lException] if it is a pipe, a socket or a device, which may never end.
    public static Path regular(Path file) {
        if (Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file)) {
            throw new T2lException(
                    file + ": needs a regular file, this is a pipe, a socket or a device; write its content to a"
                            + " file first");
        }
        return file;
    }

    /// The reason why a write failed, in words: many exceptions only name the file.
    public static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "its directory does not exist";
            case AccessDeniedException denied -> denied.getFile() + " may not be changed by this user";
            case FileAlreadyExistsException there -> there.getFile() + " is not a directory";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            default -> String.valueOf(e.getMessage());
        };
    }

    /// Syncs the directory, too. Some systems cannot open a directory; there, only the content is sure to be durable.
    private static void force(Path directory) {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException _) {
            return;
        }
    }

    static void writeAll(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
