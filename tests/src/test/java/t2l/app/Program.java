package t2l.app;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.logging.*;
import module java.base;

/// The program in the process of the tests, whose code is compiled already: a command takes milliseconds. What needs a process of its
/// own (its start, its environment, its end by force) is tested with [Jar].
final class Program {
    static {
        // Java's own handler keeps the stderr of the time when it was made.
        Logger root = Logger.getLogger("");
        Stream.of(root.getHandlers()).forEach(root::removeHandler);
        root.addHandler(new ToStderr());
    }

    static Jar.Outcome run(String... arguments) {
        return feed("", arguments);
    }

    /// A run that must succeed, see [Jar.Outcome#succeeds].
    static Jar.Outcome succeeds(String... arguments) {
        return run(arguments).succeeds();
    }

    /// What a run that must succeed, in silence, prints on stdout.
    static String answer(String... arguments) {
        return run(arguments).answer();
    }

    /// Runs what must fail, see [Jar.Outcome#refuses].
    static void refuses(int code, String says, String... arguments) {
        run(arguments).refuses(code, says);
    }

    /// Runs a command with a text on stdin.
    static synchronized Jar.Outcome feed(String input, String... arguments) {
        InputStream in = System.in;
        PrintStream out = System.out;
        PrintStream err = System.err;
        var printed = new ByteArrayOutputStream();
        var errors = new ByteArrayOutputStream();
        System.setIn(new ByteArrayInputStream(input.getBytes(UTF_8)));
        try {
            int code = Cli.run("0", printed, errors, arguments);
            return new Jar.Outcome(code, printed.toString(UTF_8), errors.toString(UTF_8));
        } finally {
            System.setIn(in);
            System.setOut(out);
            System.setErr(err);
        }
    }

    /// A command with more arguments.
    static String[] with(String[] command, String... more) {
        return Stream.of(command, more).flatMap(Arrays::stream).toArray(String[]::new);
    }

    /// An environment with one variable more.
    static Map<String, String> with(Map<String, String> environment, String name, String value) {
        Map<String, String> all = new HashMap<>(environment);
        all.put(name, value);
        return all;
    }

    private static final class ToStderr extends Handler {
        private final Formatter formatter = new SimpleFormatter();

        @Override
        public void publish(LogRecord message) {
            System.err.println(formatter.formatMessage(message));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
