package t2l.app;

import module java.base;
import org.jline.reader.*;
import org.jline.reader.impl.completer.StringsCompleter;
import org.jline.terminal.*;
import org.jline.terminal.Attributes.*;
import t2l.app.console.*;

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
    static Lines open(String history, List<String> commands) throws IOException {
        return Out.hasConsole() ? terminal(Home.folder().resolve(history), commands) : pipe();
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

    /// Reads keys while the program writes to its terminal. Until this is closed, Ctrl-C is a key and not a signal, which
    /// would end the program and the JVM that started it ([t2l.app.launch.Launcher]). Other keys are not echoed but passed
    /// on to the next line.
    static final class Keys implements Lines.Interrupt {
        private static final int CTRL_C = 3;

        private final LineReader reader;
        private final Terminal terminal;
        private final InputStream in;
        private final Attributes before;
        private final ByteArrayOutputStream ahead = new ByteArrayOutputStream();
        private boolean asked;

        /// @param in the input of `reader`
        Keys(LineReader reader, InputStream in) {
            this.reader = reader;
            this.in = in;
            terminal = reader.getTerminal();
            before = terminal.getAttributes();
            // Unbuffered and without echo, as at the prompt, so that earlier input is read as keys.
            Attributes keys = new Attributes(before);
            keys.setInputFlag(InputFlag.ICRNL, false);
            keys.setLocalFlags(EnumSet.of(LocalFlag.ICANON, LocalFlag.ECHO), false);
            keys.setControlChar(ControlChar.VINTR, 0);
            terminal.setAttributes(keys);
        }

        @Override
        public boolean asked() {
            try {
                while (in.available() > 0) {
                    int key = in.read();
                    if (key == CTRL_C) {
                        asked = true;
                        ahead.reset();
                    } else {
                        ahead.write(key);
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return asked;
        }

        @Override
        public void close() {
            terminal.setAttributes(before);
            if (ahead.size() > 0) {
                reader.runMacro(ahead.toString(terminal.encoding()));
            }
        }
    }
}
