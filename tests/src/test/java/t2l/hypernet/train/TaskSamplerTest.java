package t2l.hypernet.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import t2l.hypernet.train.Sampler.Pick;
import t2l.hypernet.train.TaskData.Pair;

class TaskSamplerTest {
    private static TaskData task(int number, int descriptions, int pairs) {
        return new TaskData("task " + number, IntStream.range(0, descriptions).mapToObj(i -> "describes " + i).toList(),
                List.of(),
                IntStream.range(0, pairs).mapToObj(i -> new Pair("prompt " + i, List.of("answer"))).toList(),
                List.of());
    }

    private static List<TaskData> tasks(int count) {
        return IntStream.range(0, count).mapToObj(i -> task(i, 1 + i % 7, 3 + i)).toList();
    }

    @Property(tries = 30)
    void everyOrderHasEveryTaskOnce(@ForAll long seed, @ForAll @IntRange(min = 1, max = 13) int count,
            @ForAll @IntRange(min = 1, max = 20) int perStep) {
        var sampler = new TaskSampler(tasks(count), perStep, 2, 4, seed);
        List<Integer> drawn = LongStream.range(0, 3L * count).boxed()
                .flatMap(step -> sampler.picks(step).stream().map(Pick::task)).toList();
        for (int order = 0; order + count <= drawn.size(); order += count) {
            assertEquals(count, new HashSet<>(drawn.subList(order, order + count)).size());
        }
    }

    @Property(tries = 30)
    void aStepDoesNotDependOnTheStepsBefore(@ForAll long seed, @ForAll @IntRange(max = 200) int step) {
        var resumed = new TaskSampler(tasks(11), 4, 3, 4, seed);
        var sampler = new TaskSampler(tasks(11), 4, 3, 4, seed);
        LongStream.range(0, step).forEach(sampler::picks);
        assertEquals(sampler.picks(step), resumed.picks(step));
    }

    @Property(tries = 30)
    void numbersAreThoseOfTheTask(@ForAll long seed, @ForAll @IntRange(max = 50) int step) {
        List<TaskData> tasks = tasks(9);
        for (Pick pick : new TaskSampler(tasks, 6, 2, 4, seed).picks(step)) {
            assertEquals(2, pick.pairs().size());
            assertTrue(pick.description() < Math.min(4, tasks.get(pick.task()).descriptions().size()));
            pick.pairs().forEach(pair -> assertTrue(pair < tasks.get(pick.task()).train().size()));
        }
    }

    @Test
    void ordersDifferByEpochAndSeed() {
        var sampler = new TaskSampler(tasks(12), 12, 1, 4, 1);
        List<Integer> first = sampler.picks(0).stream().map(Pick::task).toList();
        assertNotEquals(first, sampler.picks(1).stream().map(Pick::task).toList());
        assertNotEquals(first, new TaskSampler(tasks(12), 12, 1, 4, 2).picks(0).stream().map(Pick::task).toList());
    }

    @Test
    void aTaskWithoutDescriptionOrPairIsRefusedByName() {
        for (TaskData bad : List.of(task(5, 0, 3), task(5, 3, 0))) {
            var e = assertThrows(IllegalArgumentException.class, () -> new TaskSampler(List.of(bad), 1, 1, 1, 0));
            assertTrue(e.getMessage().contains("task 5"), e.getMessage());
        }
    }
}
