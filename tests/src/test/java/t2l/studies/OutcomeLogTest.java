package t2l.studies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.tensor.T2lException;

class OutcomeLogTest {
    private static final Outcome BASE = new Outcome("base seed 42", "base", 1.5, OptionalDouble.empty(),
            List.of(new Cell("base", "testA", 42, Map.of("N.last.french", 0.05), 20)));
    private static final Outcome T2L = new Outcome("t2l seed 42", "t2l", 200.25, OptionalDouble.of(0.0123), List.of());

    @TempDir
    private Path place;

    @Test
    void goesOnWithWhatIsDone() throws IOException {
        var log = new OutcomeLog(place.resolve("new"), "tiny", false, false);
        log.add(BASE);
        log.add(T2L);
        Path file = place.resolve("new/outcomes.jsonl");
        // As a study leaves it that was killed while it wrote.
        Files.writeString(file, "{\"part\":\"multi_task se", StandardOpenOption.APPEND);
        var again = new OutcomeLog(place.resolve("new"), "tiny", true, false);
        assertEquals(List.of(BASE, T2L), again.outcomes());
        assertTrue(again.has("t2l seed 42"));
        assertFalse(again.has("multi_task seed 42"));
        again.add(BASE);
        assertEquals(3, new OutcomeLog(place.resolve("new"), "tiny", true, false).outcomes().size());
    }

    @Test
    void mixesNothingUp() throws IOException {
        new OutcomeLog(place, "tiny", false, false);
        assertThrows(T2lException.class, () -> new OutcomeLog(place, "tiny", false, false));
        assertThrows(T2lException.class, () -> new OutcomeLog(place, "another", true, false));
        assertThrows(T2lException.class, () -> new OutcomeLog(place.resolve("empty"), "tiny", true, false));
        new OutcomeLog(place, "another", false, true);
        assertEquals(List.of(), new OutcomeLog(place, "another", true, false).outcomes());
        Path others = Files.writeString(Files.createDirectory(place.resolve("others")).resolve("outcomes.jsonl"),
                "{}\n");
        assertThrows(T2lException.class, () -> new OutcomeLog(others.getParent(), "tiny", false, true));
        assertEquals("{}\n", Files.readString(others));
    }

    @Test
    void showsWhatIsThereBesideWhatIsDemanded() throws IOException {
        new StudyReport("t2l 1.0", "here", "tiny", List.of(BASE, T2L)).write(place);
        String table = Files.readString(place.resolve("table.md"));
        assertTrue(table.contains("| base, zero-shot | 1 | – (2.6 ± 0.6) | **5.0 ± "), table);
        assertTrue(table.contains("| §13 | base | ≤ 6 | 5.0 | pass |"), table);
        assertTrue(table.contains("| §13 | oracle LoRA | ≥ 97 | – | not measured |"), table);
        assertTrue(table.contains("| t2l seed 42 | 200 | 0.0123 |"), table);
        assertFalse(Files.exists(place.resolve("scaling.png")));
    }

    @Test
    void splitsNewTasksByKind() {
        var cell = new Cell("x", "testB", 42,
                Map.of("N.penult.upper", 1.0, "L.first.next", 0.5, "N.sort.upper", 0.25, "N.last.french", 0.0), 80);
        assertEquals(60, cell.of(List.of("N.sort.upper", "N.penult.upper", "L.first.next", "A.last.comparative"))
                .orElseThrow().items());
        List<String> table = new StudyReport("t2l 1.0", "here", "tiny",
                List.of(new Outcome("x seed 42", "x", 1, OptionalDouble.empty(), List.of(cell)))).markdown();
        List<String> row = table.stream().filter(line -> line.startsWith("| x |"))
                .flatMap(line -> Stream.of(line.split(" ?\\| ?"))).toList();
        List<String> kinds = table.stream().filter(line -> line.startsWith("| run |"))
                .flatMap(line -> Stream.of(line.split(" ?\\| ?"))).toList();
        assertTrue(row.get(kinds.indexOf("item at a position")).startsWith("**75.0 ± "), row.toString());
        assertTrue(row.get(kinds.indexOf("list, reordered or cut")).startsWith("**25.0 ± "), row.toString());
        assertEquals(2, row.stream().filter(share -> share.startsWith("**")).count(), row.toString());
    }

    @Test
    void plotsScales() throws IOException {
        List<Outcome> outcomes = Study.SCALES.stream()
                .map(tasks -> new Outcome(tasks + "", Study.scale(Study.L, tasks), 1, OptionalDouble.empty(),
                        Stream.of("seen", "testA", "testB")
                                .map(set -> new Cell(Study.scale(Study.L, tasks), set, 1,
                                        Map.of("a", tasks / 400.0, "b", tasks / 300.0 - 0.05), 40))
                                .toList()))
                .toList();
        new StudyReport("t2l 1.0", "here", "tiny", outcomes).write(place);
        assertNotNull(ImageIO.read(place.resolve("scaling.png").toFile()));
    }
}
