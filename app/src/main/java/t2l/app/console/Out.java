package t2l.app.console;

import java.util.logging.Level;
import java.util.logging.Logger;
import module java.base;
import t2l.tensor.*;

/// The output of a command: the result on stdout, and progress, hints and warnings on stderr.
///
/// After Ctrl-C, [#stopping] is true and the process ends as soon as the command has returned.
public final class Out implements AutoCloseable {
    private static final String COLUMNS = "t2l.terminal";
    /// Clears a terminal line from the cursor to its end.
    private static final String ERASE = "\033[K";

    private final CommonOptions options;
    private final PrintStream result = System.out;
    private final PrintStream side = System.err;
    /// The library's logger if it is silenced, because an unreferenced logger loses its level.
    private Optional<Logger> silenced;

    private final boolean resultOnTerminal = resultIsOnTerminal();

    private boolean midLine;
    private boolean silent;

    public Out(CommonOptions options) {
        this.options = options;
        options.stop().begin();
        silenced = Optional.empty();
        if (options.quiet) silenceLog();
    }

    /// Silences the library, whose warnings the result has, too.
    public void silenceLog() {
        silenced = Optional.of(Logger.getLogger("t2l"));
        silenced.get().setLevel(Level.OFF);
    }

    /// Another process speaks for this one: from now on, only errors are printed.
    public void silence() {
        silent = true;
        silenceLog();
    }

    /// Whether to print the result as JSON with [#json], instead of [#line] and [#text]; see [#result].
    public boolean isJson() {
        return options.json;
    }

    /// Prints a line of the result.
    public void line(String line) {
        if (silent) return;
        result.println(shown(line));
        requireWritten();
    }

    /// Prints a part of the result, without a line end.
    public void text(String part) {
        midLine = !part.endsWith("\n");
        result.print(shown(part));
        result.flush();
        requireWritten();
    }

    /// For a file or a pipe, the text itself.
    private String shown(String text) {
        return resultOnTerminal ? harmless(text) : text;
    }

    /// A text without what a terminal would obey, but for line ends and tabs.
    static String harmless(String text) {
        return Stream.of(text.split("(?<=[\n\t])|(?=[\n\t])"))
                .map(part -> part.matches("[\n\t]") ? part : Printable.escaped(part)).collect(Collectors.joining());
    }

    /// Prints the result, or one of several, as JSON on one line: maps, lists, strings, numbers, booleans, `null`.
    public void json(Object value) {
        line(Json.printable(value));
    }

    /// Prints the result, or one of several: as JSON if that is wanted, else as this line.
    public void result(Object json, String line) {
        result(json, List.of(line));
    }

    /// The same with several lines.
    public void result(Object json, List<String> lines) {
        if (isJson()) {
            json(json);
        } else {
            lines.forEach(this::line);
        }
    }

    /// Reads stdin as UTF-8, without a final line end. On a terminal, prints a prompt. Throws [T2lException] if it
    /// cannot be read.
    public String input(String what) {
        if (hasConsole()) {
            say("reading " + what + " from stdin, up to Ctrl-D");
        }
        try {
            return new String(System.in.readAllBytes(), StandardCharsets.UTF_8).replaceFirst("\\R\\z", "");
        } catch (IOException e) {
            throw new T2lException("stdin: " + what + " cannot be read: " + e.getMessage(), e);
        }
    }

    /// Prints a hint, unless `--quiet`.
    public void say(String line) {
        if (!options.quiet && !silent) tell(line);
    }

    /// Prints a warning, even with `--quiet`.
    public void error(String sentence) {
        tell("error: " + sentence);
    }

    /// Prints where a fault of the program is.
    public void fault(Throwable fault) {
        fault.printStackTrace(side);
    }

    /// Prints a detail, with `--verbose` only.
    public void detail(String line) {
        if (options.verbose() && !silent) tell(line);
    }

    /// Prints a line on stderr, replacing a progress bar.
    private void tell(String line) {
        String shown = line.lines().map(Printable::escaped).collect(Collectors.joining("\n"));
        side.println(onTerminal() ? ERASE + shown : shown);
    }

    /// Shows the progress of the work `title` of `total` steps: a bar on a terminal, else a line every few seconds.
    public Progress progress(String title, long total) {
        if (options.quiet || silent) return Progress.silent();
        return onTerminal() ? Progress.bar(title, total, columns(), side) : Progress.lines(title, total, side);
    }

    /// Whether the user wants the command to stop, which then saves its state and returns.
    public boolean stopping() {
        return options.stop().requested();
    }

    /// Waits until the user wants the command to stop, which then is its success.
    public void awaitStop() throws InterruptedException {
        options.stop().await();
        options.stop().succeed();
    }

    /// Whether stderr is a terminal, as detected by the launcher.
    public static boolean onTerminal() {
        return System.getProperty(COLUMNS) != null && System.getenv("NO_COLOR") == null
                && !"dumb".equals(System.getenv("TERM"));
    }

    /// Whether stdin and stdout are a terminal.
    @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again where there is no terminal
    public static boolean hasConsole() {
        Console console = System.console();
        return console != null && console.isTerminal();
    }

    /// Whether stdout is a terminal, as far as its name tells; where it has none, stdin must be one, too.
    private static boolean resultIsOnTerminal() {
        try {
            String name = Path.of("/dev/stdout").toRealPath().toString();
            return name.matches("/dev/(pts/\\d+|tty.*|console)") || (name.startsWith("/dev/fd/") && hasConsole());
        } catch (IOException _) {
            return File.separatorChar == '\\' && hasConsole(); // a pipe, or Windows
        }
    }

    private static int columns() {
        int columns = Integer.getInteger(COLUMNS, 0);
        return columns > 0 ? columns : 80; // 0: a terminal that does not know
    }

    /// A result that cannot be written ends the command: without a word if its reader has gone away (`t2l … | head`), as other
    /// tools.
    private void requireWritten() {
        if (result.checkError()) {
            String why = result instanceof Stdout known
                    ? known.failure().map(e -> ": " + e.getMessage()).orElse("")
                    : "";
            throw why.toLowerCase(Locale.ROOT).contains("broken pipe")
                    ? new ReaderGone()
                    : new T2lException("stdout: cannot be written" + why);
        }
    }

    /// Nobody reads the result any more.
    static final class ReaderGone extends RuntimeException {
        /// Of a program that the signal SIGPIPE has ended.
        static final int CODE = 141;

        private static final long serialVersionUID = 1L;
    }

    @Override
    public void close() {
        if (midLine) result.println(); // of an answer that Ctrl-C has cut off
        silenced.ifPresent(log -> log.setLevel(null));
        options.stop().close();
    }

    /// A stream for text in UTF-8 that remembers why it failed: a reader that has gone away or a full disk.
    public static final class Stdout extends PrintStream {
        private final Sink sink;

        public Stdout(OutputStream to) {
            this(new Sink(to));
        }

        private Stdout(Sink sink) {
            super(sink, true, StandardCharsets.UTF_8);
            this.sink = sink;
        }

        /// Why something could not be written, if it could not.
        Optional<IOException> failure() {
            return Optional.ofNullable(sink.failure);
        }

        private static final class Sink extends FilterOutputStream {
            private volatile IOException failure;

            Sink(OutputStream to) {
                super(to);
            }

            @Override
            public void write(byte[] bytes, int from, int count) throws IOException {
                try {
                    out.write(bytes, from, count);
                } catch (IOException e) {
                    failure = e;
                    throw e;
                }
            }
        }
    }
}
