package t2l.hypernet.train;

import java.util.List;
import t2l.hypernet.data.BatchSampler;
import t2l.hypernet.data.PairSampler;
import t2l.hypernet.data.TaskData;
import t2l.hypernet.data.TaskSampler;
import t2l.tensor.settings.Source;

/// The data of a step of supervised fine-tuning.
///
/// @param tasks        of a step, when tasks are drawn first (`n_tasks_per_batch`)
/// @param pairsPerTask of each of them (`n_points_per_task`)
/// @param pairs        of a step, when pairs are drawn from all tasks as one set (`batch_size`)
/// @param descriptions of each task, at most (`n_descs_per_ds`)
/// @param seed         of the random numbers
public record Sampling(int tasks, int pairsPerTask, int pairs, int descriptions, long seed) {
    static Sampling of(Source a) {
        return new Sampling(a.size("n_tasks_per_batch", 8), a.size("n_points_per_task", 1), a.size("batch_size", 8),
                a.limit("n_descs_per_ds"), a.whole("seed", 42));
    }

    BatchSampler byTask(List<TaskData> from, BatchSampler.Drawing drawing) {
        return new TaskSampler(from, tasks, pairsPerTask, descriptions, drawing, seed);
    }

    BatchSampler byPair(List<TaskData> from, BatchSampler.Drawing drawing) {
        return new PairSampler(from, pairs, descriptions, drawing, seed);
    }

    /// Batches of an epoch.
    long epoch(List<TaskData> from, BatchSampler sampler) {
        return switch (sampler) {
            case TaskSampler _ -> from.size() / Math.max(1, tasks);
            case PairSampler _ -> Math.ceilDiv(from.stream().mapToInt(task -> task.train().size()).sum(), pairs);
        };
    }
}
