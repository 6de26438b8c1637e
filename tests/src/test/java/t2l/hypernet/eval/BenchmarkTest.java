package t2l.hypernet.eval;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import t2l.Refused;

class BenchmarkTest {
    @TempDir
    Path folder;

    private Path file(String name, String... lines) {
        try {
            return Files.writeString(folder.resolve(name), String.join("\n", lines));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private EvalTask task(String benchmark, String... lines) {
        return Benchmark.all().get(benchmark).task(file(benchmark + ".jsonl", lines), Optional.empty(), false);
    }

    private static String end(String text, int characters) {
        return text.substring(text.length() - characters);
    }

    @Test
    void thereAreTenWithThreeDescriptionsEach() {
        assertEquals(List.of("arc_challenge", "arc_easy", "boolq", "gsm8k", "hellaswag", "openbookqa", "piqa",
                "winogrande", "humaneval", "mbpp"), List.copyOf(Benchmark.all().keySet()));
        Benchmark.all().values().forEach(b -> assertEquals(3, b.descriptions().size(), b.name()));
        assertEquals(3, Benchmark.nonsense().size());
    }

    @Test
    void rowsInShortAreThoseOfTheDataSet() {
        Question published = task("arc_easy",
                """
                        {"question": "Which is wet?", "choices": {"text": ["rain", "sand", "iron"], "label": ["A", "B", "C"]}, "answerKey": "A"}
                        """)
                .questions().getFirst();
        Question inShort = task("arc_easy", """
                {"id": 7, "question": "Which is wet?", "choices": ["rain", "sand", "iron"], "answer": 0}
                """).questions().getFirst();
        assertEquals(published, inShort);
        assertTrue(published.text().contains("\n\nWhich is wet?\n\nA: rain\nB: sand\nC: iron\nD: N/A\n\n"),
                published.text());
        assertEquals(List.of("A"), published.answers());

        assertEquals(task("piqa", """
                {"goal": "keep bread", "sol1": "bag", "sol2": "water", "label": 1}
                """).questions(), task("piqa", """
                {"question": "keep bread", "choices": ["bag", "water"], "answer": 1}
                """).questions());
        assertEquals(task("winogrande", """
                {"sentence": "The _ fell.", "option1": "cup", "option2": "sun", "answer": "1"}
                """).questions(), task("winogrande", """
                {"question": "The _ fell.", "choices": ["cup", "sun"], "answer": 0}
                """).questions());
        assertEquals(task("hellaswag", """
                {"ctx": "He", "endings": ["a", "b", "c", "d"], "label": "3"}
                """).questions(), task("hellaswag", """
                {"question": "He", "choices": ["a", "b", "c", "d"], "answer": 3}
                """).questions());
        assertEquals(task("openbookqa",
                """
                        {"question_stem": "The sun is a", "choices": {"text": ["p", "s", "m", "c"], "label": ["A", "B", "C", "D"]}, "answerKey": "B"}
                        """)
                .questions(), task("openbookqa", """
                        {"question": "The sun is a", "choices": ["p", "s", "m", "c"], "answer": 1}
                        """).questions());
    }

    /// A fifth choice is not shown, and may be right nevertheless: the reference's way.
    @Test
    void labelsMayBeNumbersAndChoicesFive() {
        Question numbers = task("arc_easy", """
                {"question": "Q", "choices": {"text": ["i", "w", "o"], "label": ["1", "2", "3"]}, "answerKey": "2"}
                """).questions().getFirst();
        assertTrue(numbers.text().contains("1: i\n2: w\n3: o\n4: N/A\n"), numbers.text());
        Question five = task("arc_easy", """
                {"question": "Q", "choices": ["a", "b", "c", "d", "e"], "answer": 4}
                """).questions().getFirst();
        assertEquals(List.of("E"), five.answers());
        assertTrue(five.text().contains("D: d\n\nYou"), five.text());
    }

    @Test
    void boolqMayHaveNoPassageAndSaysSo() {
        EvalTask with = task("boolq", """
                {"question": "is the sea salty", "passage": "Sea water holds salt.", "answer": true}
                """);
        assertEquals("Sea water holds salt.\n\nQuestion: is the sea salty?\n\nPlease answer with either `true` or"
                + " `false` without any explanation.", with.questions().getFirst().text());
        assertEquals(List.of("True"), with.questions().getFirst().answers());
        assertEquals(List.of(), with.notes());
        EvalTask without = task("boolq", """
                {"question": "is the sea salty?", "choices": ["false", "true"], "answer": 1}
                """);
        assertTrue(without.questions().getFirst().text().startsWith("Question: is the sea salty?\n\n"));
        assertEquals(List.of("True"), without.questions().getFirst().answers());
        assertEquals(1, without.notes().size());
    }

    @Test
    void gsm8kBeginsToThink() {
        Question question = task("gsm8k", """
                {"question": "3 + 4?", "answer": "3 + 4 = <<3+4=7>>7\\n#### 7", "final": "7"}
                """).questions().getFirst();
        assertEquals("Please answer the following question: 3 + 4?\n\n", question.text());
        assertEquals("Let's think step by step.", question.prefill());
        assertEquals(1, new Scorer.LastNumber().score(" The answer is 7.", question.answers()));
    }

    @Test
    void programsAreContinuedOrWritten() {
        Question human = task("humaneval",
                """
                        {"task_id": "HumanEval/0", "prompt": "def f(x):\\n", "entry_point": "f", "canonical_solution": "    return x\\n", "test": "def check(c):\\n    assert c(1) == 1\\n"}
                        """)
                .questions().getFirst();
        assertEquals("Write a solution to the following problem:\n```python\ndef f(x):\n```", human.text());
        assertEquals("```python\ndef f(x):", human.prefill());
        assertEquals("def f(x):\n    return x\n\ndef check(c):\n    assert c(1) == 1\n\ncheck(f)\n",
                human.program().orElseThrow().source("    return x\n```"));
        Question mbpp = task("mbpp",
                """
                        {"prompt": "Double it.", "code": "def h(x):\\n    return x\\ndef double(x):\\n    return 2 * h(x)", "test_imports": ["import math"], "test_list": ["assert double(2) == 4", "assert double(0) == 0"]}
                        """)
                .questions().getFirst();
        assertEquals(
                "Double it. Your code should satisfy the following assertion:\n```python\nassert double(2) == 4\n```",
                mbpp.text());
        assertEquals(new UnitTests("", "double", "import math\nassert double(2) == 4\nassert double(0) == 0"),
                mbpp.program().orElseThrow());
    }

    @Test
    void workedExamplesComeFromOtherRows() {
        String[] rows = {"{\"question\": \"Q1\", \"choices\": [\"a\", \"b\"], \"answer\": 0}",
            "{\"question\": \"Q2\", \"choices\": [\"c\", \"d\"], \"answer\": 1}",
            "{\"question\": \"Q3\", \"choices\": [\"e\", \"f\"], \"answer\": 0}",
            "{\"question\": \"Q4\", \"choices\": [\"g\", \"h\"], \"answer\": 1}"};
        Benchmark piqa = Benchmark.all().get("piqa");
        EvalTask own = piqa.task(file("piqa.jsonl", rows), Optional.empty(), true);
        assertEquals(1, own.questions().size());
        assertEquals(1, own.notes().size());
        Question asked = own.withExamples().questions().getFirst();
        assertTrue(asked.text().contains("\n## Example 1\nQuestion: Q1\n"), asked.text());
        assertTrue(asked.text().contains("\n## Example 3\nQuestion: Q3\n"), asked.text());
        assertEquals("Answer:", asked.prefill());
        EvalTask others = piqa.task(file("piqa.jsonl", rows), Optional.of(file("piqa-train.jsonl", rows[3])), true);
        assertEquals(4, others.questions().size());
        assertTrue(others.examples().text().contains("Question: Q4"));
        assertTrue(!others.examples().text().contains("Example 2"));
    }

    /// Q8: the reference builds the examples of GSM8K and forgets them.
    @Test
    void gsm8kHasItsExamplesToo() {
        String row = "{\"question\": \"3 + 4?\", \"answer\": \"#### 7\"}";
        EvalTask task = Benchmark.all().get("gsm8k").task(file("gsm8k.jsonl", row),
                Optional.of(file("gsm8k-train.jsonl", row)), true).withExamples();
        Question asked = task.questions().getFirst();
        assertTrue(asked.text().contains("## Example 1\nQuestion: 3 + 4?\n\nAnswer: #### 7\n\n\nPlease answer"),
                asked.text());
        assertEquals("Let's think step by step.", asked.prefill());
        assertEquals("3 + 4?\n\n", end(asked.text(), 8));
    }

    @Test
    void descriptionsMayStandBeforeTheQuestion() {
        Question asked = task("piqa", "{\"question\": \"Q\", \"choices\": [\"a\", \"b\"], \"answer\": 0}")
                .withDescription().questions().getFirst();
        String first = Benchmark.all().get("piqa").descriptions().getFirst();
        assertTrue(asked.text().startsWith(first + "\n\nChoose the option"), asked.text());
        assertEquals("", asked.prefill());
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '|', value = {
        "piqa; {\"question\": \"Q\", \"choices\": [\"a\", \"b\"], \"answer\": 2}; answer: needs the number",
        "piqa; {\"goal\": \"Q\", \"sol1\": \"a\", \"label\": 0}; needs {sol2}",
        "arc_easy; {\"choices\": [\"a\", \"b\"], \"answer\": 1}; needs a field question",
        "boolq; {\"answer\": true}; needs {question}",
        "gsm8k; {\"question\": \"Q\"}; needs {answer}",
        "mbpp; {\"prompt\": \"Q\", \"code\": \"x\"}; needs a field test_list",
        "piqa; [1]; needs a JSON object"})
    void aRowThatIsNotAsItMustBeIsExplained(String benchmark, String row, String says) {
        Refused.says(says, () -> task(benchmark, row));
    }
}
