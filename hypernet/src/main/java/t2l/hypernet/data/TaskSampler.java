package t2l.hypernet.data;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import t2l.hypernet.SplitMix64;

/// Samples the data of a training step by task: tasks, descriptions and pairs. A step is a function of the seed and its
/// index, so a resumed run sees the same data.
///
/// Tasks come in random permutations (epochs) that may end within a step; the reference drops the rest of a permutation
/// instead (`t2l-spec.md` §9.2). Pairs are drawn with replacement.
public final class TaskSampler implements BatchSampler {
    private final long seed;
    private final int tasksPerStep;
    private final int pairsPerTask;
    private final Drawing drawing;
    private final int[] descriptions;
    private final int[] pairs;
    private final Order order;

    /// Draws from the training pairs and the first `descriptionsPerTask` descriptions of `tasks`.
    public TaskSampler(List<TaskData> tasks, int tasksPerStep, int pairsPerTask, int descriptionsPerTask,
            Drawing drawing, long seed) {
        this.drawing = drawing;
        this.seed = seed;
        this.tasksPerStep = positive("tasks in a step", tasksPerStep);
        this.pairsPerTask = positive("pairs of a task", pairsPerTask);
        positive("descriptions of a task", descriptionsPerTask);
        positive("tasks", tasks.size());
        descriptions = drawing == Drawing.OWN
                ? new int[0]
                : tasks.stream().mapToInt(task -> Math.min(descriptionsPerTask,
                        positive("descriptions of " + task.name(), task.descriptions().size()))).toArray();
        pairs = tasks.stream().mapToInt(task -> positive("training pairs of " + task.name(), task.train().size()))
                .toArray();
        order = new Order(tasks.size(), seed);
    }

    public static int positive(String what, int number) {
        if (number < 1) {
            throw new IllegalArgumentException(
                    "training: needs at least one of the %s, got %d".formatted(what, number));
        }
        return number;
    }

    @Override
    public int rows() {
        return tasksPerStep * pairsPerTask;
    }

    @Override
    public int groups() {
        return drawing == Drawing.PER_TASK ? tasksPerStep : rows();
    }

    @Override
    public List<Pick> picks(long step) {
        SplitMix64 draws = SplitMix64.named("sft", seed, "step", step);
        var picks = new ArrayList<Pick>(groups());
        for (int i = 0; i < tasksPerStep; i++) {
            int task = order.at(step * tasksPerStep + i);
            switch (drawing) {
                case PER_TASK -> picks.add(new Pick(task, draws.below(descriptions[task]),
                        IntStream.range(0, pairsPerTask).mapToObj(_ -> draws.below(pairs[task])).toList()));
                case PER_PAIR -> {
                    for (int j = 0; j < pairsPerTask; j++) {
                        picks.add(new Pick(task, draws.below(descriptions[task]), List.of(draws.below(pairs[task]))));
                    }
                }
                case OWN -> {
                    for (int j = 0; j < pairsPerTask; j++) {
                        int pair = draws.below(pairs[task]);
                        picks.add(new Pick(task, pair, List.of(pair)));
                    }
                }
            }
        }
        return picks;
    }
}
