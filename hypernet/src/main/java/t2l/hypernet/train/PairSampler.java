package t2l.hypernet.train;

import java.util.List;
import java.util.stream.IntStream;

/// The pairs of all tasks as one set, in one random order after the other; a step may end one order and begin the next.
/// Descriptions play no part (t2l-spec §9.2, not hierarchical).
public final class PairSampler implements Sampler {
    private final int pairsPerStep;
    private final int[] starts;
    private final Order order;

    /// Draws from the training pairs of `tasks`, of which there must be one.
    public PairSampler(List<TaskData> tasks, int pairsPerStep, long seed) {
        this.pairsPerStep = TaskSampler.positive("pairs in a step", pairsPerStep);
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
    public List<Pick> picks(long step) {
        return IntStream.range(0, pairsPerStep).mapToObj(i -> pick(order.at(step * pairsPerStep + i))).toList();
    }

    private Pick pick(int pair) {
        int task = 0;
        while (pair >= starts[task + 1]) {
            task++;
        }
        return new Pick(task, 0, List.of(pair - starts[task]));
    }
}
