package t2l.hypernet;

import module java.base;
import t2l.tensor.*;

/// What a hypernetwork reads that knows tasks by their numbers (`use_one_hot_task_emb`, t2l-spec §10): for the name of a task
/// its row of the identity matrix, neither normalised nor scaled, and for `mixture N`, `N` = 1, 2, …, the `N`-th of some
/// points that are drawn uniformly from the simplex of all rows (Dirichlet(1, …, 1)).
///
/// @param tasks their names, in the order of their numbers
public record TaskNumbers(List<String> tasks) implements TaskEmbedder {
    private static final String MIXTURE = "mixture ";

    public TaskNumbers {
        tasks = List.copyOf(tasks);
    }

    /// The name of mixture `n`.
    public static String mixture(int n) {
        return MIXTURE + n;
    }

    @Override
    public Descriptions read(List<String> names, boolean tokens, SegmentAllocator into) {
        TaskEmbedder.requireVectors(tokens, "the numbers of tasks");
        Tensor rows = Tensor.allocate(into, DType.F32, names.size(), tasks.size()).fill(0);
        for (int i = 0; i < names.size(); i++) {
            write(names.get(i), rows.narrow(0, i, 1));
        }
        return new Descriptions(rows);
    }

    private void write(String name, Tensor row) {
        int task = tasks.indexOf(name);
        if (task >= 0) {
            row.set(task, 1);
        } else if (name.matches(MIXTURE + "[1-9]\\d{0,8}")) {
            SplitMix64 draws = SplitMix64.named(name);
            double[] weights = tasks.stream().mapToDouble(_ -> -Math.log(1 - draws.unit())).toArray();
            double sum = 0;
            for (double weight : weights) {
                sum += weight;
            }
            for (int i = 0; i < weights.length; i++) {
                row.set(i, weights[i] / sum);
            }
        } else {
            throw new T2lException(
                    "description: needs the name of a training task, for this hypernetwork knows no other ("
                            + tasks.stream().limit(5).toList() + (tasks.size() > 5 ? " …" : "") + "), got " + name);
        }
    }
}
