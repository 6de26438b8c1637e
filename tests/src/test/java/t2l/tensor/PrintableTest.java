package t2l.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;
import t2l.app.console.Json;

class PrintableTest {
    @Test
    void whatATerminalObeysIsEscapedAndWhatJoinsLettersStays() {
        assertEquals("a\\u001b[1m\\u009b\\n\\t\\u202e\\u2028\\udb40\\udc41",
                Printable.escaped("a\u001b[1m\u009b\n\t\u202e\u2028\udb40\udc41"));
        String words = "\u00fcber \u0645\u06cc\u200c\u062e \ud83d\udc68\u200d\ud83d\udc69 caf\u00e9";
        assertEquals(words, Printable.escaped(words));
    }

    /// So a line of a log or of a result is safe to look at, too.
    @Test
    void jsonStaysTheSameJson() throws IOException {
        Map<String, Object> path = Map.of("path", "/v1/\u009b31m\u202e\"\n\u0007");
        String line = Json.printable(path);
        assertEquals(line, Printable.escaped(line));
        assertEquals(path, JSON.std.mapFrom(line));
    }
}
