package t2l.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import t2l.tensor.T2lException;

/// Where a command speaks: the result on stdout and nothing else there; progress, hints and warnings on stderr.
///
/// After Ctrl-C, [#stopping] is true and the process ends as soon as the command has returned.
public final class Out implements AutoCloseable {
    private static final String COLUMNS = "t2l.terminal";
    /// Clears a terminal's line from the cursor on.
    private static final String ERASE = "\033[K";

    private final CommonOptions options;
    private final PrintStream result = System.out;
    private final PrintStream side = System.err;
    /// The library's log if it is silenced: a logger that nobody holds forgets its level.
    private final Optional<Logger> silenced;

    private boolean midLine;

    public Out(CommonOptions options) {
        this.options = options;
        options.stop().begin();
        silenced = options.quiet() ? Optional.of(Logger.getLogger("t2l")) : Optional.empty();
        silenced.ifPresent(log -> log.setLevel(Level.OFF));
    }

    /// Whether the result is wanted as JSON: then [#json] is used, else [#line] and [#text].
    public boolean isJson() {
        return options.json();
    }

    /// A line of the result.
    public void line(String line) {
        result.println(line);
        requireWritten();
    }

    /// A part of the result, as it comes, without a line's end.
    public void text(String part) {
        midLine = !part.endsWith("\n");
        result.print(part);
        result.flush();
        requireWritten();
    }

    /// The result, or one of several in a stream, as JSON on one line: maps, lists, strings, numbers, booleans, `null`.
    public void json(Object value) {
        try {
            line(JSON.std.asString(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// All of stdin, as UTF-8, without a line's end at its own end. On a terminal it says what it waits for.
    /// Throws [T2lException] if it cannot be read.
    @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again where there is no terminal
    public String input(String what) {
        Console console = System.console();
        if (console != null && console.isTerminal()) {
            say("reading " + what + " from stdin, up to Ctrl-D");
        }
        try {
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
        } catch (IOException e) {
            throw new T2lException("stdin: " + what + " cannot be read: " + e.getMessage(), e);
        }
    }

    /// Something the user may want to know; not with `--quiet`.
    public void say(String line) {
        if (!options.quiet()) tell(line);
    }

    /// What went wrong, where the command goes on nevertheless; also with `--quiet`.
    public void error(String sentence) {
        tell("error: " + sentence);
    }

    /// Something only `--verbose` asks for.
    public void detail(String line) {
        if (options.verbose()) tell(line);
    }

    /// A line on stderr, in place of the bar if one is shown there.
    private void tell(String line) {
        side.println(onTerminal() ? ERASE + line : line);
    }

    /// Shows how far `total` steps of the work `title` have come: a bar on a terminal, else a line every few seconds.
    public Progress progress(String title, long total) {
        if (options.quiet()) return Progress.silent();
        return onTerminal() ? Progress.bar(title, total, columns(), side) : Progress.lines(title, total, side);
    }

    /// Whether the user wants the command to stop: it then saves what must not be lost and returns.
    public boolean stopping() {
        return options.stop().requested();
    }

    /// Whether stderr shows bars and colours: the launcher, which writes to it, has looked.
    public static boolean onTerminal() {
        return System.getProperty(COLUMNS) != null && System.getenv("NO_COLOR") == null
                && !"dumb".equals(System.getenv("TERM"));
    }

    private static int columns() {
        int columns = Integer.getInteger(COLUMNS, 0);
        return columns > 0 ? columns : 80; // 0: a terminal that does not know
    }

    /// A result that nobody gets ends the work: the reader has gone away (`t2l … | head`), or the disk is full.
    private void requireWritten() {
        if (result.checkError()) {
            throw new T2lException("stdout: cannot be written"
                    + (result instanceof Stdout known
                            ? known.failure().map(e -> ": " + e.getMessage()).orElse("")
                            : ""));
        }
    }

    @Override
    public void close() {
        if (midLine) result.println(); // of an answer that Ctrl-C has cut off
        silenced.ifPresent(log -> log.setLevel(null));
        options.stop().close();
    }
}
