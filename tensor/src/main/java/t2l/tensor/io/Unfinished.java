package t2l.tensor.io;

import module java.base;
import t2l.tensor.T2lException;

/// A file or a directory that is being written, under a hidden name beside its place until it is whole: `.NAME.NUMBER.part`. It
/// is locked while it is written, a directory by [#LOCK] in it: what is not locked was left by a process that was killed. Where
/// the file system has no locks, nothing is deleted. Use with `try`: what is not finished is deleted.
public final class Unfinished implements AutoCloseable {
    /// The file that is locked in a directory.
    public static final String LOCK = ".t2l";
    private static final Pattern NAME = Pattern.compile("\\.(.+)\\.\\d+\\.part");
    /// The most bytes of a name in most file systems, and of one that its hidden name repeats.
    private static final int MAX_NAME = 255;
    private static final int MAX_REPEATED = 200;
    private static final int MAX_ATTEMPTS = 5;

    /// What this process writes. To open one of them again and close it would unlock it.
    private static final Set<Path> OURS = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel channel;

    private Unfinished(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /// Begins a file beside `place`.
    public static Unfinished file(Path place) throws IOException {
        return begin(place, false);
    }

    /// Begins a directory beside `place`.
    public static Unfinished directory(Path place) throws IOException {
        return begin(place, true);
    }

    private static Unfinished begin(Path place, boolean directory) throws IOException {
        for (int attempts = 1;; attempts++) {
            Path path = place.toAbsolutePath().resolveSibling("." + hidden(place) + "." + System.nanoTime() + ".part");
            OURS.add(path);
            Path file = directory ? path.resolve(LOCK) : path;
            try {
                if (directory) Files.createDirectory(path);
                Unfinished begun = new Unfinished(path,
                        FileChannel.open(file, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW));
                // Another process may have swept it before it was locked. A zip file shows none before it is closed.
                if (begun.isLocked() && (Files.exists(file) || attempts == MAX_ATTEMPTS)) {
                    return begun;
                }
                begun.close();
            } catch (IOException e) {
                OURS.remove(path);
                ScratchDirectory.remove(path);
                throw e;
            }
        }
    }

    /// Begins a file beside `place` that is never finished: until it is closed, no other process can do the same. Throws
    /// [T2lException] if one has done so.
    public static Unfinished lock(Path place) throws IOException {
        sweep(place);
        Unfinished own = file(place);
        for (Path other : begun(own.path.getParent(), hidden(place)::equals, "")) {
            if (!other.equals(own.path)) {
                own.close();
                throw new T2lException(other.getParent() + ": is being written by another process; wait until it has"
                        + " ended, or delete " + other + " if it has");
            }
        }
        return own;
    }

    /// What a hidden name says of the place: its name, or a hash of one that leaves no room for the rest.
    private static String hidden(Path place) {
        String name = place.getFileName().toString();
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        return bytes.length > MAX_REPEATED && bytes.length <= MAX_NAME
                ? UUID.nameUUIDFromBytes(bytes).toString()
                : name;
    }

    private boolean isLocked() {
        try {
            return channel.tryLock() != null;
        } catch (IOException _) {
            return true; // there are no locks here, so nobody sweeps it
        }
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
        boolean empty = channel.size() == 0;
        try {
            WholeFile.rename(path, place, replace);
        } catch (AccessDeniedException | NoSuchFileException _) {
            channel.close(); // Windows renames no directory with an open file in it, and a zip file has none yet
            WholeFile.rename(path, place, replace);
        }
        channel.close();
        if (empty && Files.isDirectory(place)) {
            Files.delete(place.resolve(LOCK));
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        OURS.remove(path);
        ScratchDirectory.remove(path);
    }

    /// Deletes what killed processes have left of `place`, as far as that is possible.
    public static void sweep(Path place) {
        sweep(place.toAbsolutePath().getParent(), hidden(place)::equals);
    }

    /// Deletes what such processes have left in `folder`.
    ///
    /// @param name whether it was to get this name
    public static void sweep(Path folder, Predicate<String> name) {
        try {
            for (Path each : begun(folder, name, "")) {
                if (isFree(each)) ScratchDirectory.remove(each);
            }
        } catch (IOException _) {
            return; // the command says what it cannot write
        }
    }

    /// What killed processes have kept of an earlier `place`, which they were about to replace.
    ///
    /// @param ending follows the hidden name of what was to replace it
    public static List<Path> left(Path place, String ending) throws IOException {
        List<Path> left = begun(place.toAbsolutePath().getParent(), hidden(place)::equals, ending);
        left.removeIf(old -> {
            String name = old.getFileName().toString();
            Path part = old.resolveSibling(name.substring(0, name.length() - ending.length()));
            return Files.exists(part) && !isFree(part);
        });
        return left;
    }

    /// What has been begun in `folder`.
    private static List<Path> begun(Path folder, Predicate<String> name, String ending) throws IOException {
        List<Path> begun = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, ".*.part" + ending)) {
            for (Path each : all) {
                String file = each.getFileName().toString();
                Matcher is = NAME.matcher(file.substring(0, file.length() - ending.length()));
                if (is.matches() && name.test(is.group(1))) {
                    begun.add(each);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return begun;
    }

    /// Whether nobody writes it: it can be locked.
    private static boolean isFree(Path part) {
        if (OURS.contains(part.toAbsolutePath())) {
            return false;
        }
        Path lock = Files.isDirectory(part, LinkOption.NOFOLLOW_LINKS) ? part.resolve(LOCK) : part;
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            return channel.tryLock() != null;
        } catch (IOException | OverlappingFileLockException _) {
            return false; // someone else's, or there are no locks here
        }
    }
}
