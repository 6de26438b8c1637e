package t2l.transformer.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// How much of a prompt is read in a turn.
class ReadingTimeTest {
    private static final long HOUR = 3_600_000_000_000L;

    @Test
    void whoReadsAloneNeedsNoLimit() {
        ReadingTime time = new ReadingTime();
        time.learn(1, System.nanoTime() - HOUR);
        time.begin();
        assertTrue(time.allows(1000) && time.tokens() > 1000);
    }

    @Test
    void besideWritingThereIsHalfOfItsTime() {
        ReadingTime time = new ReadingTime();
        time.begin(HOUR);
        assertEquals(0, time.tokens(), "nothing is known yet");
        time.learn(96, System.nanoTime() - HOUR);
        time.begin(100 * HOUR);
        assertEquals(50 * 96, time.tokens(), 1);
        assertTrue(time.allows(49 * 96));
        assertFalse(time.allows(51 * 96));
    }
}
