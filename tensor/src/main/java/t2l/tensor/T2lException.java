package t2l.tensor;

import java.util.function.Supplier;

/// Something outside the program is wrong: a file, a device, or other people's data. The message is one sentence for
/// the user: where, what was needed, what was there, what to do. A caller's own mistake is an
/// [IllegalArgumentException] instead.
///
/// What a file holds goes into messages, so these are made readable: one line, and not all of what is very long.
public final class T2lException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int MAX_CHARACTERS = 800;

    /// What a program may want to act on.
    public enum Kind {
        /// A file or its content, or other people's data.
        DATA,
        /// An adapter is for another model.
        ADAPTER,
        /// A schema, to which an answer is held, needs too much work.
        SCHEMA,
        /// The time allowed is over, also if it was spent on waiting for memory: the same may succeed later.
        DEADLINE,
        /// A device or its driver.
        DEVICE
    }

    private final Kind kind;

    /// Of the kind [Kind#DATA].
    public T2lException(String message) {
        this(message, null);
    }

    /// Of the kind [Kind#DATA].
    public T2lException(String message, Throwable cause) {
        this(Kind.DATA, message, cause);
    }

    public T2lException(Kind kind, String message) {
        this(kind, message, null);
    }

    public T2lException(Kind kind, String message, Throwable cause) {
        super(line(message), cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
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
        var line = new StringBuilder(Printable.escaped(message));
        if (line.length() > MAX_CHARACTERS) {
            line.replace(MAX_CHARACTERS / 2, line.length() - MAX_CHARACTERS / 2, " … ");
        }
        return line.toString();
    }
}
