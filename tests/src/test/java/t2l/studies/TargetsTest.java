package t2l.studies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import t2l.hypernet.eval.ExactMatch;

class TargetsTest {
    private static final List<Outcome> OUTCOMES = List.of(
            new Outcome("t2l seed 1", "t2l", 1, OptionalDouble.of(0.02),
                    List.of(new Cell("t2l", "testA", 1, Map.of("a", 1.0, "b", 0.5), 40),
                            new Cell("t2l", "testB", 1, Map.of("c", 0.9), 20))),
            new Outcome("t2l seed 2", "t2l", 1, OptionalDouble.of(0.06),
                    List.of(new Cell("t2l", "testA", 2, Map.of("a", 0.0, "b", 0.5), 40),
                            new Cell("t2l", "testB", 2, Map.of("c", 0.3), 20))));

    private static Targets.Bound bound(List<String> sets, boolean worst, double atLeast) {
        return new Targets.Bound("10", "", "t2l", sets, worst, true, atLeast);
    }

    /// The standard error is over tasks: seeds of a task are averaged before.
    @Test
    void seedsAreAveragedFirst() {
        ExactMatch.Score score = Cell.score(Targets.cells(OUTCOMES, "t2l", "testA"));
        assertEquals(new ExactMatch.Score(0.5, 0, 80), score);
    }

    @Test
    void boundsPoolCellsAndKnowTheWorstSeed() {
        assertEquals(100 * (0.5 + 0.5 + 0.6) / 3,
                bound(List.of("testA", "testB"), false, 50).reached(OUTCOMES).orElseThrow(), 1e-9);
        assertEquals(100 * (0.0 + 0.5 + 0.3) / 3,
                bound(List.of("testA", "testB"), true, 50).reached(OUTCOMES).orElseThrow(), 1e-9);
        assertEquals(4, bound(List.of(), false, 8).reached(OUTCOMES).orElseThrow(), 1e-9);
        assertTrue(bound(List.of("val"), false, 50).reached(OUTCOMES).isEmpty());
        assertTrue(bound(List.of("testA"), false, 50).holds(50));
        assertFalse(bound(List.of("testA"), false, 50).holds(49.9));
    }

    @Test
    void theDocumentIsReadWhole() {
        Targets targets = Targets.load();
        assertEquals(List.of(18, 3, 4, 14, 5), targets.tables().stream().map(table -> table.lines().size()).toList());
        assertEquals(24, targets.bounds().size());
        assertEquals(new Targets.Target("testA", OptionalDouble.of(62.9), OptionalDouble.of(5.9)),
                targets.tables().getFirst().lines().get(9).cells().get("testA"));
        for (Targets.Table table : targets.tables()) {
            for (Targets.Line line : table.lines()) {
                assertFalse(line.cells().isEmpty(), line.says());
            }
        }
    }
}
