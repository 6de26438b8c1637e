package t2l.app;

import module java.base;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import t2l.app.console.Home;

/// The user's input by line: from a terminal, with editing and a history, or from a pipe.
interface Lines extends AutoCloseable {
    /// The next line; empty at the end, or after Ctrl-C at a terminal.
    Optional<String> next() throws IOException;

    /// Whether the input is interactive.
    boolean typed();

    /// While an answer is generated, Ctrl-C at a terminal ends only the answer, not the program.
    Interrupt interrupt();

    @Override
    default void close() throws IOException {
        // stdin stays open: it is the process's
    }

    /// Whether the user wants to end the answer.
    interface Interrupt extends AutoCloseable {
        /// Whether Ctrl-C was pressed since this was opened.
        boolean asked();

        @Override
        default void close() {}
    }

    /// A terminal if there is one, else stdin.
    ///
    /// @param history  the file in [Home] with the history
    /// @param commands completed by the tab key
    @SuppressWarnings("SystemConsoleNull") // since JDK 25 it is null again where there is no terminal
    static Lines open(String history, List<String> commands) throws IOException {
        Console console = System.console();
        return console != null && console.isTerminal() ? terminal(Home.folder().resolve(history), commands) : pipe();
    }

    private static Lines terminal(Path history, List<String> commands) throws IOException {
        Terminal terminal = TerminalBuilder.builder().system(true).build();
        LineReader reader = LineReaderBuilder.builder().terminal(terminal).appName("t2l")
                .completer(new StringsCompleter(commands))
                .variable(LineReader.HISTORY_FILE, history).variable(LineReader.HISTORY_SIZE, 1000)
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true).build();
        return new Lines() {
            @Override
            public Optional<String> next() {
                try {
                    return Optional.of(reader.readLine("> "));
                } catch (EndOfFileException | UserInterruptException _) {
                    return Optional.empty();
                }
            }

            @Override
            public boolean typed() {
                return true;
            }

            @Override
            public Interrupt interrupt() {
                return new Keys(reader, System.in);
            }

            @Override
            public void close() throws IOException {
                terminal.close();
            }
        };
    }

    private static Lines pipe() {
        var reader = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        return new Lines() {
            @Override
            public Optional<String> next() throws IOException {
                return Optional.ofNullable(reader.readLine());
            }

            @Override
            public boolean typed() {
                return false;
            }

            @Override
            public Interrupt interrupt() {
                return () -> false;
            }
        };
    }
}
