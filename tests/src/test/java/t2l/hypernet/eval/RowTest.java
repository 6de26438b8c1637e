package t2l.hypernet.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// Answers become marks, marks become rows.
class RowTest {
    private static Exam exam(String name, String group, List<Scorer> scorers, String... right) {
        return new Exam(name, group, List.of(),
                List.of(right).stream().map(r -> new Question("?", List.of(r))).toList(),
                "", scorers, List.of());
    }

    private static final Exam THREE = exam("three", "three", List.of(new Choice()), "A", "B", "C");

    @Test
    void aQuestionScoresTheMeanOverItsAdapters() {
        Marks marks = Marks.of(THREE, List.of(List.of("A", "A", "A"), List.of("A", "B", "A")), Optional.empty());
        assertEquals(2, marks.adapters());
        assertEquals(List.of(1.0, 0.5, 0.0), marks.exact());
        Row row = Row.all("aligned", "rslora", List.of(marks)).getFirst();
        assertEquals("three/aligned", row.name());
        assertEquals(0.5, row.value().mean(), 1e-12);
        assertEquals(0.5 / Math.sqrt(3), row.value().standardError(), 1e-12);
        assertEquals(3, row.questions());
        assertEquals("choice_accuracy", row.metric());
    }

    @Test
    void severalTasksAreAveragedAndTheErrorIsOverTasks() {
        Marks right = Marks.of(exam("a", "g", List.of(new ExactText()), "x", "y"), List.of(List.of("x", "y")),
                Optional.empty());
        Marks half = Marks.of(exam("b", "g", List.of(new ExactText()), "x", "y"), List.of(List.of("x", "z")),
                Optional.empty());
        Marks other = Marks.of(exam("c", "h", List.of(new ExactText()), "x"), List.of(List.of("z")), Optional.empty());
        List<Row> rows = Row.all("base", "", List.of(right, other, half));
        assertEquals(List.of("g/base", "h/base", "average/base"), rows.stream().map(Row::name).toList());
        assertEquals(0.75, rows.getFirst().value().mean(), 1e-12);
        assertEquals(0.25, rows.getFirst().value().standardError(), 1e-12);
        assertTrue(Double.isNaN(rows.get(1).value().standardError()));
        assertEquals(0.5, rows.get(2).value().mean(), 1e-12);
        assertEquals(5, rows.get(2).questions());
        assertEquals(3, rows.get(2).tasks());
    }

    @Test
    void gradedAnswersCountAsRightToTheLetterOnly() {
        Exam exam = exam("r", "r", List.of(new Rouge(Rouge.Kind.ROUGE_L), new Rouge(Rouge.Kind.ROUGE1)),
                "the cat sat", "a dog");
        Marks marks = Marks.of(exam, List.of(List.of("the cat", "a dog")), Optional.empty());
        List<Row> rows = Row.all("base", "", List.of(marks));
        assertEquals(1, rows.size());
        assertEquals(0.9, rows.getFirst().value().mean(), 1e-12);
        assertEquals(List.of("rougeL", "rouge1"), List.copyOf(rows.getFirst().values().keySet()));
        assertEquals(0.5, rows.getFirst().exact().getFirst().mean(), 1e-12);
    }

    @Test
    void programsThatWereNotRunHaveNoScore() {
        Exam exam = new Exam("p", "p", List.of(), List.of(new Question("?", "", List.of("x"),
                Optional.of(new Program("", "f", "")))), "", List.of(), List.of());
        Marks marks = Marks.of(exam, List.of(List.of("def f(): return 1")), Optional.empty());
        assertFalse(marks.judged());
        List<Row> rows = Row.all("base", "", List.of(marks, Marks.of(THREE, List.of(List.of("A", "B", "D")),
                Optional.empty())));
        assertEquals(Map.of(), rows.getFirst().values());
        assertEquals("pass@1", rows.getFirst().metric());
        assertEquals(2, rows.size());
    }
}
