package t2l.transformer.generate;

import static org.junit.jupiter.api.Assertions.*;

import org.junit.jupiter.api.Test;

/// How much of a prompt is read in a turn.
class PrefillTimeTest {
    private static final long HOUR = 3_600_000_000_000L;

    @Test
    void whoReadsAloneNeedsNoLimit() {
        PrefillTime time = new PrefillTime();
        time.learn(1, System.nanoTime() - HOUR);
        time.begin();
        assertTrue(time.allows(1000) && time.tokens() > 1000);
    }

    @Test
    void besideWritingThereIsAShareOfItsTime() {
        PrefillTime time = new PrefillTime();
        time.begin(HOUR);
        assertEquals(0, time.tokens(), "nothing is known yet");
        time.learn(96, System.nanoTime() - HOUR);
        time = new PrefillTime();
        time.learn(96, System.nanoTime() - HOUR);
        time.begin(80 * HOUR);
        assertEquals(30 * 96, time.tokens(), 1);
        assertTrue(time.allows(29 * 96));
        assertFalse(time.allows(31 * 96));
    }

    @Test
    void aTurnWhoseWritingWasDisturbedReadsLess() {
        PrefillTime time = new PrefillTime();
        time.learn(96, System.nanoTime() - HOUR);
        for (int i = 0; i < 50; i++) {
            time.begin(80 * HOUR);
        }
        time.begin(100 * HOUR);
        assertTrue(time.tokens() > 9 * 96 && time.tokens() < 12 * 96, "a turn of 110 hours in all, not of 137");
        assertFalse(time.allows(12 * 96));
        time.begin(200 * HOUR);
        assertTrue(time.tokens() < 0);
    }
}
