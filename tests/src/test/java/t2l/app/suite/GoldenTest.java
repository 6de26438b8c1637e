package t2l.app.suite;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;
import t2l.hypernet.SplitMix64;

/// What the suite's first implementation drew: four numbers, and two examples of each of the 866 train and test
/// streams, as `[input, output]`.
class GoldenTest {
    private final List<Map<String, Object>> goldens = goldens();

    @Test
    void numbersAndNamesOfStreams() {
        var draws = new SplitMix64(0);
        List<String> drawn = Stream.generate(() -> Long.toUnsignedString(draws.next())).limit(4).toList();
        assertEquals(goldens.getFirst().get("splitmix64_seed0"), drawn);
        assertEquals(goldens.getFirst().get("fnv_train/N.last.french"),
                Long.toUnsignedString(SplitMix64.fnv1a("train/N.last.french")));
    }

    @Test
    void everyExampleOfEveryStream() {
        Suite suite = Suite.load();
        assertEquals(2 * 433, goldens.size() - 1);
        assertAll(goldens.stream().skip(1).map(golden -> () -> {
            String[] name = ((String) golden.get("stream")).split("/");
            List<List<String>> drawn = suite.examples(suite.task(name[1]), name[0], 2).stream()
                    .map(example -> List.of(example.input(), example.output())).toList();
            assertEquals(golden.get("examples"), drawn, () -> String.join("/", name));
        }));
    }

    private static List<Map<String, Object>> goldens() {
        try (var in = new GZIPInputStream(GoldenTest.class.getResourceAsStream("goldens.jsonl.gz"));
                var lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines().map(GoldenTest::parse).toList();
        } catch (IOException e) {
            throw new AssertionError("goldens.jsonl.gz cannot be read", e);
        }
    }

    private static Map<String, Object> parse(String line) {
        try {
            return JSON.std.mapFrom(line);
        } catch (IOException e) {
            throw new AssertionError(line, e);
        }
    }
}
