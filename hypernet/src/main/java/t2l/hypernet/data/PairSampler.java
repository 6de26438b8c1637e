package t2l.hypernet.data;

import java.util.List;
import java.util.stream.IntStream;
import t2l.hypernet.SplitMix64;

/// Samples from the pairs of all tasks as one set, in random permutations that may end within a step (t2l-spec §9.2,
/// not hierarchical). Every pair draws a description of its task.
public final class PairSampler implements BatchSampler {
    private final int pairsPerStep;
    private final int descriptions;
    private final boolean own;
    private final long seed;
    private final int[] counts;
    private final int[] starts;
    private final Order order;

    /// Draws from the training pairs of `tasks`, at least one, and their first `descriptions` descriptions; a task
    /// without descriptions has index 0.
    ///
    /// @param drawing always for each pair
    public PairSampler(List<TaskData> tasks, int pairsPerStep, int descriptions, Drawing drawing, long seed) {
        this.pairsPerStep = TaskSampler.positive("pairs in a step", pairsPerStep);
        this.descriptions = descriptions;
        this.own = drawing == Drawing.OWN;
        this.seed = seed;
        this.counts = tasks.stream().mapToInt(task -> Math.max(1, task.descriptions().size())).toArray();
        this.starts = new int[tasks.size() + 1];
        for (int i = 0; i < tasks.size(); i++) {
            starts[i + 1] = starts[i] + tasks.get(i).train().size();
        }
        this.order = new Order(TaskSampler.positive("training pairs", starts[tasks.size()]), seed);
    }

    @Override
    public int rows() {
        return pairsPerStep;
    }

    @Override
    public int groups() {
        return pairsPerStep;
    }

    @Override
    public List<Pick> picks(long step) {
        SplitMix64 draws = SplitMix64.named("sft", seed, "step", step);
        return IntStream.range(0, pairsPerStep).mapToObj(i -> pick(order.at(step * pairsPerStep + i), draws))
                .toList();
    }

    private Pick pick(int number, SplitMix64 draws) {
        int task = 0;
        while (number >= starts[task + 1]) {
            task++;
        }
        int pair = number - starts[task];
        int description = own ? pair : draws.below(Math.min(descriptions, counts[task]));
        return new Pick(task, description, List.of(pair));
    }
}
