package t2l.tensor.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import t2l.tensor.T2lException;

/// Writes files atomically: under a temporary name in the same directory, synced to disk, then renamed.
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

    private static void write(Path to, Content content, boolean replace) {
        if (Files.isDirectory(to)) {
            throw new T2lException(to + ": needs a file to write, got a directory");
        }
        if (!replace && Files.exists(to)) {
            throw exists(to);
        }
        Path directory = to.toAbsolutePath().getParent();
        Path part = Unfinished.beside(directory.resolve(to.getFileName()));
        try {
            try (FileChannel channel = Unfinished.create(part)) {
                content.writeTo(channel);
                channel.force(true);
            }
            if (replace) {
                rename(part, to);
            } else {
                Files.move(part, to);
                force(directory);
            }
        } catch (FileAlreadyExistsException _) {
            throw exists(to);
        } catch (IOException e) {
            throw new T2lException(to + ": cannot be written: " + reason(e), e);
        } finally {
            discard(part);
        }
    }

    /// Renames a finished file or directory within its directory, atomically and durably; an existing file is replaced.
    public static void rename(Path part, Path to) throws IOException {
        Files.move(part, to, StandardCopyOption.ATOMIC_MOVE);
        force(to.toAbsolutePath().getParent());
    }

    private static T2lException exists(Path to) {
        return new T2lException(to + ": exists already; choose another name or remove it first");
    }

    /// The reason why a write failed, in words: many exceptions only name the file.
    public static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException _ -> "its directory does not exist";
            case AccessDeniedException denied -> denied.getFile() + " may not be changed by this user";
            case FileAlreadyExistsException there -> there.getFile() + " is not a directory";
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

    private static void discard(Path part) {
        try {
            Files.deleteIfExists(part);
        } catch (IOException _) {
            return; // the reason why the file could not be written is already being thrown
        }
    }

    static void writeAll(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }
}
