package t2l.hypernet.data;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import t2l.hypernet.data.TaskData.Pair;
import t2l.tensor.kernel.Losses.CrossEntropy;

class TokenPairsTest {
    private static final int NONE = CrossEntropy.IGNORE;

    /// Tokens are the letters' code points.
    private static int[] letters(String text) {
        return text.chars().toArray();
    }

    private static TokenPairs pairs(int limit, String... promptsAndAnswers) {
        var pairs = new ArrayList<Pair>();
        for (int i = 0; i < promptsAndAnswers.length; i += 2) {
            pairs.add(new Pair(promptsAndAnswers[i], List.of(promptsAndAnswers[i + 1], "another")));
        }
        return TokenPairs.of(pairs, TokenPairsTest::letters, TokenPairsTest::letters, limit);
    }

    @Test
    void aRowForeseesTheAnswerAndNothingElse() {
        TokenPairs pairs = pairs(100, "ab", "c", "d", "efgh");
        assertEquals(2, pairs.size());
        assertEquals(4, pairs.rowLength());
        int[] ids = new int[10];
        int[] targets = new int[10];
        pairs.writeRow(0, 1, 5, 7, ids, targets);
        pairs.writeRow(1, 0, 5, 7, ids, targets);
        assertArrayEquals(new int[] {'d', 'e', 'f', 'g', 7, 'a', 'b', 7, 7, 7}, ids);
        assertArrayEquals(new int[] {'e', 'f', 'g', 'h', NONE, NONE, 'c', NONE, NONE, NONE}, targets);
    }

    /// Its first token follows nothing, so nothing predicts it.
    @Test
    void anAnswerToAnEmptyPromptLacksItsFirstTarget() {
        TokenPairs pairs = pairs(100, "ab", "c", "", "def");
        int[] ids = new int[4];
        int[] targets = new int[4];
        pairs.writeRow(0, 0, 2, 7, ids, targets);
        pairs.writeRow(1, 1, 2, 7, ids, targets);
        assertArrayEquals(new int[] {'a', 'b', 'd', 'e'}, ids);
        assertArrayEquals(new int[] {NONE, 'c', 'e', 'f'}, targets);
    }

    @Test
    void aRowTooShortIsRefused() {
        assertThrows(IllegalArgumentException.class,
                () -> pairs(100, "abc", "de").writeRow(0, 0, 3, 0, new int[3], new int[3]));
    }

    @Test
    void aCopyStopsWhereItsRoomEnds() {
        TokenPairs pairs = pairs(100, "ab", "cd");
        int[] to = new int[6];
        assertEquals(5, pairs.copy(0, to, 1, 6));
        assertArrayEquals(new int[] {0, 'a', 'b', 'c', 'd', 0}, to);
        assertEquals(6, pairs.copy(0, to, 4, 6));
        assertArrayEquals(new int[] {0, 'a', 'b', 'c', 'a', 'b'}, to);
    }

    /// What the reference's tokenizer kept of 147 pairs of lengths.
    @Test
    void longPairsAreCutAsTheReferenceCutsThem() throws IOException {
        List<?> rows;
        try (var in = TokenPairsTest.class.getResourceAsStream("truncation.json")) {
            rows = (List<?>) JSON.std.mapFrom(in).get("rows");
        }
        assertEquals(147, rows.size());
        assertAll(rows.stream().map(row -> () -> {
            int[] golden = ((List<?>) row).stream().mapToInt(Integer.class::cast).toArray();
            String prompt = "abcdefghijklmnopqrstuvwxyz".substring(0, golden[1]);
            String answer = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".substring(0, golden[2]);
            TokenPairs pairs = pairs(golden[0], prompt, answer);
            int[] kept = new int[golden[3] + golden[4]];
            assertEquals(List.of(golden[3], golden[4], kept.length),
                    List.of(pairs.promptLength(0), pairs.answerLength(0), pairs.copy(0, kept, 0, kept.length)),
                    row::toString);
            assertEquals(prompt.substring(golden[1] - golden[3]) + answer.substring(golden[2] - golden[4]),
                    new String(kept, 0, kept.length));
        }));
    }

    @Property(tries = 100)
    void noPairIsLongerThanItsLimit(@ForAll @IntRange(min = 1, max = 26) int prompt,
            @ForAll @IntRange(min = 1, max = 26) int answer, @ForAll @IntRange(min = 2, max = 60) int limit) {
        TokenPairs pairs = pairs(limit, "x".repeat(prompt), "y".repeat(answer));
        assertEquals(Math.min(limit, prompt + answer) - 1, pairs.rowLength());
    }
}
