package t2l.hypernet.data;

import static org.junit.jupiter.api.Assertions.*;
import static t2l.hypernet.data.BatchSampler.Drawing.*;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import t2l.Refused;
import t2l.hypernet.data.BatchSampler.Pick;
import t2l.hypernet.data.TaskData.Pair;

class TaskSamplerTest {
    private static TaskData task(int number, int descriptions, int pairs) {
        return new TaskData("task " + number, IntStream.range(0, descriptions).mapToObj(i -> "describes " + i).toList(),
                List.of(), IntStream.range(0, pairs).mapToObj(i -> new Pair("prompt " + i, List.of("answer"))).toList(),
                List.of());
    }

    private static List<TaskData> tasks(int count) {
        return IntStream.range(0, count).mapToObj(i -> task(i, 1 + i % 7, 3 + i)).toList();
    }

    @Property(tries = 30)
    void everyOrderHasEveryTaskOnce(@ForAll long seed, @ForAll @IntRange(min = 1, max = 13) int count,
            @ForAll @IntRange(min = 1, max = 20) int perStep) {
        var sampler = BatchSampler.byTask(tasks(count), perStep, 2, 4, PER_TASK, seed);
        List<Integer> drawn = LongStream.range(0, 3L * count).boxed()
                .flatMap(step -> sampler.picks(step).stream().map(Pick::task)).toList();
        for (int order = 0; order + count <= drawn.size(); order += count) {
            assertEquals(count, new HashSet<>(drawn.subList(order, order + count)).size());
        }
    }

    @Property(tries = 30)
    void aStepDoesNotDependOnTheStepsBefore(@ForAll long seed, @ForAll @IntRange(max = 200) int step) {
        var resumed = BatchSampler.byTask(tasks(11), 4, 3, 4, PER_TASK, seed);
        var sampler = BatchSampler.byTask(tasks(11), 4, 3, 4, PER_TASK, seed);
        LongStream.range(0, step).forEach(sampler::picks);
        assertEquals(sampler.picks(step), resumed.picks(step));
    }

    @Property(tries = 30)
    void numbersAreThoseOfTheTask(@ForAll long seed, @ForAll @IntRange(max = 50) int step) {
        List<TaskData> tasks = tasks(9);
        for (Pick pick : BatchSampler.byTask(tasks, 6, 2, 4, PER_TASK, seed).picks(step)) {
            assertEquals(2, pick.pairs().size());
            assertTrue(pick.description() < Math.min(4, tasks.get(pick.task()).descriptions().size()));
            pick.pairs().forEach(pair -> assertTrue(pair < tasks.get(pick.task()).train().size()));
        }
    }

    @Test
    void ordersDifferByEpochAndSeed() {
        var sampler = BatchSampler.byTask(tasks(12), 12, 1, 4, PER_TASK, 1);
        List<Integer> first = sampler.picks(0).stream().map(Pick::task).toList();
        assertNotEquals(first, sampler.picks(1).stream().map(Pick::task).toList());
        assertNotEquals(first,
                BatchSampler.byTask(tasks(12), 12, 1, 4, PER_TASK, 2).picks(0).stream().map(Pick::task).toList());
    }

    @Test
    void aTaskWithoutDescriptionOrPairIsRefusedByName() {
        for (TaskData bad : List.of(task(5, 0, 3), task(5, 3, 0))) {
            Refused.says(IllegalArgumentException.class, "task 5",
                    () -> BatchSampler.byTask(List.of(bad), 1, 1, 1, PER_TASK, 0));
        }
    }

    /// The structure of the reference's batches (`sampling.json` of its goldens), but for the rest of an order, which
    /// opens the next step here.
    @Test
    void batchesHaveTheStructureOfTheReferences() throws IOException {
        Map<String, Object> golden;
        try (var file = TaskSamplerTest.class.getResourceAsStream("sampling.json")) {
            golden = JSON.std.mapFrom(file);
        }
        List<TaskData> tasks = ((List<?>) golden.get("dataset_sizes")).stream()
                .map(size -> task((Integer) size, 3, (Integer) size)).toList();
        int perBatch = (Integer) golden.get("n_tasks_per_batch");
        int points = (Integer) golden.get("n_points_per_task");
        var sampler = BatchSampler.byTask(tasks, perBatch, points, 4, PER_PAIR, 42);
        for (int step = 0; step < ((List<?>) golden.get("batches")).size(); step++) {
            Map<?, ?> batch = (Map<?, ?>) ((List<?>) golden.get("batches")).get(step);
            List<Integer> theirs = ((List<?>) batch.get("tasks")).stream().map(t -> (Integer) t).toList();
            List<Pick> ours = sampler.picks(step);
            assertEquals(theirs.size(), ours.size());
            for (List<Integer> drawn : List.of(theirs, ours.stream().map(Pick::task).toList())) {
                assertEquals(perBatch, new HashSet<>(drawn).size());
                for (int i = 0; i < drawn.size(); i++) {
                    assertEquals(drawn.get(i / points * points), drawn.get(i));
                }
            }
            ours.forEach(pick -> assertEquals(1, pick.pairs().size()));
        }
    }

