package t2l.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import java.lang.ProcessBuilder.Redirect;
import module java.base;

/// The program as a user has it: `java -jar t2l.jar …` in a process of its own. Tests that use it are named `…IT`: they
/// run after the jar has been packaged.
///
/// @param jar  the file
/// @param home the value of `T2L_HOME`
record Jar(Path jar, Path home) {
    /// The value of `T2L_HOME` for tests that do not look into it.
    static final Path HOME = Path.of(System.getProperty("t2l.jar")).resolveSibling("home");

    /// The environment of short runs of `scalar` kernels. Most of what they take is compilation, and C2's most of all, without which
    /// the loops of `scalar` are as fast on a small model.
    static final Map<String, String> QUICK = Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");

    /// The command `bench`.
    private static final Path BENCH = Path.of(System.getProperty("t2l.root"), "tests/bench/target/t2l-bench.jar");

    /// What a run says that makes the start cache.
    static final String FIRST_START = "t2l: first start here, making the next ones faster";

    /// What a run left behind.
    record Outcome(int code, String out, String err) {
        /// The lines of stderr.
        List<String> errLines() {
            return err.lines().toList();
        }

        /// Requires success, whatever was said on stderr.
        Outcome succeeds() {
            assertEquals(0, code, err);
            return this;
        }

        /// Requires that it failed with this code and said each of `words` on stderr, whatever else was printed.
        void fails(int expected, String... words) {
            assertEquals(expected, code, err);
            Stream.of(words).forEach(part -> assertTrue(err.contains(part), err));
        }

        /// Requires success, in silence; returns what was printed on stdout.
        String answer() {
            assertEquals(0, code, err);
            assertEquals("", err);
            return out;
        }

        /// Requires this code and one sentence on stderr, of which `says` is a part.
        void refuses(int expected, String says) {
            assertEquals(expected, code, err);
            assertEquals("", out);
            assertEquals(1, errLines().size(), err);
            assertTrue(err.startsWith("error: ") && err.contains(says), err);
        }
    }

    /// The jar that this build made, with a home that all tests share: making a start cache takes as long as several runs.
    static Jar built() {
        return built(HOME);
    }

    /// The jar that this build made, with its start cache below `home`.
    static Jar built(Path home) {
        return new Jar(Path.of(System.getProperty("t2l.jar")), home);
    }

    /// The `java` of the JDK that runs the tests.
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    Outcome run(String... arguments) {
        return run(Map.of(), arguments);
    }

    /// What a run that must succeed, in silence, says on stdout.
    String answer(String... arguments) {
        return run(arguments).answer();
    }

    /// Runs what must fail, see [Outcome#refuses].
    void refuses(int code, String says, String... arguments) {
        run(arguments).refuses(code, says);
    }

    /// Runs the jar with some variables more in its environment.
    Outcome run(Map<String, String> environment, String... arguments) {
        return start(all(environment), command(arguments), "");
    }

    /// Runs the jar where no file can grow beyond so many bytes, as on a disk that is nearly full.
    Outcome cramped(int bytes, String... arguments) {
        // The unit of ulimit is a block of 512 bytes.
        List<String> command = new ArrayList<>(List.of("sh", "-c", "ulimit -f " + bytes / 512 + "; exec \"$@\"", "sh"));
        command.addAll(command(arguments));
        return start(all(Map.of()), command, "");
    }

    /// Runs the jar with a text on stdin.
    Outcome feed(String input, String... arguments) {
        return start(all(Map.of()), command(arguments), input);
    }

    /// The jar, running; what it says goes nowhere.
    Process begin(String... arguments) {
        return begin(new ProcessBuilder(command(arguments)).redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD));
    }

    /// The jar, running; what it says can be read.
    Process open(String... arguments) {
        return open(Map.of(), arguments);
    }

    /// The same with some variables more in its environment.
    Process open(Map<String, String> environment, String... arguments) {
        ProcessBuilder builder = new ProcessBuilder(command(arguments));
        builder.environment().putAll(environment);
        return begin(builder);
    }

    private Process begin(ProcessBuilder builder) {
        builder.environment().putAll(all(Map.of()));
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The jar, running at a terminal: what is written to the process is typed there, what it reads is shown there.
    Process atTerminal(String... arguments) throws IOException {
        String command = "stty cols 80 rows 24; exec '" + String.join("' '", command(arguments)) + "'";
        ProcessBuilder builder = new ProcessBuilder("script", "-qefc", command, "/dev/null").redirectErrorStream(true);
        builder.environment().putAll(all(Map.of("TERM", "xterm")));
        return builder.start();
    }

    private List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(java()));
        if (arguments.length > 0 && arguments[0].equals("bench")) { // a jar of its own, beside the program
            command.addAll(List.of("-cp", jar + File.pathSeparator + BENCH, "t2l.app.Main"));
        } else {
            command.addAll(List.of("-jar", jar.toString()));
        }
        command.addAll(List.of(arguments));
        return command;
    }

    private Map<String, String> all(Map<String, String> environment) {
        Map<String, String> all = new TreeMap<>(environment);
        all.putIfAbsent("T2L_HOME", home.toString());
        return all;
    }

    /// Runs any command to its end, without input.
    static Outcome start(Map<String, String> environment, List<String> command) {
        return start(environment, command, "");
    }

    /// What a run said, without the hint that it makes the start cache: in the shared home, any run may have to make it
    /// anew after another one has crashed with it.
    private static String heard(String err, Map<String, String> environment) {
        return HOME.toString().equals(environment.get("T2L_HOME")) ? err.replace(FIRST_START + "\n", "") : err;
    }

    private static Outcome start(Map<String, String> environment, List<String> command, String input) {
        try {
            Path out = Files.createTempFile("t2l", ".out");
            Path err = Files.createTempFile("t2l", ".err");
            ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            try (OutputStream stdin = process.getOutputStream()) {
                stdin.write(input.getBytes(UTF_8));
            }
            Outcome outcome = new Outcome(process.waitFor(), Files.readString(out, UTF_8),
                    heard(Files.readString(err, UTF_8), environment));
            Files.delete(out);
            Files.delete(err);
            return outcome;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
