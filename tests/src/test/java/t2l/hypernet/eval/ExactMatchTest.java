package t2l.hypernet.eval;

import static org.junit.jupiter.api.Assertions.*;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ExactMatchTest {
    /// Shares 1, ½, 0 of three tasks: mean ½, deviation ½, error ½/√3, however many answers each has.
    @Test
    void theErrorIsOverTasks() {
        var match = new ExactMatch();
        for (int i = 0; i < 10; i++) {
            match.add("right", true);
            match.add("half", i % 2 == 0);
        }
        match.add("wrong", false);
        ExactMatch.Score score = match.score();
        assertEquals(0.5, score.mean(), 1e-15);
        assertEquals(0.5 / Math.sqrt(3), score.standardError(), 1e-15);
        assertEquals(21, score.items());
        assertEquals(Map.of("right", 1.0, "half", 0.5, "wrong", 0.0), match.byTask());
    }

    @Test
    void oneTaskSaysNothingOfTheErrorAndNoneNothingAtAll() {
        var match = new ExactMatch();
        assertThrows(IllegalStateException.class, match::score);
        match.add("only", true);
        assertEquals(1, match.score().mean());
        assertTrue(Double.isNaN(match.score().standardError()));
    }
}
