package t2l.app.launch;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/// The ahead-of-time cache (JEP 483, JEP 514) that lets the second JVM start with its classes already loaded and
/// linked. Made on the first run, in `$T2L_HOME/start`, by starting the program once for nothing; one file of tens of
/// megabytes for each place of the jar.
///
/// It only saves time: where it cannot be made or does not fit, the JVM starts as it would without.
final class StartCache {
    /// What is done once for nothing. With the first compiler alone, so that what it notes of loops that ran for a moment
    /// does not mislead the second one in a run of hours.
    private static final List<String> ERRAND = Arrays.asList("complete", "--model", "builtin:tiny", "--describe",
            "Sort the words.", "--prompt", "pear fig >");

    private StartCache() {}

    /// The flags that use the cache for `command` (a JVM, its flags and its class path), which is made first if it is
    /// missing; none if there can be no cache.
    static String[] flags(Jdk jdk, List<String> command, String main) throws InterruptedException {
        File jar = new File(command.get(command.size() - 1));
        if (!jar.isFile()) return new String[0]; // classes in folders cannot be cached
        String home = System.getenv("T2L_HOME");
        Path folder = home != null && !home.isEmpty()
                ? Paths.get(home)
                : Paths.get(System.getProperty("user.home"),
                        ".cache", "t2l");
        String place = hex(jar.getAbsolutePath());
        Path cache = folder.resolve("start").resolve(
                place + "-" + hex(jar.length() + "\n" + jar.lastModified() + "\n" + jdk.identity()) + ".aot");
        try {
            if (!Files.exists(cache)) make(cache, place, command, main);
            // An empty file remembers that this JVM cannot make one.
            return Files.size(cache) == 0 ? new String[0] : new String[] {"-XX:AOTCache=" + cache};
        } catch (IOException e) {
            return new String[0]; // unwritable: slower, not worse
        }
    }

    /// Makes `cache` and removes those for earlier contents of the jar at `place`.
    private static void make(Path cache, String place, List<String> command, String main)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectories(cache.getParent());
        Path fresh = Files.createFile(folder.resolve(UUID.randomUUID() + ".tmp"));
        try {
            System.err.println("t2l: first start here, making the next ones faster");
            List<String> training = new ArrayList<>(command);
            training.add(1, "-XX:AOTCacheOutput=" + fresh);
            training.addAll(1, Errand.FLAGS);
            training.add(main);
            training.addAll(ERRAND);
            File nowhere = new File(File.separatorChar == '\\' ? "NUL" : "/dev/null");
            new ProcessBuilder(training).redirectInput(nowhere).redirectOutput(nowhere)
                    .redirectError(Redirect.to(nowhere)).start().waitFor();
            File[] old = folder.toFile().listFiles((dir, name) -> name.startsWith(place) && name.endsWith(".aot"));
            Files.move(fresh, cache, StandardCopyOption.ATOMIC_MOVE);
            if (old != null) {
                for (File file : old) Files.deleteIfExists(file.toPath());
            }
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /// 64 bits of FNV-1a over the text.
    private static String hex(String text) {
        long hash = 0xcbf29ce484222325L;
        for (char c : text.toCharArray()) {
            hash = (hash ^ c) * 0x100000001b3L;
        }
        return String.format("%016x", hash);
    }
}
