package t2l.app.console;

import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.io.*;

/// Writes a directory atomically: under a temporary name beside its path, synced to disk, then renamed. Use with `try`:
/// without a commit, nothing remains.
///
/// The directory lists its own files in `.t2l`. Only what is listed there is ever replaced, and never a root or a
/// directory that is or holds the working directory or the user's home. Errors name the option that chose it, `--out`.
public final class OutputDirectory implements AutoCloseable {
    private static final String OPTION = "--out: ";
    private static final String LIST = Unfinished.LOCK;
    /// Follows the temporary name where an earlier result is kept while it is replaced.
    private static final String OLD = ".old";

    private final boolean force;
    private final List<Path> parents;
    private final Path place;
    private final Unfinished part;

    /// A directory at `place`; links are followed. Throws [T2lException] if `place` exists and is not an empty directory, or
    /// with `force`, if it contains files of others, or if it cannot be written.
    public OutputDirectory(Path place, boolean force) {
        this.force = force;
        Path whole = place.toAbsolutePath();
        parents = make(place, whole.getParent());
        try {
            this.place = Files.exists(whole, LinkOption.NOFOLLOW_LINKS)
                    ? whole.toRealPath()
                    : whole.getParent().toRealPath().resolve(whole.getFileName());
            sweep(this.place);
            requireReplaceable(this.place, force);
            part = Unfinished.directory(this.place);
        } catch (IOException e) {
            remove(parents);
            throw unwritable(place, e);
        }
    }

