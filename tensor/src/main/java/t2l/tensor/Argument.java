package t2l.tensor;

/// Checks what a caller passes, so that a mistake is named where it is made.
public final class Argument {
    private Argument() {}

    /// Returns `value`; throws [IllegalArgumentException] if it is null.
    public static <V> V given(String argument, V value) {
        if (value == null) {
            throw new IllegalArgumentException(argument + ": needs a value, got null");
        }
        return value;
    }
}
