package t2l.app.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import picocli.CommandLine;

/// Runs a command that a test has made, with parts of its own.
public final class CommandRun {
    private CommandRun() {}

    /// Runs `command`, and throws what it throws.
    ///
    /// @param errors is given what it said on stderr, before anything is thrown
    public static void of(Object command, Consumer<String> errors, String[] arguments, String... more) {
        List<Exception> thrown = new ArrayList<>();
        CommandLine line = new CommandLine(command).setExecutionExceptionHandler((e, _, _) -> {
            thrown.add(e);
            return 1;
        });
        PrintStream kept = System.err;
        var said = new ByteArrayOutputStream();
        System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
        try {
            int code = line.execute(Stream.of(more, arguments).flatMap(Stream::of).toArray(String[]::new));
            assertEquals(thrown.size(), code);
        } finally {
            System.setErr(kept);
            errors.accept(said.toString(StandardCharsets.UTF_8));
        }
        thrown.forEach(e -> {
            throw (RuntimeException) e;
        });
    }
}
