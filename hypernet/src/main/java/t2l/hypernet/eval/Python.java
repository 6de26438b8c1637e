package t2l.hypernet.eval;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import t2l.tensor.T2lException;
import t2l.tensor.io.ScratchDirectory;

/// Runs untrusted programs, each in its own process, in an empty folder, without input or this process's environment,
/// with limits on time and memory.
///
/// This protects against accidents, not attacks: a program can read the user's files and use the network.
///
/// @param command the command that starts Python
/// @param time    for one program
/// @param bytes   of memory for one program
public record Python(String command, Duration time, long bytes) {
    /// The exit code of a program that ran to its end, which none returns by chance.
    private static final int PASSED = 97;

    /// Sets the limits, then runs the file beside it. A program that exits by itself has not run to its end.
    private static final String RUNNER = """
            import os, resource, sys
            limit, seconds = int(sys.argv[1]), int(sys.argv[2])
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
            resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
            sys.argv = ['answer.py']
            sys.setrecursionlimit(10000)
            with open('answer.py', encoding='utf-8') as file:
                source = file.read()
            exec(compile(source, 'answer.py', 'exec'), {'__name__': '__main__'})
            os._exit(%d)
            """.formatted(PASSED);

    /// The Python of this machine: 10 seconds and 2 GiB for each program. Throws [T2lException] if there is none that
    /// supports limits.
    public static Python find() {
        return find("python3");
    }

    static Python find(String command) {
        Python python = new Python(command, Duration.ofSeconds(10), 1L << 31);
        boolean works;
        try {
            works = python.passes("pass\n");
        } catch (UncheckedIOException _) {
            works = false;
        }
        if (!works) {
            throw new T2lException("--run-code: needs " + command + " with the module resource (Linux or macOS)"
                    + " to run the programs, found none that works; install it, or leave --run-code out and run them"
                    + " elsewhere");
        }
        return python;
    }

    /// Whether a program runs to its end within the limits and without an error.
    public boolean passes(String source) {
        try (var folder = ScratchDirectory.make()) {
            Files.writeString(folder.path().resolve("answer.py"), source, StandardCharsets.UTF_8);
            return run(folder.path()) == PASSED;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int run(Path folder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(List.of(command, "-I", "-B", "-c", RUNNER, Long.toString(bytes),
                Long.toString(time.toSeconds()))).directory(folder.toFile())
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(ProcessBuilder.Redirect.DISCARD);
        String path = System.getenv("PATH");
        builder.environment().clear();
        if (path != null) {
            builder.environment().put("PATH", path);
        }
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS) ? process.exitValue() : -1;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return -1;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
