package t2l.app.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;

/// How far the work has come, seen on a terminal and elsewhere.
class ProgressTest {
    private static String shown(Function<PrintStream, Progress> kind) {
        ByteArrayOutputStream to = new ByteArrayOutputStream();
        try (Progress progress = kind.apply(new PrintStream(to, true, UTF_8))) {
            for (int step = 1; step <= 40; step++) progress.at(step, "loss 0.5");
        }
        return to.toString(UTF_8);
    }

    @Test
    void aBarEndsFull() {
        String text = shown(to -> Progress.bar("train", 40, 80, to));
        assertTrue(text.contains("train 100% [===================] 40/40 in 0:0"), text);
        assertTrue(text.contains("loss 0.5"), text);
    }

    @Test
    void aBarFitsIntoItsTerminal() {
        for (int columns : new int[] {10, 40, 80, 200}) {
            String text = shown(to -> Progress.bar("a task with a long name", 40, columns, to));
            assertTrue(text.lines().allMatch(line -> line.length() < columns), text);
        }
    }

    @Test
    void elsewhereTheEndIsALine() {
        assertTrue(shown(to -> Progress.lines("train", 40, to)).matches("train 40/40 loss 0.5, \\d+ s\\R"));
    }

    @Test
    void silenceIsSilent() {
        assertEquals("", shown(_ -> Progress.silent()));
    }
}
