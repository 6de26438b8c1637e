package t2l.app.demo;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.app.suite.*;
import t2l.hypernet.data.TaskData.Pair;
import t2l.tensor.backend.ReferenceKernels;
import t2l.transformer.family.LanguageModel;

class PrefixTest {
    private static final List<Pair> SOLVED = IntStream.range(0, 5)
            .mapToObj(i -> new Pair("q" + i + " >", List.of("a" + i))).toList();

    @Test
    void saysWhatStandsBeforeAQuestion() {
        assertEquals("", DemoRun.Prefix.NONE.before("Spell it.", SOLVED, 0));
        assertEquals("# spell it.\n", DemoRun.Prefix.DESCRIPTION.before("Spell it.", SOLVED, 0));
        assertEquals("q0 > a0\nq1 > a1\n", DemoRun.Prefix.shots(2).before("", SOLVED, 0));
        assertEquals("q4 > a4\nq0 > a0\n", DemoRun.Prefix.shots(2).before("", SOLVED, 2));
    }

    /// The model must see the header in the tokens it was pretrained with.
    @Test
    void isCutAsInPretraining() {
        SuiteVocabulary vocabulary = SuiteVocabulary.of(Suite.load());
        String text = DemoRun.Prefix.DESCRIPTION.before("Take the last word and say it in French.", SOLVED, 0)
                + DemoRun.Prefix.shots(1).before("", List.of(new Pair("cat dog >", List.of("chien"))), 0)
                + "bird fish >";
        int[] cut = vocabulary.encode(text);
        int[] row = new int[cut.length + 1];
        row[0] = SuiteVocabulary.BOS;
        System.arraycopy(cut, 0, row, 1, cut.length);
        try (LanguageModel tiny = LanguageModel.open("builtin:tiny", Optional.empty(), new ReferenceKernels())) {
            assertArrayEquals(row, tiny.format().prompt(text));
        }
    }
}
