package t2l.app.command;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import t2l.tensor.T2lException;
import t2l.tensor.io.ScratchDirectory;
import t2l.tensor.io.WholeFile;

/// A directory that appears whole or not at all: filled under a temporary name beside its place, forced to the disk,
/// then renamed. Use with `try`: what was not committed leaves no trace.
public final class OutputDirectory implements AutoCloseable {
    private final Path place;
    private final boolean force;
    private final Path part;

    /// A directory to be at `place` (the value of `option`). Throws [T2lException] if something is there already that
    /// is not an empty directory, unless `force`, or if nothing can be written there.
    public OutputDirectory(String option, Path place, boolean force) {
        this.place = place.toAbsolutePath().normalize();
        this.force = force;
        if (Files.exists(this.place, LinkOption.NOFOLLOW_LINKS) && !force && !isEmptyDirectory(this.place)) {
            throw taken(option, place);
        }
        try {
            Path beside = this.place.getParent();
            if (beside == null) throw new T2lException(option + ": needs a directory to make, got " + place);
            Files.createDirectories(beside);
            part = Files.createDirectory(
                    beside.resolve("." + this.place.getFileName() + "." + ProcessHandle.current().pid() + ".part"));
        } catch (IOException e) {
            throw new T2lException(option + ": " + place + " cannot be written: " + WholeFile.reason(e), e);
        }
    }

    /// Throws [T2lException] if the file `place` (the value of `option`) exists, unless `force`.
    public static void requireFree(String option, Path place, boolean force) {
        if (Files.exists(place) && !force) {
            throw taken(option, place);
        }
    }

    private static T2lException taken(String option, Path place) {
        return new T2lException(option + ": " + place + " exists already; choose another place or add --force");
    }

    /// Where to write until [#commit].
    public Path path() {
        return part;
    }

    /// Puts everything in its place, instead of what was there. Throws [T2lException] if that fails; what was there is
    /// then unharmed.
    public void commit() {
        Path old = part.resolveSibling(part.getFileName() + ".old");
        try {
            for (Path path : ScratchDirectory.inside(part)) sync(path);
            boolean replaces = Files.exists(place, LinkOption.NOFOLLOW_LINKS);
            if (replaces && !force && !isEmptyDirectory(place)) {
                throw new T2lException(place + ": appeared in the meantime; choose another place or add --force");
            }
            if (replaces) Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
            try {
                WholeFile.rename(part, place);
            } catch (IOException e) {
                if (replaces) Files.move(old, place, StandardCopyOption.ATOMIC_MOVE);
                throw e;
            }
            ScratchDirectory.remove(old);
        } catch (IOException e) {
            throw new T2lException(place + ": cannot be written: " + WholeFile.reason(e), e);
        }
    }

    /// Removes what was not committed. Throws [T2lException] if that fails.
    @Override
    public void close() {
        try {
            ScratchDirectory.remove(part);
        } catch (IOException e) {
            throw new T2lException(part + ": cannot be removed: " + e.getMessage(), e);
        }
    }

    private static boolean isEmptyDirectory(Path path) {
        try (Stream<Path> entries = Files.list(path)) {
            return entries.findAny().isEmpty();
        } catch (IOException _) {
            return false;
        }
    }

    private static void sync(Path path) throws IOException {
        boolean directory = Files.isDirectory(path);
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            if (!directory) throw e; // some systems cannot open a directory
        }
    }
}
