package t2l.hypernet.data;

import module java.base;
import t2l.hypernet.SplitMix64;

/// Samples the data of a training step. A step is a function of the seed and its index, so a resumed run sees the same
/// data.
public sealed interface BatchSampler {
    /// A description of a task, by index, and the `pairs` trained with it.
    record Pick(int task, int description, List<Integer> pairs) {}

    /// How descriptions are drawn.
    enum Drawing {
        /// One for every pair, as in the reference (t2l-spec §9.2).
        PER_PAIR,
        /// One for all pairs of a task in a step: fewer adapters, each with more examples.
        PER_TASK,
        /// Every pair has its own, with the index of the pair (`use_inp_as_desc`).
        OWN
    }

    /// The number of rows of a step: the pairs of all picks.
    int rows();

    /// The number of picks of a step, all with the same number of pairs.
    int groups();

    /// The picks of step `step`, from 0.
    List<Pick> picks(long step);

    /// Throws [IllegalArgumentException] if a number is less than 1.
    static int positive(String what, int number) {
        if (number < 1) {
            throw new IllegalArgumentException(
                    "training: needs at least one of the %s, got %d".formatted(what, number));
        }
        return number;
    }

    /// Samples tasks, and of each of them descriptions and pairs. Tasks come in random permutations (epochs) that may end
    /// within a step; the reference drops the rest of a permutation instead (t2l-spec §9.2). Pairs are drawn with
    /// replacement.
    final class ByTask implements BatchSampler {
        private final long seed;
        private final int tasksPerStep;
        private final int pairsPerTask;
        private final Drawing drawing;
        private final int[] descriptions;
        private final int[] pairs;
        private final Order order;

        /// Draws from the training pairs and the first `descriptionsPerTask` descriptions of `tasks`.
        public ByTask(List<TaskData> tasks, int tasksPerStep, int pairsPerTask, int descriptionsPerTask,
                Drawing drawing, long seed) {
            this.drawing = drawing;
            this.seed = seed;
            this.tasksPerStep = positive("tasks in a step", tasksPerStep);
            this.pairsPerTask = positive("pairs of a task", pairsPerTask);
            positive("descriptions of a task", descriptionsPerTask);
            descriptions = drawing == Drawing.OWN
                    ? new int[0]
                    : tasks.stream().mapToInt(task -> Math.min(descriptionsPerTask,
                            positive("descriptions of " + task.name(), task.descriptions().size()))).toArray();
            pairs = tasks.stream().mapToInt(task -> positive("training pairs of " + task.name(), task.train().size()))
                    .toArray();
            order = new Order(positive("tasks", tasks.size()), seed);
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
            for (int i = 0; i < groups(); i++) {
                int task = order.at(step * tasksPerStep + i * tasksPerStep / groups());
                int description = drawing == Drawing.OWN ? 0 : draws.below(descriptions[task]);
                List<Integer> drawn = IntStream.range(0, rows() / groups()).mapToObj(_ -> draws.below(pairs[task]))
                        .toList();
                picks.add(new Pick(task, drawing == Drawing.OWN ? drawn.getFirst() : description, drawn));
            }
            return picks;
        }
    }

    /// Samples from the pairs of all tasks as one set, in random permutations that may end within a step (t2l-spec §9.2,
    /// not hierarchical). Every pair draws a description of its task.
    final class ByPair implements BatchSampler {
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
        public ByPair(List<TaskData> tasks, int pairsPerStep, int descriptions, Drawing drawing, long seed) {
            this.pairsPerStep = positive("pairs in a step", pairsPerStep);
            this.descriptions = descriptions;
            this.own = drawing == Drawing.OWN;
            this.seed = seed;
            counts = tasks.stream().mapToInt(task -> Math.max(1, task.descriptions().size())).toArray();
            starts = new int[tasks.size() + 1];
            for (int i = 0; i < tasks.size(); i++) {
                starts[i + 1] = starts[i] + tasks.get(i).train().size();
            }
            order = new Order(positive("training pairs", starts[tasks.size()]), seed);
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
            return IntStream.range(0, pairsPerStep).mapToObj(i -> {
                int number = order.at(step * pairsPerStep + i);
                int task = 0;
                while (number >= starts[task + 1]) {
                    task++;
                }
                int pair = number - starts[task];
                return new Pick(task, own ? pair : draws.below(Math.min(descriptions, counts[task])), List.of(pair));
            }).toList();
        }
    }

    /// An endless sequence of random permutations of `0 … count − 1` (epochs).
    final class Order {
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
