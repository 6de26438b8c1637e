package t2l.tensor;

import java.util.function.Supplier;

/// Something outside the program is wrong: a file, a device, or other people's data. The message is one sentence for
/// the user: where, what was needed, what was there, what to do. A caller's own mistake is an
/// [IllegalArgumentException] instead.
///
/// What a file holds goes into messages, so these are made readable: one line, and not all of what is very long.
public final class T2lException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MOST = 800;

    public T2lException(String message) {
        super(line(message));
    }

    public T2lException(String message, Throwable cause) {
        super(line(message), cause);
    }

    /// Makes something of numbers that a file holds. That they make no sense, an [IllegalArgumentException] or an
    /// [ArithmeticException], is then the file's fault and becomes a [T2lException].
    ///
    /// @param where the file, and the place in it
    public static <T> T blaming(String where, Supplier<T> making) {
        try {
            return making.get();
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new T2lException(where + ": " + e.getMessage(), e);
        }
    }

    private static String line(String message) {
        var line = new StringBuilder();
        message.codePoints().map(c -> switch (Character.getType(c)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR -> '?';
            default -> c;
        }).forEach(line::appendCodePoint);
        if (line.length() > MOST) {
            line.replace(MOST / 2, line.length() - MOST / 2, " … ");
        }
        return line.toString();
    }
}
