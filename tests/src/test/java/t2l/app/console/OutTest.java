package t2l.app.console;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class OutTest {
    /// A model may write what a terminal obeys.
    @Test
    void nothingThatATerminalObeysIsLeft() {
        assertEquals("a\tb\n\\u001b[31mred\\r\n\n", Out.harmless("a\tb\n\u001b[31mred\r\n\n"));
        assertEquals("", Out.harmless(""));
        assertEquals("\n", Out.harmless("\n"));
    }
}
