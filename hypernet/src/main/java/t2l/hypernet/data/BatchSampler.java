package t2l.hypernet.data;

import module java.base;
import t2l.hypernet.SplitMix64;

/// Samples the data of a training step. A step is a function of the seed and its index, so a resumed run sees the same
/// data.
///
/// @param setting the name of the setting that says how much a step has
/// @param epoch   the steps of an epoch
/// @param groups  the number of picks of a step, all with the same number of pairs
/// @param rows    the number of rows of a step: the pairs of all picks
/// @param steps   the picks of a step, from 0
public record BatchSampler(String setting, long epoch, int groups, int rows, LongFunction<List<Pick>> steps) {
    /// A description of a task, by index, and the `pairs` trained with it.
    public record Pick(int task, int description, List<Integer> pairs) {}

    /// How descriptions are drawn.
    public enum Drawing {
        /// One for every pair, as in the reference (t2l-spec §9.2).
        PER_PAIR,
        /// One for all pairs of a task in a step: fewer adapters, each with more examples.
        PER_TASK,
        /// Every pair has its own, with the index of the pair (`use_inp_as_desc`).
        OWN
    }

    /// The picks of step `step`, from 0.
    public List<Pick> picks(long step) {
        return steps.apply(step);
    }

    /// Throws [IllegalArgumentException] if a number is less than 1.
    public static int positive(String what, int number) {
        if (number < 1) {
            throw new IllegalArgumentException(
                    "training: needs at least one of the %s, got %d".formatted(what, number));
        }
        return number;
    }

    /// Samples tasks, and of each of them pairs and some of its first `most` descriptions. Tasks come in random permutations
    /// (epochs) that may end within a step; the reference drops the rest of a permutation instead (t2l-spec §9.2). Pairs are
    /// drawn with replacement.
    public static BatchSampler byTask(List<TaskData> tasks, int tasksPerStep, int pairsPerTask, int most,
            Drawing drawing, long seed) {
        int rows = positive("tasks in a step", tasksPerStep) * positive("pairs of a task", pairsPerTask);
        positive("descriptions of a task", most);
        boolean own = drawing == Drawing.OWN;
        int[] descriptions = tasks.stream().mapToInt(task -> own
                ? 0
                : Math.min(most, positive("descriptions of " + task.name(), task.descriptions().size()))).toArray();
        int[] pairs = tasks.stream().mapToInt(task -> positive("training pairs of " + task.name(), task.train().size()))
                .toArray();
        Order order = new Order(positive("tasks", tasks.size()), seed);
        int groups = drawing == Drawing.PER_TASK ? tasksPerStep : rows;
        return new BatchSampler("n_tasks_per_batch", tasks.size() / tasksPerStep, groups, rows, step -> {
            SplitMix64 draws = SplitMix64.named("sft", seed, "step", step);
            var picks = new ArrayList<Pick>(groups);
            for (int i = 0; i < groups; i++) {
                int task = order.at(step * tasksPerStep + i * tasksPerStep / groups);
                int description = own ? 0 : draws.below(descriptions[task]);
                List<Integer> drawn = IntStream.range(0, rows / groups).mapToObj(_ -> draws.below(pairs[task]))
                        .toList();
                picks.add(new Pick(task, own ? drawn.getFirst() : description, drawn));
            }
            return picks;
        });
    }

    /// Samples from the pairs of all tasks as one set, in random permutations that may end within a step (t2l-spec §9.2,
    /// not hierarchical). Every pair draws one of the first `most` descriptions of its task; a task without descriptions has
    /// index 0.
    public static BatchSampler byPair(List<TaskData> tasks, int pairsPerStep, int most, Drawing drawing, long seed) {
        positive("pairs in a step", pairsPerStep);
        int[] counts = tasks.stream().mapToInt(task -> Math.max(1, task.descriptions().size())).toArray();
        int[] starts = new int[tasks.size() + 1];
        for (int i = 0; i < tasks.size(); i++) {
            starts[i + 1] = starts[i] + tasks.get(i).train().size();
        }
        int all = positive("training pairs", starts[tasks.size()]);
        Order order = new Order(all, seed);
        return new BatchSampler("batch_size", Math.ceilDiv(all, pairsPerStep), pairsPerStep, pairsPerStep, step -> {
            SplitMix64 draws = SplitMix64.named("sft", seed, "step", step);
            return IntStream.range(0, pairsPerStep).mapToObj(i -> {
                int number = order.at(step * pairsPerStep + i);
                int task = 0;
                while (number >= starts[task + 1]) {
                    task++;
                }
                int pair = number - starts[task];
                return new Pick(task, drawing == Drawing.OWN ? pair : draws.below(Math.min(most, counts[task])),
                        List.of(pair));
            }).toList();
        });
    }

    /// The same with [Contrasts] in place of the last picks of each step. Throws [T2lException] if there are none.
    ///
    /// @param share of the picks, each of one pair with a description that is drawn
    /// @param most  descriptions of a task, from the first
    public BatchSampler contrasted(double share, List<TaskData> tasks, int most, long seed) {
        int count = (int) Math.rint(share * groups);
        if (count == 0) {
            return this;
        }
        Contrasts contrasts = Contrasts.of(tasks);
        return new BatchSampler(setting, epoch, groups, rows, step -> {
            SplitMix64 draws = SplitMix64.named("contrast", seed, "step", step);
            List<Pick> picks = new ArrayList<>(picks(step).subList(0, groups - count));
            for (Contrasts.Pair pair : contrasts.draw(count, draws)) {
                int described = Math.min(most, tasks.get(pair.task()).descriptions().size());
                picks.add(new Pick(pair.task(), draws.below(described), List.of(pair.index())));
            }
            return picks;
        });
    }

    /// An endless sequence of random permutations of `0 … count − 1` (epochs).
    static final class Order {
        private final int count;
        private final long seed;
        private final List<Integer> order = new ArrayList<>();
        private long epoch = -1;

        Order(int count, long seed) {
            this.count = count;
            this.seed = seed;
        }

        /// The number at an index of the sequence.
        int at(long place) {
            long wanted = place / count;
            if (wanted != epoch) {
                order.clear();
                IntStream.range(0, count).forEach(order::add);
                SplitMix64.named("sft", seed, "order", wanted).shuffle(order);
                epoch = wanted;
            }
            return order.get((int) (place % count));
        }
    }
}
