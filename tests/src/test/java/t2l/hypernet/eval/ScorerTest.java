package t2l.hypernet.eval;

import static org.junit.jupiter.api.Assertions.*;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.*;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The rules of t2l-spec §11.3, "Scoring", with its examples.
class ScorerTest {
    private static boolean right(Scorer scorer, String answer, String... right) {
        return scorer.score(answer, List.of(right)) == 1;
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '|', value = {
        "B,B", "b,B", "(B),B", "|'b'. Because|,B", "|`B`|,B", "B: the sun,B", "|  \n\"2\"|,2", "The answer is B,t",
        "|: .('\"B|,B", "1,1", "Cat,c"})
    void aChoiceIsItsFirstSymbol(String answer, String chosen) {
        assertTrue(right(new Scorer.Choice(), answer, chosen), answer);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '|',
            value = {"The answer is B,B", "||,B", "|.()|,B", "*B*,B", "é,e", "A,B", "|(\nB|,B"})
    void andNothingElse(String answer, String chosen) {
        assertFalse(right(new Scorer.Choice(), answer, chosen), answer);
    }

    @ParameterizedTest
    @CsvSource({
        "true,true", "True.,true", "It is TRUE,true", "false,false", "not true,false", "yes,true", "No way,false",
        "I know it is true,false", "1,true", "0,false", "10,true", "positive,true", "negative,false", "valid,true",
        "invalid,true", "yes and no,true", "'0, which is yes',false", "no 1,true"})
    void trueOrFalseIsTheFirstWordOfAFixedOrder(String answer, boolean said) {
        assertTrue(right(new Scorer.TrueOrFalse(), answer, said ? "True" : "False"), answer);
        assertFalse(right(new Scorer.TrueOrFalse(), answer, said ? "False" : "True"), answer);
    }

    @Test
    void anAnswerThatSaysNeitherIsWrong() {
        assertFalse(right(new Scorer.TrueOrFalse(), "perhaps", "True", "False"));
        assertFalse(right(new Scorer.TrueOrFalse(), "perhaps", "perhaps"));
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '|', value = {
        "18,18", ".5 of it,0.5", "1.2.3,.3", "5.,5", "٣,3", "16 - 3 - 4 = 9 and 9 * 2 = 18.,18",
        "|$1,234|,|#### 1,234|", "234,|1,234|", "-5,5", "1.50,1.5",
        "|3.|,3", "007,7", "18,|9 * 2 = <<9*2=18>>18\n#### 18|", "0.0,0"})
    void aNumberIsTheLastOne(String answer, String right) {
        assertTrue(right(new Scorer.LastNumber(), answer, right), answer);
    }

    @ParameterizedTest
    @CsvSource({"18 eggs and 2 dollars,18", "eighteen,18", "1.5,15", ".5,5", "1.2.3,3"})
    void andNoOther(String answer, String right) {
        assertFalse(right(new Scorer.LastNumber(), answer, right), answer);
    }

    @Test
    void exactTextIsExactButForBlanksAround() {
        assertTrue(right(new Scorer.ExactText(), " chien\n", "dog", "chien"));
        assertFalse(right(new Scorer.ExactText(), "Chien", "chien"));
        assertFalse(right(new Scorer.ExactText(), "chien chat", "chien"));
    }

    @ParameterizedTest
    @CsvSource({"'The capital is Paris.',paris", "'a, b and C',c", "'New York City',new york", "'É',é", "'x+y',+"})
    void anAnswerIsFoundInALongerOne(String answer, String right) {
        assertTrue(right(new Scorer.ContainsAnswer(), answer, "no such", right), answer);
    }

    @ParameterizedTest
    @CsvSource({"Parisian,paris", "'18',8", "'',a", "'a',''", "'élan',lan"})
    void butNotInsideAWord(String answer, String right) {
        assertFalse(right(new Scorer.ContainsAnswer(), answer, right), answer);
    }

    @Property(tries = 200)
    void anExactAnswerIsContained(@ForAll @StringLength(max = 10) String right,
            @ForAll @StringLength(max = 10) String answer) {
        assertTrue(new Scorer.ContainsAnswer().score(right, List.of(right)) == 1);
        assertTrue(new Scorer.ContainsAnswer().score(answer, List.of(right)) >= new Scorer.ExactText().score(answer,
                List.of(right)));
    }

    /// What a scorer calls decided must not change, whatever follows.
    @Property(tries = 300)
    void whatIsDecidedStaysSo(
            @ForAll @Chars({'B', 't', '1', '0', '.', '(', ' ', '\n', '"', 'n', 'o'}) @StringLength(
                    max = 5) String answer,
            @ForAll @CharRange(from = ' ', to = 'z') @StringLength(max = 6) String more) {
        List<List<String>> rights = List.of(List.of("B"), List.of("1"), List.of("0"), List.of("True"));
        for (Scorer scorer : List.of(new Scorer.Choice(), new Scorer.TrueOrFalse(), new Scorer.LastNumber(),
                new Scorer.ExactText())) {
            if (scorer.decided(answer)) {
                rights.forEach(right -> assertEquals(scorer.score(answer, right), scorer.score(answer + more, right),
                        scorer + " '" + answer + "' + '" + more + "'"));
            }
        }
    }

    @Test
    void choicesAreDecidedByTheirFirstSymbol() {
        assertFalse(new Scorer.Choice().decided(" ("));
        assertTrue(new Scorer.Choice().decided(" (B"));
        assertTrue(new Scorer.TrueOrFalse().decided("no 1"));
        assertFalse(new Scorer.TrueOrFalse().decided("no"));
    }

    @Property(tries = 200)
    void everyScoreIsBetweenWrongAndRight(@ForAll @StringLength(max = 30) String answer,
            @ForAll @StringLength(max = 30) String right) {
        for (Scorer scorer : List.of(new Scorer.Choice(), new Scorer.TrueOrFalse(), new Scorer.LastNumber(),
                new Scorer.ExactText(), new Rouge(Rouge.Kind.ROUGE1), new Rouge(Rouge.Kind.ROUGE_L))) {
            double score = scorer.score(answer, List.of(right));
            assertTrue(score >= 0 && score <= 1 + 1e-12, scorer + " " + score);
        }
    }
}
