package t2l.app.suite;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;
import t2l.app.suite.Task.Split;

class SuiteVocabularyTest {
    private static final Suite SUITE = Suite.load();
    private static final SuiteVocabulary VOCABULARY = SuiteVocabulary.of(SUITE);

    @Test
    void isTheVocabularyOfTheSharedBase() throws IOException {
        try (var in = SuiteVocabularyTest.class.getResourceAsStream("vocab.json")) {
            assertEquals(JSON.std.listOfFrom(String.class, in), VOCABULARY.pieces());
        }
    }

    @Test
    void specialPiecesHaveTheirNumbers() {
        assertArrayEquals(new int[] {SuiteVocabulary.HASH, SuiteVocabulary.ARROW, SuiteVocabulary.END},
                VOCABULARY.encode("# >\n"));
        assertEquals("<pad> <bos>", VOCABULARY.decode(SuiteVocabulary.PAD, SuiteVocabulary.BOS));
    }

    @Test
    void unknownPiecesAreSpelt() {
        assertEquals("z y g 7 7 cat", VOCABULARY.decode(VOCABULARY.encode("zyg é 77 cat")));
        assertEquals("k n i G H t", VOCABULARY.decode(VOCABULARY.encode("kniGHt")));
    }

    @Test
    void examplesAndHeadersAreMadeOfWholePieces() {
        for (Task task : SUITE.tasks()) {
            Stream.concat(SUITE.train(task).stream(), SUITE.test(task, 40).stream())
                    .flatMap(example -> Stream.of(example.input(), example.output()))
                    .forEach(text -> assertEquals(text, VOCABULARY.decode(VOCABULARY.encode(text))));
            if (task.split() == Split.TRAIN) {
                assertEquals(task.terse(), VOCABULARY.decode(VOCABULARY.encode(task.terse())));
            }
        }
    }
}
