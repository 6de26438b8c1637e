package t2l.tensor;

/// Something outside the program is not as it must be: a file, a device, foreign data. The message is one sentence
/// for the user: where, what was needed, what was there, what to do. A caller's own mistake is an
/// [IllegalArgumentException] instead.
public final class T2lException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public T2lException(String message) {
        super(message);
    }

    public T2lException(String message, Throwable cause) {
        super(message, cause);
    }
}