    /// Throws [T2lException] if `place` exists, unless it is a file and `force` is set.
    public static void requireFree(Path place, boolean force) {
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS) && !force) {
            throw taken(place);
        }
        if (Files.exists(place) && !Files.isRegularFile(place)) {
            throw new T2lException(OPTION + place + ": needs a file to replace, this is none");
        }
        sweep(place.toAbsolutePath());
    }

    /// Tidies up after runs that were killed while they wrote `place`. If one was about to replace it, the old one is put back.
    private static void sweep(Path place) {
        if (place.getParent() == null) {
            return;
        }
        try {
            for (Path old : Unfinished.left(place, OLD)) {
                if (Files.notExists(place, LinkOption.NOFOLLOW_LINKS)) {
                    Files.move(old, place, StandardCopyOption.ATOMIC_MOVE);
                } else {
                    removeListed(old);
                }
            }
        } catch (IOException _) {
            // what cannot be tidied up stays
        }
        Unfinished.sweep(place);
    }

    /// Creates the directory of a run at `place`, if it is missing. Throws [T2lException] if it
    /// is not empty, unless the run is to be resumed or started `again` and `sign` exists, a file that only a run
    /// writes. Returns the directories that it made, inner ones first.
    public static List<Path> makeForRun(Path place, boolean again, String sign) {
        List<Path> made = make(place, place.toAbsolutePath());
        Optional<Path> first = first(place);
        if (first.isPresent() && !again) {
            throw new T2lException(
                    OPTION + place + " exists already; choose another place, or add --resume or --force");
        }
        if (first.isPresent() && Files.notExists(place.resolve(sign))) {
            throw foreign(place, first.get().getFileName());
        }
        return made;
    }

    /// Creates the directory and its parents that `place` needs, and returns the new ones, inner ones first.
    private static List<Path> make(Path place, Path directory) {
        List<Path> missing = new ArrayList<>();
        for (Path each = directory; each != null && !Files.exists(each); each = each.getParent()) {
            missing.add(each);
        }
        try {
            if (directory != null) Files.createDirectories(directory);
            return missing;
        } catch (IOException e) {
            remove(missing);
            throw unwritable(place, e);
        }
    }

    /// Deletes those that exist and are empty.
    public static void remove(List<Path> made) {
        try {
            for (Path each : made) {
                if (Files.exists(each)) Files.delete(each);
            }
        } catch (IOException _) {
            return; // something came into it
        }
    }

    private static T2lException unwritable(Path place, IOException e) {
        return new T2lException(OPTION + place + " cannot be written: " + WholeFile.reason(e), e);
    }

    private static T2lException taken(Path place) {
        return new T2lException(OPTION + place + " exists already; choose another place or add --force");
    }

    private static T2lException foreign(Path place, Path what) {
        return new T2lException(OPTION + place + " holds " + what
                + ", which this command did not write; move it away or choose another place");
    }

    private static void requireReplaceable(Path place, boolean force) throws IOException {
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        requireOrdinary(place);
        if (!Files.isDirectory(place)) {
            throw force
                    ? new T2lException(OPTION + place + ": needs a directory to replace, this is none")
                    : taken(place);
        }
        Predicate<Path> listed = listed(place);
        try (Stream<Path> all = Files.walk(place)) {
            all.filter(listed.negate()).findFirst().ifPresent(path -> {
                throw foreign(place, place.relativize(path));
            });
        }
        if (!force && first(place).isPresent()) {
            throw taken(place);
        }
    }

    private static void requireOrdinary(Path place) throws IOException {
        String needed = OPTION + place + ": needs a directory that may be replaced; choose a new one in it, this is ";
        if (place.getParent() == null) {
            throw new T2lException(needed + "a root");
        }
        if (Path.of("").toRealPath().startsWith(place)) {
            throw new T2lException(needed + "or holds the working directory");
        }
        for (String home : List.of(System.getProperty("user.home"), System.getenv().getOrDefault("HOME", ""))) {
            if (Files.exists(Path.of(home)) && Path.of(home).toRealPath().startsWith(place)) {
                throw new T2lException(needed + "or holds a home directory");
            }
        }
    }

    /// One of the entries of a directory.
    private static Optional<Path> first(Path directory) {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().findFirst();
        } catch (IOException e) {
            throw new T2lException(directory + ": needs a directory that can be listed: " + WholeFile.reason(e), e);
        }
    }

    /// The directory and everything in it that it lists as its own. The list of another program may hold any bytes.
    private static Predicate<Path> listed(Path directory) throws IOException {
        Path list = directory.resolve(LIST);
        Set<String> names = Files.isRegularFile(list, LinkOption.NOFOLLOW_LINKS)
                ? Set.copyOf(new String(Files.readAllBytes(list), StandardCharsets.UTF_8).lines().toList())
                : Set.of();
        return path -> path.equals(directory) || names.contains(directory.relativize(path).toString());
    }

    /// The temporary path to write to until [#commit].
    public Path path() {
        return part.path();
    }

    /// Moves everything to its final path, replacing an earlier result. Throws [T2lException] if that fails, which
    /// leaves an earlier result unchanged.
    public void commit() {
        Path old = path().resolveSibling(path().getFileName() + OLD);
        try {
            List<Path> all = ScratchDirectory.inside(path());
            String names = all.stream().map(each -> path().relativize(each) + System.lineSeparator())
                    .collect(Collectors.joining());
            Channels.newOutputStream(part.channel()).write(names.getBytes(StandardCharsets.UTF_8));
            for (Path each : all) {
                if (!each.endsWith(LIST)) sync(each); // or it would not be locked any more
            }
            requireReplaceable(place, force);
            boolean replaces = Files.exists(place, LinkOption.NOFOLLOW_LINKS);
            if (replaces) Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
            try {
                part.finish(place, true);
            } catch (IOException e) {
                if (replaces) Files.move(old, place, StandardCopyOption.ATOMIC_MOVE);
                throw e;
            }
            if (replaces) removeListed(old);
        } catch (DirectoryNotEmptyException e) {
            throw new T2lException(place + ": is written; what came into it in the meantime is in " + old, e);
        } catch (IOException e) {
            throw new T2lException(place + ": cannot be written: " + WholeFile.reason(e), e);
        }
    }

    /// Deletes a directory of this program. Throws [DirectoryNotEmptyException] if files were added since it was checked, which
    /// stay.
    private static void removeListed(Path old) throws IOException {
        Predicate<Path> listed = listed(old);
        for (Path path : ScratchDirectory.inside(old)) {
            if (listed.test(path)) Files.deleteIfExists(path);
        }
    }

    /// Deletes uncommitted files. Throws [T2lException] if that fails.
    @Override
    public void close() {
        try {
            part.close();
            remove(parents);
        } catch (IOException e) {
            throw new T2lException(path() + ": cannot be removed: " + e.getMessage(), e);
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
