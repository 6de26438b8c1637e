package t2l.hypernet.data;

import module java.base;
import t2l.hypernet.*;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.transformer.lora.Lora;

/// Batches of reconstruction (t2l-spec §8): every epoch has the tasks in a new random order, a fixed number per step
/// and the rest in the last; each task has some of its embeddings, without repetition in a step.
public final class OracleData implements Data<OracleData.OracleBatch> {
    private final Kernels kernels;
    private final Oracles oracles;
    private final List<Descriptions> descriptions;
    private final double wordDropout;
    private final int tasksPerStep;
    private final int perTask;
    private final long seed;
    private final BatchSampler.Order order;
    private final DType precision;
    private final Arena arena;
    /// By the number of tasks.
    private final Map<Integer, OracleBatch> made = new HashMap<>();

    /// @param descriptions of each task, read together
    /// @param wordDropout  probability with which a token of a description is left out
    /// @param tasksPerStep maximum number of tasks per step
    /// @param perTask      embeddings per task and step; if empty, as many as the task with the fewest has
    /// @param arena        holds the batches
    public OracleData(Kernels kernels, Oracles oracles, List<Descriptions> descriptions, double wordDropout,
            int tasksPerStep, Optional<Integer> perTask, DType precision, long seed, Arena arena) {
        this.kernels = kernels;
        this.oracles = oracles;
        this.descriptions = List.copyOf(descriptions);
        this.wordDropout = wordDropout;
        int tasks = oracles.adapters().size();
        this.tasksPerStep = Math.min(BatchSampler.positive("tasks in a step", tasksPerStep), tasks);
        int fewest = descriptions.stream().mapToInt(Descriptions::count).min().orElse(0);
        this.perTask = perTask.orElse(fewest);
        if (tasks != descriptions.size() || this.perTask < 1 || this.perTask > fewest) {
            throw new IllegalArgumentException("n_embs_per_sampled_task: needs from 1 to " + fewest
                    + ", the embeddings of the task with fewest, got " + this.perTask);
        }
        this.precision = precision;
        this.seed = seed;
        this.order = new BatchSampler.Order(tasks, seed);
        this.arena = arena;
    }

    /// The number of steps in an epoch.
    public static long stepsPerEpoch(int tasks, int tasksPerStep) {
        return Math.ceilDiv(tasks, Math.max(1, tasksPerStep));
    }

    @Override
    public OracleBatch batch(long step) {
        int tasks = oracles.adapters().size();
        long perEpoch = stepsPerEpoch(tasks, tasksPerStep);
        long epoch = step / perEpoch;
        int from = (int) (step % perEpoch) * tasksPerStep;
        int to = Math.min(tasks, from + tasksPerStep);
        OracleBatch batch = roomFor((to - from) * perTask);
        SplitMix64 draws = SplitMix64.named("recon", seed, "step", step);
        IntPredicate kept = TaskBatch.some(wordDropout, seed, step);
        int s = 0;
        for (int i = from; i < to; i++) {
            int task = order.at(epoch * tasks + i);
            Descriptions known = descriptions.get(task);
            for (int chosen : draws.sample(IntStream.range(0, known.count()).boxed().toList(), perTask)) {
                batch.described().describe(s, known, chosen, kept);
                batch.want(kernels, s++, oracles.adapters().get(task));
            }
        }
        batch.key().set(0, (int) seed);
        batch.key().set(1, (int) step);
        return batch;
    }

    private OracleBatch roomFor(int tasks) {
        return made.computeIfAbsent(tasks, _ -> new OracleBatch(arena, precision, oracles,
                TaskBatch.allocate(arena, precision, tasks, descriptions)));
    }

    /// A batch of reconstruction: what is read of `S` tasks, and their target adapters.
    ///
    /// @param described what is read of the tasks
    /// @param key       `i32[2]`: the noise of this step ([t2l.tensor.kernel.Noise])
    /// @param layers    `L`
    /// @param wanted    the desired factors, in the scale of the adapters
    public record OracleBatch(TaskBatch described, Tensor key, int layers, Map<Target, Wanted> wanted)
            implements
                Data.Input {
        /// The desired factors of one target for `n = L·S` rows, layer by layer.
        ///
        /// @param a `[n,r,in]`
        /// @param b `[n,r,out]`: transposed, as in the network's output
        public record Wanted(Tensor a, Tensor b) {}

        /// An empty batch in memory of `arena`.
        public OracleBatch(Arena arena, DType precision, Oracles like, TaskBatch described) {
            this(described, Tensor.allocate(arena, DType.I32, 2), like.layers(), new LinkedHashMap<>());
            int n = layers * described.tasks();
            int r = like.config().rank();
            for (Target t : like.targets()) {
                wanted.put(t, new Wanted(Tensor.allocate(arena, precision, n, r, t.in()),
                        Tensor.allocate(arena, precision, n, r, t.out())));
            }
        }

        /// `S`
        public int tasks() {
            return described.tasks();
        }

        @Override
        public int share() {
            return tasks();
        }

        /// Sets `oracle` as the desired adapter of task `s`.
        public void want(Kernels kernels, int s, Lora oracle) {
            wanted.forEach((t, w) -> {
                for (int l = 0; l < layers; l++) {
                    Lora.Update u = oracle.updates().get(t.path(l));
                    int row = l * tasks() + s;
                    kernels.run(new Copy(u.a(), w.a().narrow(0, row, 1).reshape(w.a().dim(1), t.in())));
                    kernels.run(new Copy(u.b(), w.b().narrow(0, row, 1).reshape(w.b().dim(1), t.out()).t()));
                }
            });
        }
    }
}
