package t2l.app;

import module java.base;
import org.jline.reader.LineReader;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.ControlChar;
import org.jline.terminal.Attributes.InputFlag;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Terminal;

/// Reads keys while the program writes to its terminal. Until this is closed, Ctrl-C is a key and not a signal, which
/// would end the program and the JVM that started it ([t2l.app.launch.Launcher]). Other keys are not echoed but passed
/// on to the next line.
final class Keys implements Lines.Interrupt {
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
