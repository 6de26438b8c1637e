package t2l.app.launch;

import java.io.File;
import java.io.IOException;
import java.util.*;
import t2l.app.StdinFile;

/// Starts the program again in a suitable JVM, and passes on input, output, signals and the exit code.
public final class Launcher {
    /// A short run does without: a JVM with an incubating module cannot link classes ahead of time.
    static final String VECTORS = "--add-modules=jdk.incubator.vector";

    private Launcher() {}

    /// Runs `main` with `args` on a suitable Java and returns its exit code, or 1 if [Jdk#find] has said that there is none.
    public static int run(String main, String[] args) throws IOException, InterruptedException {
        Jdk jdk = Jdk.find();
        if (jdk == null) return 1;
        List<String> command = command(jdk);
        List<String> tornado = tornado(args);
        List<String> brief = tornado.isEmpty() ? ShortRun.flags(args) : Collections.<String>emptyList();
        if (!brief.isEmpty()) command.remove(VECTORS);
        StartCache cache = tornado.isEmpty() ? StartCache.of(jdk, command, main) : StartCache.NONE;
        command.addAll(1, tornado.isEmpty() ? cache.flags() : tornado);
        command.addAll(1, brief);
        String columns = columns();
        if (!columns.isEmpty()) command.add(1, "-Dt2l.terminal=" + columns);
        command.add(1, "-Dt2l.home=" + StartCache.home());
        command.add(main);
        command.addAll(Arrays.asList(args));
        ProcessBuilder second = new ProcessBuilder(command).inheritIO();
        if (!Inherited.hasStdin()) second.redirectInput(Inherited.EMPTY);
        passConnection(second);
        long start = System.currentTimeMillis();
        int code = ChildJvm.standInFor(second);
        if (ChildJvm.hasCrashed(code)) {
            cache.drop();
            ChildJvm.sayCrashed(start);
        }
        return code;
    }

    /// Lets the second JVM have the connection of MPICH's `mpirun`, which takes a Java that can call C functions.
    private static void passConnection(ProcessBuilder second) {
        String file = second.environment().getOrDefault("PMI_FD", "");
        if (file.matches("\\d{1,9}") && Jdk.running().suffices() && StdinFile.replace(Integer.parseInt(file))) {
            second.environment().put("PMI_FD", "0");
        }
    }

    /// `java`, the flags and the class path, without a main class; [StartCache] and [#run] must use the same.
    private static List<String> command(Jdk jdk) {
        List<String> command = new ArrayList<>(flags());
        command.add(0, jdk.java().getPath());
        command.addAll(Arrays.asList("-XX:+UseParallelGC",
                // Tensors are outside the heap, which would otherwise grow to hundreds of megabytes: by default, it begins with
                // a 64th of the machine's memory, and old objects are collected when that is full.
                "-Xmn32m", "-Xms128m",
                // Messages of the JVM would go to stdout, which is reserved for the result.
                "-Xlog:disable", "-XX:+DisplayVMOutputToStderr", "-cp", System.getProperty("java.class.path")));
        return command;
    }

    /// The flags that every JVM needs which runs t2l. The limits are a precaution: past them, C2 makes objects of vectors in
    /// a loop that does not say their classes. The commands let C2 compile kernels early, and the Vector API on its own late.
    private static List<String> flags() {
        try (Scanner lines = new Scanner(Launcher.class.getResourceAsStream("t2l.args"), "US-ASCII")) {
            List<String> flags = new ArrayList<>();
            while (lines.hasNextLine()) flags.add(lines.nextLine());
            return flags;
        }
    }

    /// The flags of TornadoVM, if its backend was requested and is available; they do not allow a [StartCache].
    private static List<String> tornado(String[] args) {
        String home = System.getenv("TORNADOVM_HOME");
        File flags = new File(home == null ? "" : home, "tornado-argfile");
        boolean asked = (" " + String.join(" ", args) + " ").matches("(?is).* --backend[ =]tornado .*");
        return asked && flags.isFile()
                ? Arrays.asList("@" + flags.getPath(),
                        // The file's own path includes the current folder, whose jars would become modules.
                        "--module-path=" + new File(home, "share/java/tornado"))
                : Collections.<String>emptyList();
    }

    /// The width of stderr if it is a terminal. Determined here, because the second JVM writes to a pipe.
    private static String columns() {
        File stderr = new File("/dev/stderr");
        try {
            if (!stderr.getCanonicalPath().startsWith("/dev/")) return ""; // a file, a pipe, or no Unix
            Process size = new ProcessBuilder("stty", "size").redirectInput(stderr).redirectError(Inherited.EMPTY)
                    .start();
            try (Scanner rowsAndColumns = new Scanner(size.getInputStream(), "US-ASCII")) {
                if (rowsAndColumns.hasNext()) rowsAndColumns.next();
                return rowsAndColumns.hasNext() ? rowsAndColumns.next() : "";
            }
        } catch (IOException e) {
            return ""; // no such program
        }
    }
}
