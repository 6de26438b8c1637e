package t2l.hypernet.eval;

import module java.base;
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

    /// Sets the limits, then runs the file beside it in a session of its own, and kills what is left of all that it has
    /// started: on Linux orphans become children of this process. A program that exits by itself has not run to its end.
    private static final String RUNNER = """
            import ctypes, os, resource, signal, sys
            limit, seconds, passed = int(sys.argv[1]), int(sys.argv[2]), %d
            try:
                ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER
            except AttributeError:
                pass  # not Linux
            program = os.fork()
            if program == 0:
                os.setsid()
                resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
                resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
                resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20))
                resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
                sys.argv = ['answer.py']
                sys.setrecursionlimit(10000)
                with open('answer.py', encoding='utf-8') as file:
                    source = file.read()
                exec(compile(source, 'answer.py', 'exec'), {'__name__': '__main__'})
                os._exit(passed)
            def kill(of, pid):
                try:
                    of(pid, signal.SIGKILL)
                except OSError:
                    pass  # it is gone
            signal.signal(signal.SIGALRM, lambda *_: kill(os.killpg, program))
            signal.alarm(seconds)
            status = os.waitpid(program, 0)[1]
            kill(os.killpg, program)
            while True:
                if os.path.exists('/proc/thread-self/children'):
                    with open('/proc/thread-self/children') as children:
                        for child in children.read().split():
                            kill(os.kill, int(child))
                try:
                    os.wait()
                except ChildProcessError:
                    break
            os._exit(passed if os.WIFEXITED(status) and os.WEXITSTATUS(status) == passed else 1)
            """.formatted(PASSED);

    /// How long the runner may take beside the program.
    private static final Duration GRACE = Duration.ofSeconds(10);

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
            throw new T2lException("Python: needs " + command + " with the module resource (Linux or macOS)"
                    + " to run the programs, found none that works; install it, or leave the setting runCode out and run them"
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
            return process.waitFor(time.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS) ? process.exitValue() : -1;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return -1;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
