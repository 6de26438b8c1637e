package t2l.hypernet.eval;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import t2l.GoldenFile;

/// ROUGE as the Python package rouge-score counts it; the goldens are made by `make.py` beside them.
class RougeTest {
    private static final Rouge WORDS = new Rouge(Rouge.Kind.ROUGE1);
    private static final Rouge SEQUENCES = new Rouge(Rouge.Kind.ROUGE_L);

    @Test
    void stemsAreThoseOfNltk() throws IOException {
        List<String> lines = Files.readAllLines(GoldenFile.path("hypernet/eval/stems.txt"), StandardCharsets.UTF_8);
        assertTrue(lines.size() > 3000, "only " + lines.size() + " words");
        for (String line : lines) {
            String[] pair = line.split(" ", -1);
            assertEquals(pair[1], PorterStemmer.stem(pair[0]), pair[0]);
        }
    }

    @Test
    void scoresAreThoseOfRougeScore() throws IOException {
        Map<String, Object> golden = JSON.std.mapFrom(Files.readString(GoldenFile.path("hypernet/eval/rouge.json")));
        List<?> cases = (List<?>) golden.get("cases");
        assertTrue(cases.size() > 300, "only " + cases.size() + " cases");
        for (Object each : cases) {
            Map<?, ?> c = (Map<?, ?>) each;
            same(c, List.of((String) c.get("right")));
        }
        Map<?, ?> several = (Map<?, ?>) golden.get("several");
        same(several, ((List<?>) several.get("right")).stream().map(String.class::cast).toList());
    }

    private static void same(Map<?, ?> golden, List<String> right) {
        String answer = (String) golden.get("answer");
        for (Rouge rouge : List.of(WORDS, SEQUENCES)) {
            double want = ((Number) golden.get(rouge.metric())).doubleValue();
            assertEquals(want, rouge.score(answer, right), 1e-12, rouge + " of '" + answer + "' for " + right);
        }
    }

    @Property(tries = 100)
    void bothSidesCountAlikeAndOrderOnlyForSequences(
            @ForAll @Chars({'a', 'b', 'c', ' '}) @StringLength(max = 20) String a,
            @ForAll @Chars({'a', 'b', 'c', ' '}) @StringLength(max = 20) String b) {
        for (Rouge rouge : List.of(WORDS, SEQUENCES)) {
            assertEquals(rouge.score(a, List.of(b)), rouge.score(b, List.of(a)), 1e-12);
            assertEquals(Rouge.words(a).isEmpty() ? 0 : 1, rouge.score(a, List.of(a)), 1e-12);
        }
        assertTrue(SEQUENCES.score(a, List.of(b)) <= WORDS.score(a, List.of(b)) + 1e-12);
        assertEquals(WORDS.score(a, List.of(b)),
                WORDS.score(String.join(" ", Rouge.words(a).reversed()), List.of(b)), 1e-12);
    }
}
