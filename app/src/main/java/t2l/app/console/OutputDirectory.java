package t2l.app.console;

import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.io.Unfinished;
import t2l.tensor.io.WholeFile;

/// Writes a directory atomically: under a temporary name beside its path, synced to disk, then renamed. Use with `try`:
/// without a commit, nothing remains.
///
/// The directory lists its own files in [Unfinished#LIST]. Only what is listed there is ever replaced, and never a root or a
/// directory that is or holds the working directory or the user's home.
public final class OutputDirectory implements AutoCloseable {
    private final String option;
    private final boolean force;
    private final List<Path> parents;
    private final Path place;
    private final Unfinished part;

    /// A directory at `place` (the value of `option`); links are followed. Throws [T2lException] if `place` exists and
    /// is not an empty directory, or with `force`, if it contains files of others, or if it cannot be written.
    public OutputDirectory(String option, Path place, boolean force) {
        this.option = option;
        this.force = force;
        Path whole = place.toAbsolutePath();
        try {
            parents = make(whole.getParent());
        } catch (IOException e) {
            throw unwritable(option, place, e);
        }
        try {
            this.place = Files.exists(whole, LinkOption.NOFOLLOW_LINKS)
                    ? whole.toRealPath()
                    : whole.getParent().toRealPath().resolve(whole.getFileName());
            Unfinished.sweep(this.place);
            requireReplaceable(option, this.place, force);
            part = Unfinished.directory(this.place);
        } catch (IOException e) {
            remove(parents);
            throw unwritable(option, place, e);
        }
    }

    /// Throws [T2lException] if `place` (the value of `option`) exists, unless it is a file and `force` is set.
    public static void requireFree(String option, Path place, boolean force) {
        if (Files.exists(place, LinkOption.NOFOLLOW_LINKS) && !force) {
            throw taken(option, place);
        }
        if (Files.exists(place) && !Files.isRegularFile(place)) {
            throw new T2lException(option + ": " + place + ": needs a file to replace, this is none");
        }
        Unfinished.sweep(place);
    }

    /// Creates the directory of a run at `place` (the value of `option`), if it is missing. Throws [T2lException] if it
    /// is not empty, unless the run is to be resumed or started `again` and `sign` exists, a file that only a run
    /// writes. Returns the directories that it made, inner ones first.
    public static List<Path> makeForRun(String option, Path place, boolean again, String sign) {
        List<Path> made;
        try {
            made = make(place.toAbsolutePath());
        } catch (IOException e) {
            throw unwritable(option, place, e);
        }
        Optional<Path> first = first(place);
        if (first.isPresent() && !again) {
            throw new T2lException(
                    option + ": " + place + " exists already; choose another place, or add --resume or --force");
        }
        if (first.isPresent() && Files.notExists(place.resolve(sign))) {
            throw foreign(option, place, first.get().getFileName());
        }
        return made;
    }

    /// Creates a directory and its parents, and returns the new ones, inner ones first.
    private static List<Path> make(Path directory) throws IOException {
        List<Path> missing = new ArrayList<>();
        for (Path each = directory; each != null && !Files.exists(each); each = each.getParent()) {
            missing.add(each);
        }
        try {
            if (directory != null) Files.createDirectories(directory);
            return missing;
        } catch (IOException e) {
            remove(missing);
            throw e;
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

    private static T2lException unwritable(String option, Path place, IOException e) {
        return new T2lException(option + ": " + place + " cannot be written: " + WholeFile.reason(e), e);
    }

    private static T2lException taken(String option, Path place) {
        return new T2lException(option + ": " + place + " exists already; choose another place or add --force");
    }

    private static T2lException foreign(String option, Path place, Path what) {
        return new T2lException(option + ": " + place + " holds " + what
                + ", which this command did not write; move it away or choose another place");
    }

    private static void requireReplaceable(String option, Path place, boolean force) throws IOException {
        if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        requireOrdinary(option, place);
        if (!Files.isDirectory(place)) {
            throw force
                    ? new T2lException(option + ": " + place + ": needs a directory to replace, this is none")
                    : taken(option, place);
        }
        Predicate<Path> listed = Unfinished.listed(place);
        try (Stream<Path> all = Files.walk(place)) {
            all.filter(listed.negate()).findFirst().ifPresent(path -> {
                throw foreign(option, place, place.relativize(path));
            });
        }
        if (!force && first(place).isPresent()) {
            throw taken(option, place);
        }
    }

    private static void requireOrdinary(String option, Path place) throws IOException {
        String needed = option + ": " + place
                + ": needs a directory that may be replaced; choose a new one in it, this is ";
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

    /// The temporary path to write to until [#commit].
    public Path path() {
        return part.path();
    }

    /// Moves everything to its final path, replacing an earlier result. Throws [T2lException] if that fails, which
    /// leaves an earlier result unchanged.
    public void commit() {
        try {
            part.list();
            requireReplaceable(option, place, force);
            part.finish(place, true);
        } catch (DirectoryNotEmptyException e) {
            throw new T2lException(place + ": is written; what came into it in the meantime is in " + e.getFile(), e);
        } catch (IOException e) {
            throw new T2lException(place + ": cannot be written: " + WholeFile.reason(e), e);
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
}
