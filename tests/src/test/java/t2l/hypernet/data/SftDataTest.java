package t2l.hypernet.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
class SftBatchesTest {
    private static final Suite SUITE = Suite.load();
    private static final SuiteVocabulary VOCABULARY = SuiteVocabulary.of(SUITE);
    private final List<TaskData> tasks = SUITE.tasks(Split.TRAIN).stream().map(task -> SUITE.data(task, 20)).toList();
    private final TaskSampler sampler = new TaskSampler(tasks, 128, 2, 8, BatchSampler.Drawing.PER_TASK, 42);
    private final SftBatches batches = new SftBatches(
            tasks.stream()
                    .map(task -> TokenPairs.of(task.train(), SftBatchesTest::prompt, SftBatchesTest::answer, 512))
                    .toList(),
            sampler, SuiteVocabulary.PAD);

    private static int[] prompt(String text) {
        return IntStream.concat(IntStream.of(SuiteVocabulary.BOS), Arrays.stream(VOCABULARY.encode(text))).toArray();
    }

    private static int[] answer(String text) {
        return IntStream.concat(Arrays.stream(VOCABULARY.encode(text)), IntStream.of(SuiteVocabulary.END)).toArray();
    }

    @Test
    void haveTheShapeOfTheLongestPairOfTheSuite() {
        assertEquals(256, batches.rows());
        assertEquals(13, batches.length());
    }

    @Test
    void rowsSayWhatTheirPicksSay() {
        int[] ids = new int[batches.rows() * batches.length()];
        int[] targets = new int[ids.length];
        for (int step = 0; step < 3; step++) {
            List<Pick> picks = batches.fill(step, ids, targets);
            assertEquals(sampler.picks(step), picks);
            for (int row = 0; row < batches.rows(); row++) {
                Pick pick = picks.get(row / 2);
                var pair = tasks.get(pick.task()).train().get(pick.pairs().get(row % 2));
                int begin = row * batches.length();
                int end = begin + batches.length();
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
