package t2l.hypernet.eval;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import t2l.Refused;
import t2l.hypernet.data.*;
import t2l.hypernet.eval.Question.Shot;
import t2l.tensor.T2lException;

class EvalTaskFileTest {
    @TempDir
    Path folder;

    private EvalTask read(String... lines) {
        try {
            return EvalTask.read(Files.writeString(folder.resolve("task.jsonl"), String.join("\n", lines)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aTrainingTaskIsAskedItsTestRows() {
        EvalTask task = read(
                "{\"task\": \"antonym\", \"descriptions\": [\"a\", \"b\", \"c\", \"d\"], \"n_train\": 1, \"n_test\": 1}",
                "{\"split\": \"train\", \"input\": \"hot\", \"output\": [\"cold\"]}",
                "{\"split\": \"test\", \"input\": \"big\", \"output\": [\"small\", \"little\"]}", "");
        assertEquals("antonym", task.name());
        assertEquals(List.of("a", "b", "c"), task.descriptions());
        assertEquals(List.of(new Question("big", List.of("small", "little"))), task.questions());
        assertEquals("exact_match", task.metric());
        assertEquals(new Question("big", "", List.of("small", "little"), Optional.empty(),
                List.of(new Shot("hot", "cold"))), task.withExamples().questions().getFirst());
        assertEquals("a\n\nbig", task.withDescription().questions().getFirst().text());
    }

    @Test
    void whatDescribeWroteComesAfterItsOwnDescriptions() {
        new DescriptionFile(List.of("b", "c", "d"), 1).write(folder.resolve("task.jsonl"));
        String question = "{\"input\": \"big\", \"target\": \"small\"}";
        assertEquals(List.of("a", "b", "c"), read("{\"descriptions\": [\"a\"]}", question).descriptions());
        assertEquals(List.of("b", "c", "d"), read(question).descriptions());
    }

    @Test
    void questionsNeedNoHeader() {
        EvalTask task = read("{\"canary\": \"never train on this\"}",
                "{\"input\": \"not ( True ) is\", \"target\": \"False\"}",
                "{\"prompt\": \"p\", \"answer\": \"a\"}");
        assertEquals("task", task.name());
        assertEquals(List.of(new Question("not ( True ) is", List.of("False")), new Question("p", List.of("a"))),
                task.questions());
        assertEquals(1, task.limited(1).questions().size());
        assertEquals(2, task.limited(9).questions().size());
    }

    @Test
    void choicesGetLetters() {
        EvalTask task = read(
                "{\"id\": 1, \"question\": \"Which?\", \"choices\": [\"x\", \"y\", \"z\"], \"answer\": 2}");
        assertEquals("choice_accuracy", task.metric());
        assertEquals(List.of("C"), task.questions().getFirst().answers());
        assertTrue(task.questions().getFirst().text().startsWith("Which?\n\nA: x\nB: y\nC: z\n\nYou must"));
    }

    @ParameterizedTest
    @CsvSource({"exact_match,exact_match", "choice,choice_accuracy", "boolean,boolean_accuracy",
        "number,number_accuracy", "rouge,rougeL"})
    void theHeaderNamesTheMetric(String name, String metric) {
        assertEquals(metric, read("{\"metric\": \"" + name + "\"}", "{\"input\": \"a\", \"target\": \"b\"}").metric());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '|', value = {
        "{\"metric\": \"bleu\"} / {\"input\": \"a\", \"target\": \"b\"}; metric: needs exact_match",
        "{\"metric\": \"program\"} / {\"input\": \"a\", \"target\": \"b\"}; metric: needs exact_match",
        "{\"descriptions\": []} / {\"input\": \"a\", \"target\": \"b\"}; descriptions: needs a list",
        "{\"descriptions\": [\"d\"]}; needs at least one question",
        "{\"split\": \"train\", \"input\": \"a\", \"output\": [\"b\"]}; needs at least one question",
        "{\"input\": \"a\"}; needs a field output",
        "{\"output\": [\"a\"]}; needs a field input",
        "{\"question\": \"q\", \"choices\": [\"a\"], \"answer\": 1}; answer: needs the number",
        "{\"prompt\": \"q\"}; needs a field answer"})
    void whatIsNotAsItMustBeIsExplained(String text, String says) {
        String[] lines = text.split(" / ", -1);
        String message = assertThrows(T2lException.class, () -> read(lines)).getMessage();
        assertTrue(message.contains(says) && message.contains("task.jsonl"), message);
    }

    @Test
    void aTaskFolderIsJudgedByRouge() throws IOException {
        Path directory = Files.createDirectory(folder.resolve("lol_9001"));
        Files.writeString(directory.resolve("metadata.yaml"), """
                assistant_prefill: 'Answer: '
                descriptions: [Name the kind., Say what it is.]
                response_field: answer
                system_message: ''
                user_prompt_template: "{task_def}\\n\\n{problem}"
                """);
        Files.writeString(directory.resolve("test.jsonl"),
                """
                        {"input": "Definition: Name it.\\n\\nPositive Example 1 -\\nInput: red\\nOutput: colour\\n\\nNow complete the following example -\\nInput: apple\\nOutput: ", "output": ["fruit", "food"]}
                        """);
        EvalTask task = EvalTask.read(TaskFolder.read(directory));
        assertEquals("lol_9001", task.name());
        assertEquals(List.of(new Question("""
                Name it. Please complete the task without any explanation.
                The answer should be a comma-separated list of possible completions.

                apple""", "Answer: ", List.of("fruit, food"), Optional.empty())), task.questions());
        assertEquals(Scorer.named("rouge"), task.scorers());
        assertEquals(2, task.descriptions().size());
        Files.delete(directory.resolve("test.jsonl"));
        TaskFolder empty = TaskFolder.read(directory);
        Refused.says("test.jsonl", () -> EvalTask.read(empty));
    }
}