    @Property(tries = 20)
    void everyPairDrawsItsOwnDescription(@ForAll long seed) {
        List<Pick> picks = BatchSampler.byTask(List.of(task(0, 50, 9)), 1, 40, 50, PER_PAIR, seed).picks(3);
        assertEquals(40, picks.size());
        assertTrue(picks.stream().map(Pick::description).distinct().count() > 5);
        List<Pick> one = BatchSampler.byTask(List.of(task(0, 50, 9)), 1, 40, 50, PER_TASK, seed).picks(3);
        assertEquals(40, one.getFirst().pairs().size());
    }

    /// Every input of the last picks stands in two to four tasks with as many answers; what comes before stays as it was.
    @Property(tries = 30)
    void contrastsAreInputsWithSeveralAnswers(@ForAll long seed, @ForAll @IntRange(max = 50) int step) {
        List<TaskData> tasks = IntStream.range(0, 7).mapToObj(t -> new TaskData("task " + t, List.of("a", "b", "c"),
                List.of(), IntStream.range(0, 9).mapToObj(i -> new Pair((i < 5 ? "shared " : t + " own ") + i,
                        List.of("answer " + t / 2))).toList(),
                List.of())).toList();
        var plain = BatchSampler.byTask(tasks, 8, 2, 2, PER_PAIR, seed);
        List<Pick> picks = plain.contrasted(0.5, tasks, 2, seed).picks(step);
        assertEquals(plain.picks(step).subList(0, 8), picks.subList(0, 8));
        assertEquals(16, picks.size());
        Map<String, List<String>> answers = new LinkedHashMap<>();
        for (Pick pick : picks.subList(8, 16)) {
            assertTrue(pick.description() < 2);
            Pair pair = tasks.get(pick.task()).train().get(pick.pairs().getFirst());
            assertTrue(pair.prompt().startsWith("shared"));
            answers.computeIfAbsent(pair.prompt(), _ -> new ArrayList<>()).add(pair.answer());
        }
        answers.values().forEach(some -> assertTrue(new HashSet<>(some).size() > 1, answers::toString));
        assertSame(plain, plain.contrasted(0.01, tasks, 2, seed));
    }

    @Test
    void withoutSharedInputsThereAreNoContrasts() {
        List<TaskData> same = List.of(task(0, 1, 3), task(1, 1, 3)); // the same answer to all
        Refused.begins("contrast: needs inputs that stand in several tasks with different answers, there are none",
                () -> BatchSampler.byTask(same, 2, 1, 1, PER_PAIR, 0).contrasted(0.5, same, 1, 0));
    }

    @Property(tries = 20)
    void ownDescriptionsAreNumberedAsThePairs(@ForAll long seed) {
        for (BatchSampler sampler : List.of(BatchSampler.byTask(List.of(task(0, 0, 9)), 1, 5, 1, OWN, seed),
                BatchSampler.byPair(List.of(task(0, 0, 9)), 5, 1, OWN, seed))) {
            assertEquals(5, sampler.groups());
            sampler.picks(2).forEach(pick -> assertEquals(List.of(pick.description()), pick.pairs()));
        }
    }

    @Property(tries = 20)
    void allPairsComeOnceInAnEpoch(@ForAll long seed) {
        var sampler = BatchSampler.byPair(List.of(task(0, 3, 5), task(1, 2, 7)), 4, 2, PER_PAIR, seed);
        List<Pick> picks = LongStream.range(0, 3).boxed().flatMap(step -> sampler.picks(step).stream()).toList();
        assertEquals(12, picks.stream().map(pick -> pick.task() + "/" + pick.pairs()).distinct().count());
        picks.forEach(pick -> assertTrue(pick.description() < 2));
    }
}
