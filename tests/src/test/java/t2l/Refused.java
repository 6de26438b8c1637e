package t2l;

import static org.junit.jupiter.api.Assertions.*;

import org.junit.jupiter.api.function.Executable;
import t2l.tensor.T2lException;

/// What is refused, and in which words.
public final class Refused {
    private Refused() {}

    /// Asserts that `work` throws a [T2lException] whose message contains `part`.
    public static void says(String part, Executable work) {
        says(T2lException.class, part, work);
    }

    /// Asserts that `work` throws an exception of this type whose message contains `part`.
    public static void says(Class<? extends Exception> type, String part, Executable work) {
        String message = assertThrows(type, work).getMessage();
        assertTrue(message.contains(part), message);
    }

    /// Asserts that `work` throws a [T2lException] whose message begins with `sentence`.
    public static void begins(String sentence, Executable work) {
        begins(T2lException.class, sentence, work);
    }

    /// Asserts that `work` throws an exception of this type whose message begins with `sentence`.
    public static void begins(Class<? extends Exception> type, String sentence, Executable work) {
        String message = assertThrows(type, work).getMessage();
        assertTrue(message.startsWith(sentence), message);
    }
}
