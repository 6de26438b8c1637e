package t2l.hypernet.data;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.app.suite.*;
import t2l.app.suite.Task.Split;
import t2l.hypernet.data.BatchSampler.Pick;
import t2l.tensor.kernel.Losses.CrossEntropy;

/// The batches of the mini suite, in the shape that its demonstration trains with.
class SftDataTest {
    private static final Suite SUITE = Suite.load();
    private static final SuiteVocabulary VOCABULARY = SuiteVocabulary.of(SUITE);
    private final List<TaskData> tasks = SUITE.tasks(Split.TRAIN).stream().map(task -> SUITE.data(task, 20)).toList();
    private final BatchSampler sampler = BatchSampler.byTask(tasks, 128, 2, 8, BatchSampler.Drawing.PER_TASK, 42);
    private final SftData data = new SftData(
            tasks.stream()
                    .map(task -> TokenPairs.of(task.train(), SftDataTest::prompt, SftDataTest::answer, 512))
                    .toList(),
            sampler, 1, 0, SuiteVocabulary.PAD, List.of(), 0, true, 42, Arena.ofAuto());

    private static int[] prompt(String text) {
        return IntStream.concat(IntStream.of(SuiteVocabulary.BOS), Arrays.stream(VOCABULARY.encode(text))).toArray();
    }

    private static int[] answer(String text) {
        return IntStream.concat(Arrays.stream(VOCABULARY.encode(text)), IntStream.of(SuiteVocabulary.END)).toArray();
    }

    @Test
    void haveTheShapeOfTheLongestPairOfTheSuite() {
        assertEquals(256, sampler.rows());
        assertEquals(new Batch.Shape(256, 13, 704), data.batch(0).shape());
    }

    /// Rows are as long as the longest pair of their step, in steps of 8, but not longer than the longest of all.
    @Test
    void rowsAreAsLongAsTheirStepNeeds() {
        List<TaskData> some = IntStream.of(3, 8, 9, 20).mapToObj(length -> new TaskData("task " + length, List.of(),
                List.of(), List.of(new TaskData.Pair("x".repeat(length - 1), List.of("y"))), List.of())).toList();
        var two = BatchSampler.byTask(some, 2, 1, 1, BatchSampler.Drawing.OWN, 42);
        SftData varied = new SftData(some.stream()
                .map(task -> TokenPairs.of(task.train(), text -> text.chars().toArray(), text -> text.chars().toArray(),
                        512))
                .toList(), two, 1, 0, 0, List.of(), 0, true, 42, Arena.ofAuto());
        assertEquals(2 * (3 + 8 + 9 + 20 - 4) / 4, varied.tokens());
        Set<Integer> seen = new TreeSet<>();
        for (int step = 0; step < 50; step++) {
            int tokens = two.picks(step).stream()
                    .mapToInt(pick -> some.get(pick.task()).train().getFirst().prompt().length() + 1).max()
                    .orElseThrow();
            int length = varied.batch(step).shape().length();
            assertEquals(tokens <= 8 ? 8 : tokens <= 16 ? 16 : 19, length, "step " + step);
            seen.add(length);
        }
        assertEquals(Set.of(8, 16, 19), seen);
    }

    /// The batches of a step divide what the sampler picks for it, the shorter pairs first.
    @Test
    void batchesOfAStepAreSortedByLength() {
        List<TaskData> some = IntStream.rangeClosed(1, 20).mapToObj(i -> new TaskData("task " + i, List.of(),
                List.of(),
                IntStream.of(i, i + 3).mapToObj(n -> new TaskData.Pair("x".repeat(n), List.of("y"))).toList(),
                List.of())).toList();
        var three = BatchSampler.byTask(some, 3, 2, 1, BatchSampler.Drawing.OWN, 42);
        SftData sorted = new SftData(some.stream()
                .map(task -> TokenPairs.of(task.train(), text -> text.chars().toArray(), text -> text.chars().toArray(),
                        512))
                .toList(), three, 4, 0, 0, List.of(), 0, true, 42, Arena.ofAuto());
        for (int step = 0; step < 20; step++) {
            List<List<Pick>> batches = IntStream.range(4 * step, 4 * step + 4).mapToObj(i -> sorted.text(i).picks())
                    .toList();
            List<Pick> picked = IntStream.range(4 * step, 4 * step + 4).mapToObj(three::picks).flatMap(List::stream)
                    .sorted(Comparator.comparingInt(SftDataTest::length)).toList();
            assertEquals(picked, batches.stream().flatMap(List::stream).toList(), "step " + step);
            for (int i = 0; i < 4; i++) {
                int longest = length(batches.get(i).getLast());
                assertEquals(6, batches.get(i).size());
                assertEquals(Math.min(23, longest + longest % 2), sorted.batch(4L * step + i).shape().length());
            }
        }
    }

    /// Shards divide the picks of a step, whatever drew them, and neighbours are about as long as other neighbours.
    @Test
    void shardsOfAStepHaveEqualWork() {
        List<TaskData> some = IntStream.rangeClosed(1, 64).mapToObj(i -> new TaskData("task " + i, List.of(),
                List.of(), List.of(new TaskData.Pair("x".repeat(i), List.of("y"))), List.of())).toList();
        for (int draws : new int[] {1, 2}) {
            var drawn = BatchSampler.byTask(some, 64 / draws, 1, 1, BatchSampler.Drawing.OWN, 42);
            SftData data = new SftData(some.stream()
                    .map(task -> TokenPairs.of(task.train(), text -> text.chars().toArray(),
                            text -> text.chars().toArray(), 512))
                    .toList(), drawn, draws, 16, 0, List.of(), 0, true, 42, Arena.ofAuto());
            for (int step = 0; step < 3; step++) {
                int first = 16 * step;
                List<List<Integer>> shards = IntStream.range(first, first + 16)
                        .mapToObj(i -> data.text(i).picks().stream().map(Pick::task).toList()).toList();
                assertEquals(IntStream.range(0, 64).boxed().toList(),
                        shards.stream().flatMap(List::stream).sorted().toList());
                for (int ranks = 2; ranks <= 8; ranks *= 2) {
                    int each = 16 / ranks;
                    int[] work = IntStream.range(0, ranks).map(q -> shards.subList(q * each, (q + 1) * each).stream()
                            .mapToInt(shard -> shard.getLast() + 1).sum()).toArray();
                    int spread = Arrays.stream(work).max().orElseThrow() - Arrays.stream(work).min().orElseThrow();
                    assertTrue(spread <= 64 - each * 4, ranks + " ranks: " + Arrays.toString(work));
                }
            }
        }
    }

    /// The row length of a pick of the test above: task `i` has prompts of `i + 1` and `i + 4` tokens.
    private static int length(Pick pick) {
        return pick.task() + 1 + 3 * pick.pairs().getFirst();
    }

    @Test
    void rowsSayWhatTheirPicksSay() {
        for (int step = 0; step < 3; step++) {
            SftData.Text text = data.text(step);
            int[] ids = text.ids();
            int[] targets = text.targets();
            List<Pick> picks = text.picks();
            int length = ids.length / sampler.rows();
            assertEquals(sampler.picks(step), picks);
            for (int row = 0; row < sampler.rows(); row++) {
                Pick pick = picks.get(row / 2);
                var pair = tasks.get(pick.task()).train().get(pick.pairs().get(row % 2));
                int begin = row * length;
                int end = begin + length;
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
