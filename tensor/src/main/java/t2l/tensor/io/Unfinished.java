package t2l.tensor.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What is being written, under a hidden name beside its place until it is whole: `.NAME.PID.NANOS.part`. It is locked while it is
/// written, a directory by a file in it, so that what a process has left that was killed can be told from what another one is
/// writing, perhaps on another machine.
public final class Unfinished {
    /// The file that is locked in a directory.
    public static final String LOCK = ".t2l";
    private static final Pattern NAME = Pattern.compile("\\.(.+)\\.(\\d{1,18})\\.\\d+\\.part");

    private Unfinished() {}

    /// A name that is not taken.
    public static Path beside(Path place) {
        return place.resolveSibling(
                "." + place.getFileName() + "." + ProcessHandle.current().pid() + "." + System.nanoTime() + ".part");
    }

    /// Creates the file of that name, or of [#LOCK] in a directory of that name, and locks it until the channel is closed.
    public static FileChannel create(Path file) throws IOException {
        return locked(file, StandardOpenOption.CREATE_NEW);
    }

    /// Opens a file of that name and locks it until the channel is closed.
    public static FileChannel locked(Path file) throws IOException {
        return locked(file, LinkOption.NOFOLLOW_LINKS);
    }

    private static FileChannel locked(Path file, OpenOption how) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, how);
        isLockedBy(channel); // if not, it is not swept either
        return channel;
    }

    /// Deletes what processes have left in `folder` that do not run any more, as far as that is possible.
    ///
    /// @param name whether it was to get this name
    public static void sweep(Path folder, Predicate<String> name) {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, ".*.part")) {
            for (Path each : all) {
                Matcher is = NAME.matcher(each.getFileName().toString());
                if (is.matches() && name.test(is.group(1))
                        && ProcessHandle.of(Long.parseLong(is.group(2))).isEmpty() && isFree(each)) {
                    ScratchDirectory.remove(each);
                }
            }
        } catch (IOException | DirectoryIteratorException _) {
            return; // the command says what it cannot write
        }
    }

    /// Whether nobody writes it.
    private static boolean isFree(Path part) {
        Path lock = Files.isDirectory(part, LinkOption.NOFOLLOW_LINKS) ? part.resolve(LOCK) : part;
        if (Files.notExists(lock, LinkOption.NOFOLLOW_LINKS)) {
            return true;
        }
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            return isLockedBy(channel);
        } catch (IOException _) {
            return false; // someone else's
        }
    }

    /// Locks the file; returns whether that was possible, which it is not on some file systems.
    private static boolean isLockedBy(FileChannel channel) {
        try {
            return channel.tryLock() != null;
        } catch (IOException | OverlappingFileLockException _) {
            return false;
        }
    }
}
