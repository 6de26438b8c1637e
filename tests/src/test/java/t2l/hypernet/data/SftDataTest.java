package t2l.hypernet.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import t2l.demo.suite.Split;
import t2l.demo.suite.Suite;
import t2l.demo.suite.SuiteVocabulary;
import t2l.hypernet.data.BatchSampler.Pick;
import t2l.tensor.kernel.CrossEntropy;

/// The batches of the mini suite, in the shape that its demonstration trains with.
class SftDataTest {
    private static final Suite SUITE = Suite.load();
    private static final SuiteVocabulary VOCABULARY = SuiteVocabulary.of(SUITE);
    private final List<TaskData> tasks = SUITE.tasks(Split.TRAIN).stream().map(task -> SUITE.data(task, 20)).toList();
    private final TaskSampler sampler = new TaskSampler(tasks, 128, 2, 8, BatchSampler.Drawing.PER_TASK, 42);
    private final SftData data = new SftData(
            tasks.stream()
                    .map(task -> TokenPairs.of(task.train(), SftDataTest::prompt, SftDataTest::answer, 512))
                    .toList(),
            sampler, SuiteVocabulary.PAD, List.of(), 0, true, 42, Arena.ofAuto());

    private static int[] prompt(String text) {
        return IntStream.concat(IntStream.of(SuiteVocabulary.BOS), Arrays.stream(VOCABULARY.encode(text))).toArray();
    }

    private static int[] answer(String text) {
        return IntStream.concat(Arrays.stream(VOCABULARY.encode(text)), IntStream.of(SuiteVocabulary.END)).toArray();
    }

    @Test
    void haveTheShapeOfTheLongestPairOfTheSuite() {
        assertEquals(256, sampler.rows());
        assertEquals(13, data.length());
    }

    @Test
    void rowsSayWhatTheirPicksSay() {
        int[] ids = new int[sampler.rows() * data.length()];
        int[] targets = new int[ids.length];
        for (int step = 0; step < 3; step++) {
            List<Pick> picks = data.fill(step, ids, targets);
            assertEquals(sampler.picks(step), picks);
            for (int row = 0; row < sampler.rows(); row++) {
                Pick pick = picks.get(row / 2);
                var pair = tasks.get(pick.task()).train().get(pick.pairs().get(row % 2));
                int begin = row * data.length();
                int end = begin + data.length();
                int[] answer = Arrays.stream(targets, begin, end).filter(id -> id != CrossEntropy.IGNORE).toArray();
                assertArrayEquals(answer(pair.answer()), answer);
                int[] prompt = prompt(pair.prompt());
                assertArrayEquals(prompt, Arrays.copyOfRange(ids, begin, begin + prompt.length));
                assertTrue(
                        Arrays.stream(targets, begin, begin + prompt.length - 1)
                                .allMatch(id -> id == CrossEntropy.IGNORE));
                assertEquals(answer[0], targets[begin + prompt.length - 1]);
                int[] read = Arrays.stream(ids, begin + prompt.length, end).filter(id -> id != SuiteVocabulary.PAD)
                        .toArray();
                assertArrayEquals(Arrays.copyOf(answer, answer.length - 1), read);
            }
        }
    }
}
