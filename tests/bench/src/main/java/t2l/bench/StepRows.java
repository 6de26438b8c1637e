package t2l.bench;

import java.lang.foreign.SegmentAllocator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import t2l.app.suite.SuiteTasks;
import t2l.hypernet.Arguments;
import t2l.hypernet.Descriptions;
import t2l.hypernet.data.TaskData;
import t2l.hypernet.train.HyperSft;
import t2l.hypernet.train.Optimisation;
import t2l.hypernet.train.SftRun;
import t2l.hypernet.train.SftSettings;
import t2l.hypernet.train.Trainer;
import t2l.tensor.DType;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.ranks.Ranks;
import t2l.transformer.TokenStates;
import t2l.transformer.family.LanguageModel;

/// `step`: a training step of the hypernetwork of `t2l demo`, and of the same in variant X: 128 tasks with two questions
/// each, each task with an adapter of its own, through the frozen built-in model; clipping and AdamW included.
final class StepRows {
    private static final String MODEL = "builtin:tiny";

    /// The width of MiniLM's embeddings.
    private static final int EMBEDDING = 384;

    /// Tokens of a description, as many as the suite's longest has.
    private static final int TOKENS = 28;

    /// Of the hypernetwork with `--quick`.
    private static final Map<String, Object> SMALL = Map.of("hypernet_latent_size", 16, "head_in_size", 16);

    private StepRows() {}

    static List<Row> rows(BenchSettings plan) {
        return List.of(new Row("step/t2l-demo", scene -> job(scene, "l")),
                new Row("step/x-demo", scene -> job(scene, "x")),
                LoraStep.row(plan));
    }

    private static Job job(RowContext scene, String variant) {
        Kernels kernels = scene.kernels();
        int tasks = scene.plan().size(128, 2);
        SftRun<HyperSft> run = run(scene, variant, kernels, tasks, 2);
        run.trainer().step();
        long scratch = run.trainer().scratch();
        return Job.of(new Cost(0, 0, Optional.of(new Cost.Items(run.tokens(), "tokens"))), run.trainer()::step, () -> {
            agree(run(scene, variant, kernels, 1, 1).trainer(),
                    run(scene, variant, new ReferenceKernels(), 1, 1).trainer());
            if (run.trainer().scratch() != scratch) {
                throw new T2lException("needs a constant workspace of " + scratch + " bytes, got "
                        + run.trainer().scratch());
            }
        });
    }

    /// Loss and gradient of the first step must equal those of the reference kernels.
    static void agree(Trainer ours, Trainer exact) {
        Trainer.Progress got = ours.step();
        Trainer.Progress want = exact.step();
        if (!(Math.abs(got.total() - want.total()) <= 1e-4 * want.total()
                && Math.abs(got.gradient() - want.gradient()) <= 1e-3 * want.gradient())) {
            throw new T2lException("needs loss and gradient of the reference kernels, " + want + ", got " + got);
        }
    }

    /// The run of `step/t2l-demo` in shards, for one of several ranks.
    static SftRun<HyperSft> ofRanks(RowContext scene, Ranks ranks) {
        return run(scene, "l", scene.kernels(), ranks, scene.plan().size(128, 4), 2,
                scene.plan().size(Optimisation.SHARDS, 4));
    }

    private static SftRun<HyperSft> run(RowContext scene, String variant, Kernels kernels, int tasks, int questions) {
        return run(scene, variant, kernels, Ranks.alone(), tasks, questions, 0);
    }

    private static SftRun<HyperSft> run(RowContext scene, String variant, Kernels kernels, Ranks ranks, int tasks,
            int questions, int shards) {
        Arguments arguments = SftRun.arguments().with(
                Map.of("variant", variant, "n_tasks_per_batch", tasks, "n_points_per_task", questions, "n_descs_per_ds",
                        1, Optimisation.SHARDS_NAME, shards))
                .with(scene.plan().quick() ? SMALL : Map.of());
        LanguageModel model = LanguageModel.open(MODEL, Optional.empty(), scene.kernels());
        scene.afterwards(model::close);
        List<TaskData> data = SuiteTasks.named("builtin:suite").orElseThrow().training().stream()
                .limit(Math.max(tasks, 2)).toList();
        var setting = new SftRun.Setting(kernels, ranks, model, SftSettings.hypernetwork(arguments.reader()));
        SftRun<HyperSft> run = SftRun.hyper(setting, data, List.of(), StepRows::descriptions, scene.arena());
        scene.afterwards(run.trainer()::close);
        return run;
    }

    /// Random numbers suffice: the cost is the same.
    private static Descriptions descriptions(List<String> texts, boolean tokens, SegmentAllocator into) {
        var random = new RandomTensors(into, 1);
        int n = texts.size();
        Tensor vectors = random.normal(n, EMBEDDING);
        return new Descriptions(vectors, tokens
                ? Optional.of(new TokenStates(random.normal(DType.F16, 1, n * TOKENS, EMBEDDING),
                        IntStream.rangeClosed(0, n).map(i -> i * TOKENS).boxed().toList(), 1))
                : Optional.empty());
    }
}
