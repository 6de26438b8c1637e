package t2l.tensor.io;

import module java.base;
import t2l.tensor.T2lException;

/// A file or a directory that is being written, under a hidden name beside its place until it is whole: `.NAME.NUMBER.part`. It
/// is locked while it is written, a directory by [#LIST] in it: what is not locked was left by a process that was killed. Where
/// the file system has no locks, nothing is deleted. Use with `try`: what is not finished is deleted.
///
/// A directory may list its own files in [#LIST]; of one with a list, nothing else is ever deleted.
public final class Unfinished implements AutoCloseable {
    /// The file in a directory that is locked, and lists the others if it is not empty.
    public static final String LIST = ".t2l";
    private static final Pattern NAME = Pattern.compile("\\.(.+)\\.\\d+\\.part");
    /// Follows the hidden name where an earlier directory is kept while it is replaced.
    private static final String OLD = ".old";
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
            Path file = directory ? path.resolve(LIST) : path;
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

    /// To the file, or to [#LIST] in the directory.
    public FileChannel channel() {
        return channel;
    }

    /// Syncs everything in the directory to disk, and lists it.
    public void list() throws IOException {
        List<Path> all = ScratchDirectory.inside(path);
        String names = all.stream().map(each -> path.relativize(each) + System.lineSeparator())
                .collect(Collectors.joining());
        WholeFile.writeAll(channel, ByteBuffer.wrap(names.getBytes(StandardCharsets.UTF_8)));
        for (Path each : all) {
            if (!each.endsWith(LIST)) sync(each); // or it would not be locked any more
        }
    }

    private static void sync(Path path) throws IOException {
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException e) {
            if (!Files.isDirectory(path)) throw e; // some systems cannot open a directory
        }
    }

    /// The directory and everything in it that it lists as its own. The list of another program may hold any bytes.
    public static Predicate<Path> listed(Path directory) throws IOException {
        Path list = directory.resolve(LIST);
        Set<String> names = Files.isRegularFile(list, LinkOption.NOFOLLOW_LINKS)
                ? Set.copyOf(new String(Files.readAllBytes(list), StandardCharsets.UTF_8).lines().toList())
                : Set.of();
        return path -> path.equals(directory) || names.contains(directory.relativize(path).toString());
    }

    /// Syncs it to disk and gives it its name. Throws [java.nio.file.FileAlreadyExistsException] if there is something of that
    /// name and it is not to be replaced.
    ///
    /// @param replace whether to replace a file, or a directory with a list, of which only what is listed is deleted
    public void finish(Path place, boolean replace) throws IOException {
        channel.force(true);
        boolean unlisted = channel.size() == 0;
        boolean directory = Files.isDirectory(path);
        Path old = path.resolveSibling(path.getFileName() + OLD);
        boolean keeps = directory && replace && Files.exists(place, LinkOption.NOFOLLOW_LINKS);
        if (keeps) Files.move(place, old, StandardCopyOption.ATOMIC_MOVE);
        try {
            rename(place, replace);
        } catch (IOException e) {
            if (keeps) Files.move(old, place, StandardCopyOption.ATOMIC_MOVE);
            throw e;
        }
        if (directory && unlisted) Files.delete(place.resolve(LIST));
        if (keeps) removeListed(old);
    }

    private void rename(Path place, boolean replace) throws IOException {
        try {
            WholeFile.rename(path, place, replace);
        } catch (AccessDeniedException | NoSuchFileException _) {
            channel.close(); // Windows renames no directory with an open file in it, and a zip file has none yet
            WholeFile.rename(path, place, replace);
        }
        channel.close();
    }

    /// Throws [DirectoryNotEmptyException] if there are other files, which stay.
    private static void removeListed(Path directory) throws IOException {
        Predicate<Path> listed = listed(directory);
        for (Path path : ScratchDirectory.inside(directory)) {
            if (listed.test(path)) Files.deleteIfExists(path);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
        OURS.remove(path);
        ScratchDirectory.remove(path);
    }

    /// Deletes what killed processes have left of `place`, as far as that is possible. If one was about to replace it, the
    /// old one is put back.
    public static void sweep(Path place) {
        Path folder = place.toAbsolutePath().getParent();
        if (folder == null) return; // a root
        sweep(folder, hidden(place)::equals);
        try {
            for (Path old : begun(folder, hidden(place)::equals, OLD)) {
                String name = old.getFileName().toString();
                if (Files.exists(old.resolveSibling(name.substring(0, name.length() - OLD.length())))) {
                    continue; // it is being replaced
                }
                if (Files.notExists(place, LinkOption.NOFOLLOW_LINKS)) {
                    Files.move(old, place, StandardCopyOption.ATOMIC_MOVE);
                } else {
                    removeListed(old);
                }
            }
        } catch (IOException _) {
            return; // what cannot be tidied up stays
        }
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
        Path lock = Files.isDirectory(part, LinkOption.NOFOLLOW_LINKS) ? part.resolve(LIST) : part;
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS)) {
            return channel.tryLock() != null;
        } catch (IOException | OverlappingFileLockException _) {
            return false; // someone else's, or there are no locks here
        }
    }
}
