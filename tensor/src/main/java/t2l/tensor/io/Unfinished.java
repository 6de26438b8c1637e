package t2l.tensor.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import t2l.tensor.T2lException;

/// A file or a directory that is being written, under a hidden name beside its place until it is whole: `.NAME.PID.NANOS.part`.
/// It is locked while it is written, a directory by a file in it, so that what a process has left that was killed can be told
/// from what another one is writing, perhaps on another machine. Use with `try`: what is not finished is deleted.
public final class Unfinished implements AutoCloseable {
    /// The file that is locked in a directory.
    public static final String LOCK = ".t2l";
    private static final Pattern NAME = Pattern.compile("\\.(.+)\\.(\\d{1,18})\\.\\d+\\.part");
    /// The most bytes of a name in most file systems, and of one that its hidden name repeats.
    private static final int LONGEST = 255;
    private static final int REPEATED = 200;

    private final Path path;
    private final FileChannel channel;

    private Unfinished(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /// Begins a file beside `place`.
    public static Unfinished file(Path place) throws IOException {
        Path part = beside(place);
        return new Unfinished(part, create(part));
    }

    /// Begins a directory beside `place`.
    public static Unfinished directory(Path place) throws IOException {
        Path part = Files.createDirectory(beside(place));
        try {
            return new Unfinished(part, create(part.resolve(LOCK)));
        } catch (IOException e) {
            Files.delete(part);
            throw e;
        }
    }

    /// Begins a file beside `place` that is never finished: until it is closed, no other process can do the same. Throws
    /// [T2lException] if one has done so.
    public static Unfinished lock(Path place) throws IOException {
        sweep(place);
        Unfinished own = file(place);
        for (Map.Entry<Path, Long> other : begun(own.path.getParent(), hidden(place)::equals, "").entrySet()) {
            if (other.getKey().equals(own.path)
                    || (!hasLocks(own.channel) && isGone(other.getValue(), other.getKey()))) {
                continue;
            }
            own.close();
            throw new T2lException(own.path.getParent() + ": is being written by another process (" + other.getValue()
                    + "); wait until it has ended, or delete " + other.getKey() + " if it has");
        }
        return own;
    }

    /// A name that is not taken.
    private static Path beside(Path place) {
        return place.toAbsolutePath().resolveSibling(
                "." + hidden(place) + "." + ProcessHandle.current().pid() + "." + System.nanoTime() + ".part");
    }

    /// What a hidden name says of the place: its name, or a hash of one that leaves no room for the rest.
    private static String hidden(Path place) {
        byte[] name = place.getFileName().toString().getBytes(StandardCharsets.UTF_8);
        return name.length > REPEATED && name.length <= LONGEST
                ? UUID.nameUUIDFromBytes(name).toString()
                : place.getFileName().toString();
    }

    /// Creates a file and locks it until the channel is closed.
    static FileChannel create(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW);
        isLockedBy(channel); // if not, it is not swept either
        return channel;
    }

    /// Where it is until it is finished.
    public Path path() {
        return path;
    }

    /// To the file, or to [#LOCK] in the directory, which is kept if something is written into it.
    public FileChannel channel() {
        return channel;
    }

    /// Syncs it to disk and gives it its name. Throws [java.nio.file.FileAlreadyExistsException] if there is something of that
    /// name and it is not to be replaced.
    public void finish(Path place, boolean replace) throws IOException {
        channel.force(true);
        if (channel.size() == 0 && Files.isDirectory(path)) {
            Files.delete(path.resolve(LOCK));
        }
        channel.close();
        WholeFile.rename(path, place, replace);
    }

    @Override
    public void close() throws IOException {
        channel.close();
        ScratchDirectory.remove(path);
    }

    /// Deletes what processes that do not run any more have left of `place`, as far as that is possible.
    public static void sweep(Path place) {
        sweep(place.toAbsolutePath().getParent(), hidden(place)::equals);
    }

    /// Deletes what such processes have left in `folder`.
    ///
    /// @param name whether it was to get this name
    public static void sweep(Path folder, Predicate<String> name) {
        try {
            for (Path each : left(folder, name, "")) {
                ScratchDirectory.remove(each);
            }
        } catch (IOException _) {
            return; // the command says what it cannot write
        }
    }

    /// What processes have left of `place` that do not run any more.
    ///
    /// @param ending follows its hidden name
    public static List<Path> left(Path place, String ending) throws IOException {
        return left(place.toAbsolutePath().getParent(), hidden(place)::equals, ending);
    }

    private static List<Path> left(Path folder, Predicate<String> name, String ending) throws IOException {
        List<Path> left = new ArrayList<>();
        for (Map.Entry<Path, Long> each : begun(folder, name, ending).entrySet()) {
            if (isGone(each.getValue(), each.getKey()) && isFree(each.getKey())) {
                left.add(each.getKey());
            }
        }
        return left;
    }

    /// What processes have begun in `folder`, with their ids.
    private static Map<Path, Long> begun(Path folder, Predicate<String> name, String ending) throws IOException {
        Map<Path, Long> begun = new HashMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, ".*.part" + ending)) {
            for (Path each : all) {
                String file = each.getFileName().toString();
                Matcher is = NAME.matcher(file.substring(0, file.length() - ending.length()));
                if (is.matches() && name.test(is.group(1))) {
                    begun.put(each, Long.parseLong(is.group(2)));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return begun;
    }

    /// Whether the process has ended that began `part`. A zombie has no command line any more. Containers give the same ids
    /// again, but to processes that have started later.
    private static boolean isGone(long process, Path part) throws IOException {
        Instant last = Files.getLastModifiedTime(part, LinkOption.NOFOLLOW_LINKS).toInstant();
        return ProcessHandle.of(process).map(ProcessHandle::info)
                .filter(is -> is.commandLine().isPresent() && is.startInstant().filter(last::isBefore).isEmpty())
                .isEmpty();
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

    /// Whether the file system has locks, if the file has been locked where there are.
    private static boolean hasLocks(FileChannel locked) {
        try {
            return locked.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return true;
        } catch (IOException _) {
            return false;
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
