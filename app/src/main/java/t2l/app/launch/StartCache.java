package t2l.app.launch;

import java.io.*;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.*;
import java.util.*;
import java.util.zip.CRC32;

/// The ahead-of-time cache (JEP 483, JEP 514) that lets the second JVM start with its classes already loaded and
/// linked. Created by a training run at the first start, in `$T2L_HOME/start`: for each path of the jar one file of tens
/// of megabytes, and another for short runs, whose JVM has other modules.
///
/// Without a valid cache, the JVM starts as usual. The JVM trusts the content, so the file's name ends in its length,
/// its date and a checksum of its beginning, and a file that has changed is created again.
final class StartCache {
    /// The command of the training run. It uses C1 only, so that profiles of short loops do not mislead C2 in long
    /// runs.
    private static final List<String> WARM_UP = Arrays.asList("complete", "--model", "builtin:tiny", "--describe",
            "Sort the words.", "--prompt", "pear fig >");

    /// No cache.
    static final StartCache NONE = new StartCache(null);

    /// `null` for [#NONE].
    private final Path file;

    private StartCache(Path file) {
        this.file = file;
    }

    /// The cache for `command` (a JVM, its flags and its class path), created if it is missing or damaged.
    static StartCache of(Jdk jdk, List<String> command, String main) throws InterruptedException {
        File jar = new File(command.get(command.size() - 1));
        if (!jar.isFile()) return NONE; // classes in folders cannot be cached
        Path folder = home();
        String place = hex(jar.getAbsolutePath() + (command.contains(Launcher.VECTORS) ? "" : "\nshort"));
        String name = place + "-" + hex(jar.length() + "\n" + jar.lastModified() + "\n" + jdk.identity()) + "-";
        try {
            folder = Files.createDirectories(folder.resolve("start"));
            for (File file : beginning(folder, name)) {
                if (file.getName().equals(name + seal(file.toPath()))) return new StartCache(file.toPath());
            }
            return new StartCache(make(folder, place, name, command, main));
        } catch (IOException e) {
            return NONE; // unwritable: slower, not worse
        }
    }

    /// The folder for what makes later starts faster: `$T2L_HOME`, or `~/.cache/t2l`.
    static Path home() {
        String home = System.getenv("T2L_HOME");
        return home != null && !home.isEmpty()
                ? Paths.get(home)
                : Paths.get(System.getProperty("user.home"), ".cache", "t2l");
    }

    /// The flags to use it; empty without a cache.
    List<String> flags() {
        // An empty file records that this JVM cannot create a cache.
        return file == null || file.toFile().length() == 0
                ? Collections.<String>emptyList()
                : Collections.singletonList("-XX:AOTCache=" + file);
    }

    /// Deletes it: a JVM that used it crashed.
    void drop() {
        if (file != null) file.toFile().delete();
    }

    /// Creates the cache and deletes those of earlier builds of the jar at `place`.
    private static Path make(Path folder, String place, String name, List<String> command, String main)
            throws IOException, InterruptedException {
        Path fresh = Files.createFile(folder.resolve(UUID.randomUUID() + ".tmp"));
        try {
            System.err.println("t2l: first start here, making the next ones faster");
            List<String> training = new ArrayList<>(command);
            training.add(1, "-XX:AOTCacheOutput=" + fresh);
            training.addAll(1, ShortRun.FLAGS);
            training.add(main);
            training.addAll(WARM_UP);
            new ProcessBuilder(training).redirectInput(Inherited.EMPTY).redirectOutput(Inherited.EMPTY)
                    .redirectError(Redirect.to(Inherited.EMPTY)).start().waitFor();
            File[] old = beginning(folder, place);
            Path cache = folder.resolve(name + seal(fresh));
            Files.move(fresh, cache, StandardCopyOption.ATOMIC_MOVE);
            for (File file : old) {
                if (!file.equals(cache.toFile())) Files.deleteIfExists(file.toPath());
            }
            return cache;
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static File[] beginning(Path folder, String start) {
        File[] files = folder.toFile().listFiles((dir, name) -> name.startsWith(start));
        return files == null ? new File[0] : files;
    }

    /// The suffix of the file's name: its length, its date, and the CRC-32 of its beginning. To read all of it takes three
    /// times as long.
    private static String seal(Path file) throws IOException {
        CRC32 sum = new CRC32();
        byte[] head = new byte[1 << 18];
        try (InputStream in = Files.newInputStream(file)) {
            sum.update(head, 0, Math.max(0, in.read(head)));
        }
        return Long.toHexString(Files.size(file)) + "-" + Long.toHexString(Files.getLastModifiedTime(file).toMillis())
                + "-" + Long.toHexString(sum.getValue()) + ".aot";
    }

    /// 64 bits of FNV-1a over the text.
    private static String hex(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return String.format("%016x", hash);
    }
}
