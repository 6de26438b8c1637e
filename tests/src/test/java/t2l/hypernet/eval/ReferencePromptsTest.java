package t2l.hypernet.eval;

import static org.junit.jupiter.api.Assertions.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import t2l.GoldenFile;

/// The prompts of the ten benchmarks, byte for byte those that the reference's own functions make of the same rows; the
/// golden is made by `prompts.py` beside it.
class ReferencePromptsTest {
    @TempDir
    Path folder;

    static List<String> names() {
        return List.copyOf(Benchmark.all().keySet());
    }

    private static Map<?, ?> golden(String benchmark) throws IOException {
        Map<String, Object> all = JSON.std.mapFrom(Files.readString(GoldenFile.path("hypernet/eval/prompts.json")));
        return (Map<?, ?>) ((Map<?, ?>) all.get("tasks")).get(benchmark);
    }

    private Path file(String name, Object rows) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Object row : (List<?>) rows) {
            lines.add(JSON.std.asString(row));
        }
        return Files.write(folder.resolve(name), lines);
    }

    private EvalTask task(String benchmark, Object rows, boolean examples) throws IOException {
        return Benchmark.all().get(benchmark).task(file("rows.jsonl", rows),
                Optional.of(file("shown.jsonl", golden(benchmark).get("shown"))), examples);
    }

    private static List<List<String>> asked(EvalTask task) {
        return asked(task.questions());
    }

    private static List<List<String>> asked(List<Question> questions) {
        return questions.stream().map(q -> List.of(q.text(), q.prefill())).toList();
    }

    /// The golden's prompts with a text before them, and another prefill if there is one.
    private static List<List<String>> after(Map<?, ?> golden, String setting) {
        Map<?, ?> change = (Map<?, ?>) golden.get(setting);
        return prompts(golden).stream().map(q -> List.of(change.get("before") + q.getFirst(),
                change.get("prefill") instanceof String prefill ? prefill : q.getLast())).toList();
    }

    private static List<List<String>> prompts(Map<?, ?> golden) {
        return ((List<?>) golden.get("prompts")).stream()
                .map(pair -> ((List<?>) pair).stream().map(String.class::cast).toList()).toList();
    }

    @ParameterizedTest
    @MethodSource("names")
    void promptsAreThoseOfTheReference(String name) throws IOException {
        Map<?, ?> golden = golden(name);
        assertTrue(prompts(golden).size() >= 20, "only " + prompts(golden).size() + " rows");
        assertEquals(prompts(golden), asked(task(name, golden.get("rows"), false)));
    }

    @ParameterizedTest
    @MethodSource("names")
    void promptsAfterExamplesAreThoseOfTheReference(String name) throws IOException {
        Map<?, ?> golden = golden(name);
        assertEquals(after(golden, "icl"), asked(task(name, golden.get("rows"), true).withExamples()));
    }

    @ParameterizedTest
    @MethodSource("names")
    void promptsAfterTheDescriptionAreThoseOfTheReference(String name) throws IOException {
        Map<?, ?> golden = golden(name);
        assertEquals(after(golden, "desc"), asked(task(name, golden.get("rows"), false).withDescription()));
    }

    /// Rows of MBPP as published and as evalplus has them are asked and tested alike.
    @Test
    void evalplusAndMbppAreTheSameQuestions() throws IOException {
        Map<?, ?> golden = golden("mbpp");
        List<Question> evalplus = task("mbpp", golden.get("evalplus"), false).questions();
        List<Question> published = task("mbpp", golden.get("rows"), false).questions();
        assertEquals(asked(published), asked(evalplus));
        assertEquals(published.stream().map(Question::program).toList(),
                evalplus.stream().map(Question::program).toList());
    }
}
