package t2l.hypernet.eval;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;

/// Answers become scores, scores become rows.
class ResultRowTest {
    private static EvalTask task(String name, String group, List<Scorer> scorers, String... right) {
        return new EvalTask(name, group, List.of(),
                List.of(right).stream().map(r -> new Question("?", List.of(r))).toList(),
                Question.Examples.NONE, scorers, List.of());
    }

    private static final EvalTask THREE = task("three", "three", List.of(new Scorer.Choice()), "A", "B", "C");

    @Test
    void aQuestionScoresTheMeanOverItsAdapters() {
        TaskScores scores = TaskScores.of(THREE, List.of(List.of("A", "A", "A"), List.of("A", "B", "A")),
                Optional.empty());
        assertEquals(2, scores.adapters());
        assertEquals(List.of(1.0, 0.5, 0.0), scores.exact());
        TaskScores.ResultRow row = TaskScores.ResultRow.all("aligned", "rslora", List.of(scores)).getFirst();
        assertEquals("three/aligned", row.name());
        assertEquals(0.5, row.value().mean(), 1e-12);
        assertEquals(0.5 / Math.sqrt(3), row.value().standardError(), 1e-12);
        assertEquals(3, row.questions());
        assertEquals("choice_accuracy", row.metric());
    }

    @Test
    void severalTasksAreAveragedAndTheErrorIsOverTasks() {
        TaskScores right = TaskScores.of(task("a", "g", List.of(new Scorer.ExactText()), "x", "y"),
                List.of(List.of("x", "y")), Optional.empty());
        TaskScores half = TaskScores.of(task("b", "g", List.of(new Scorer.ExactText()), "x", "y"),
                List.of(List.of("x", "z")), Optional.empty());
        TaskScores other = TaskScores.of(task("c", "h", List.of(new Scorer.ExactText()), "x"), List.of(List.of("z")),
                Optional.empty());
        List<TaskScores.ResultRow> rows = TaskScores.ResultRow.all("base", "", List.of(right, other, half));
        assertEquals(List.of("g/base", "h/base", "average/base"),
                rows.stream().map(TaskScores.ResultRow::name).toList());
        assertEquals(0.75, rows.getFirst().value().mean(), 1e-12);
        assertEquals(0.25, rows.getFirst().value().standardError(), 1e-12);
        assertTrue(Double.isNaN(rows.get(1).value().standardError()));
        assertEquals(0.5, rows.get(2).value().mean(), 1e-12);
        assertEquals(5, rows.get(2).questions());
        assertEquals(3, rows.get(2).tasks());
    }

    @Test
    void gradedAnswersCountAsRightToTheLetterOnly() {
        EvalTask task = task("r", "r", Scorer.named("rouge"), "the cat sat", "a dog");
        TaskScores scores = TaskScores.of(task, List.of(List.of("the cat", "a dog")), Optional.empty());
        List<TaskScores.ResultRow> rows = TaskScores.ResultRow.all("base", "", List.of(scores));
        assertEquals(1, rows.size());
        assertEquals(0.9, rows.getFirst().value().mean(), 1e-12);
        assertEquals(List.of("rougeL", "rouge1", "exact_match", "contains"),
                List.copyOf(rows.getFirst().values().keySet()));
        assertEquals(0.5, rows.getFirst().exact().getFirst().mean(), 1e-12);
    }

    @Test
    void programsThatWereNotRunHaveNoScore() {
        EvalTask task = new EvalTask("p", "p", List.of(), List.of(new Question("?", "", List.of("x"),
                Optional.of(new UnitTests("", "f", "")))), Question.Examples.NONE, List.of(), List.of());
        TaskScores scores = TaskScores.of(task, List.of(List.of("def f(): return 1")), Optional.empty());
        assertFalse(scores.judged());
        List<TaskScores.ResultRow> rows = TaskScores.ResultRow.all("base", "",
                List.of(scores, TaskScores.of(THREE, List.of(List.of("A", "B", "D")), Optional.empty())));
        assertEquals(Map.of(), rows.getFirst().values());
        assertEquals("pass@1", rows.getFirst().metric());
        assertEquals(2, rows.size());
    }

    @Test
    void programsAreRunUntilOneOfThemIsRefused() {
        EvalTask task = new EvalTask("p", "p", List.of(), List.of(new Question("?", "", List.of("x"),
                Optional.of(new UnitTests("", "f", "")))), Question.Examples.NONE, List.of(), List.of());
        List<String> ran = new ArrayList<>();
        assertThrows(CancellationException.class, () -> TaskScores.of(task, List.of(List.of("a"), List.of("b"),
                List.of("c")), Optional.of(source -> {
                    ran.add(source);
                    if (ran.size() == 2) {
                        throw new CancellationException();
                    }
                    return true;
                })));
        assertEquals(2, ran.size());
    }
}
