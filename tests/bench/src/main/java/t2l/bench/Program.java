package t2l.bench;

import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.io.WholeFile;

/// A command in a process of its own, started as a user starts it. What it says on stderr is quoted if it fails.
final class Program implements AutoCloseable {
    private static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    /// `t2l.jar` and, with this command, `t2l-bench.jar`.
    private static final String CLASS_PATH = System.getProperty("java.class.path");
    private static final String JAR = CLASS_PATH.split(File.pathSeparator, -1)[0];

    private final String shown;
    private final Process process;
    private final Path said;
    private final long begin = System.nanoTime();

    private Program(String shown, List<String> command) {
        this.shown = shown;
        try {
            said = Files.createTempFile("t2l-bench", ".txt");
            process = new ProcessBuilder(command).redirectError(said.toFile()).start();
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new T2lException("bench: " + shown + ": cannot be started: " + WholeFile.reason(e), e);
        }
    }

    /// `java -jar t2l.jar` with these arguments, by the Java and the jar of this process.
    static Program t2l(List<String> arguments) {
        return new Program("t2l " + arguments.getFirst(),
                Stream.concat(Stream.of(JAVA, "-jar", JAR), arguments.stream()).toList());
    }

    /// A class on the class path of this process, with the flags beside `t2l.jar`.
    static Program java(Class<?> main, List<String> arguments) {
        String flags = "@" + Path.of(JAR).resolveSibling("t2l.args");
        return new Program(main.getSimpleName(), Stream.concat(
                Stream.of(JAVA, flags, "-cp", CLASS_PATH, main.getName()), arguments.stream()).toList());
    }

    /// A shell command, of which nobody reads what it says on stdout.
    static Program shell(String command) {
        return new Program(command, List.of("/bin/sh", "-c", "exec 1>&2; " + command));
    }

    /// Seconds since it was started.
    double seconds() {
        return (System.nanoTime() - begin) / 1e9;
    }

    /// What it says on stdout until it ends. Throws [T2lException] unless it succeeds.
    String result() {
        try {
            String result = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() == 0) {
                return result;
            }
        } catch (IOException e) {
            throw new T2lException("bench: " + shown + ": its result cannot be read: " + WholeFile.reason(e), e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
        throw ended();
    }

    static T2lException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new T2lException("bench: interrupted", e);
    }

    /// Throws [T2lException] if it has ended.
    void requireAlive() {
        if (!process.isAlive()) {
            throw ended();
        }
    }

    private T2lException ended() {
        String last = "nothing";
        try {
            last = Files.readString(said).lines().reduce((_, next) -> next).orElse(last);
        } catch (IOException _) {
            // then nothing is quoted
        }
        return new T2lException("bench: " + shown + ": needs a program that runs, it ended with exit code "
                + process.exitValue() + " and said " + last);
    }

    /// Ends it and what it has started.
    @Override
    public void close() {
        List<ProcessHandle> all = Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
        all.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                all.forEach(ProcessHandle::destroyForcibly);
            }
            Files.deleteIfExists(said);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException _) {
            // a temporary file is left
        }
    }
}
