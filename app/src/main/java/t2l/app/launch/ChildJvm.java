package t2l.app.launch;

import java.io.*;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.*;
import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.*;

/// The second JVM, for which this one stands in: its stderr is copied to ours, and signals are passed on.
///
/// If this JVM is killed, the second one notices: it waits for a lock that this one holds, and which the system releases.
public final class ChildJvm {
    /// The property with the place of the lock.
    private static final String LOCK = "t2l.parent";

    /// What the JVM prints first of all, which no flag silences.
    private static final byte[] NOTICE = "WARNING: Using incubator modules: jdk.incubator.vector"
            .getBytes(StandardCharsets.US_ASCII);

    private static final String REPORT = "hs_err_pid";

    private final Process process;
    private final Thread messages;

    private ChildJvm(Process process) {
        this.process = process;
        messages = new Thread(() -> copy(process.getErrorStream(), System.err), "stderr");
        messages.start();
    }

    /// Starts a second JVM and waits for it. Ctrl-C reaches it directly, as a foreground process of the terminal; a
    /// signal sent to this JVM only is passed on, even before it has started. This JVM always ends after it, with success
    /// if it does. Returns its exit code.
    ///
    /// @param command `java` and its arguments, to which what this class needs is added
    static int standInFor(ProcessBuilder command) throws IOException, InterruptedException {
        // The report of a crash. If that file is not possible, the JVM takes the working directory.
        command.command().add(1, "-XX:ErrorFile=" + StartCache.home().toString().replace("%", "%%") + File.separator
                + REPORT + "%p.log");
        long place = ThreadLocalRandom.current().nextLong(1L << 62);
        try (FileChannel lock = lockFile()) {
            if (lock != null && lock.tryLock(place, 1, false) != null)
                command.command().add(1, "-D" + LOCK + "=" + place);
            FutureTask<ChildJvm> started = new FutureTask<>(
                    () -> new ChildJvm(command.redirectError(ProcessBuilder.Redirect.PIPE).start()));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                try {
                    started.get().terminate();
                    if (started.get().waitFor() == 0) Runtime.getRuntime().halt(0); // not with the signal's
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                } catch (ExecutionException e) {
                    return; // it has not started
                }
            }));
            started.run();
            return started.get().waitFor();
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e);
        }
    }

    /// The file with the locks of all running programs; `null` if there can be none.
    private static FileChannel lockFile() {
        try {
            Path file = Files.createDirectories(StartCache.home()).resolve("running");
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            return null; // an unwritable home: this program goes on if its parent is killed
        }
    }

    /// In the second JVM: ends it as SIGTERM does when the first one is gone.
    public static void endWithParent() {
        Long place = Long.getLong(LOCK);
        if (place == null) return;
        Thread watch = new Thread(() -> {
            try (FileChannel lock = lockFile()) {
                if (lock == null) return;
                lock.lock(place, 1, false);
                System.exit(128 + 15);
            } catch (IOException e) {
                return; // there are no locks here
            }
        }, "parent");
        watch.setDaemon(true);
        watch.start();
    }

    /// Waits until it has ended and all its messages are printed; returns its exit code.
    private int waitFor() throws InterruptedException {
        int code = process.waitFor();
        messages.join();
        return code;
    }

    /// Sends SIGTERM. `Process.destroy` would also close our end of its stderr, and its last words would be lost; what
    /// does not came with Java 9.
    private void terminate() {
        try {
            Object handle = Process.class.getMethod("toHandle").invoke(process);
            Class.forName("java.lang.ProcessHandle").getMethod("destroy").invoke(handle);
        } catch (ReflectiveOperationException e) {
            process.destroy();
        }
    }

    /// Copies all messages but [#NOTICE], until the second JVM closes its stderr.
    static void copy(InputStream from, PrintStream to) {
        byte[] bytes = new byte[8192];
        try {
            int same = 0;
            int b = from.read();
            while (same < NOTICE.length && b == NOTICE[same]) {
                same++;
                b = from.read();
            }
            if (same < NOTICE.length) to.write(NOTICE, 0, same);
            while (same == NOTICE.length && (b == '\r' || b == '\n')) b = from.read();
            if (b >= 0) to.write(b);
            to.flush();
            for (int n = from.read(bytes); n >= 0; n = from.read(bytes)) {
                to.write(bytes, 0, n);
                to.flush();
            }
        } catch (IOException e) {
            // The pipe broke: the second JVM has ended, and its exit code is reported.
        }
    }

    /// Whether a JVM crashed, i.e. ended with 128 plus the number of SIGILL, SIGTRAP, SIGABRT, SIGBUS (Linux, macOS), SIGFPE or
    /// SIGSEGV.
    static boolean hasCrashed(int code) {
        return Arrays.asList(132, 133, 134, 135, 138, 136, 139).contains(code);
    }

    /// Prints where the report of a crash is. The JVM also prints a summary to stdout; no flag can prevent this (JDK-8215004).
    ///
    /// @param start when the JVM was started
    static void sayCrashed(long start) {
        File[] all = StartCache.home().toFile().listFiles(
                (folder, name) -> name.startsWith(REPORT) && new File(folder, name).lastModified() >= start - 1000);
        File report = Arrays.stream(all == null ? new File[0] : all).max(Comparator.comparingLong(File::lastModified))
                .orElse(null);
        System.err.println("error: the JVM has crashed; "
                + (report == null ? "T2L_HOME could not take its report" : "its report is " + report));
    }
}
