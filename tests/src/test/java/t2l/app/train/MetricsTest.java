package t2l.app.train;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.tensor.T2lException;

/// What a killed run leaves of its last line is not taken for a loss.
class MetricsTest {
    @Test
    void aBrokenLineIsNamedAndGoesWhenTheRunGoesOn(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("metrics.jsonl");
        Files.writeString(file, "{\"step\":1,\"loss\":2.5}\n{\"step\":2,\"lo");
        String message = assertThrows(T2lException.class, () -> Metrics.read(file)).getMessage();
        assertTrue(message.contains("metrics.jsonl line 2: ") && message.contains("needs JSON"), message);
        new Metrics(file, 2, -1).close();
        assertEquals(List.of(2.5), Metrics.read(file).losses());
    }

    /// A run that was stopped in the middle of a validation repeats it.
    @Test
    void aValidationThatDoesNotCountIsRemoved(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("metrics.jsonl");
        String counted = """
                {"step":0,"validation":"seen","validation_loss":2.5,"accuracy":0.5}
                {"step":1,"loss":2.5}
                """;
        Files.writeString(file, counted + """
                {"step":1,"validation":"seen","validation_loss":2.25,"accuracy":0.75}
                """);
        new Metrics(file, 1, 0).close();
        assertEquals(counted, Files.readString(file));
    }
}
