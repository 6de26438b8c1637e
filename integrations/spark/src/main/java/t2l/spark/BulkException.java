package t2l.spark;

/// Something outside the program is wrong; the message is one sentence for the user.
public final class BulkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BulkException(String message) {
        super(message);
    }

    public BulkException(String message, Throwable cause) {
        super(message, cause);
    }
}
