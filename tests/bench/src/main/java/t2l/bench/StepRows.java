package t2l.bench;

import java.lang.foreign.SegmentAllocator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import t2l.app.suite.SuiteTasks;
import t2l.hypernet.Descriptions;
import t2l.hypernet.data.TaskData;
import t2l.hypernet.train.HyperSft;
import t2l.hypernet.train.SftRun;
import t2l.hypernet.train.SftSettings;
import t2l.hypernet.train.Trainer;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.ranks.Ranks;
import t2l.transformer.family.LanguageModel;

/// `step`: a training step of the hypernetwork of `t2l demo`: 128 tasks with two questions each, each task with an adapter
/// of its own, through the frozen built-in model; clipping and AdamW included.
final class StepRows {
    private static final String MODEL = "builtin:tiny";

    /// The width of MiniLM's embeddings.
    private static final int EMBEDDING = 384;

    /// Of the hypernetwork with `--quick`.
    private static final Map<String, Object> SMALL = Map.of("hypernet_latent_size", 16, "head_in_size", 16);

    private StepRows() {}

    static List<Row> rows(BenchSettings plan) {
        return List.of(new Row("step/t2l-demo", scene -> job(scene, plan.size(128, 2))));
    }

    private static Job job(RowContext scene, int tasks) {
        SftRun<HyperSft> run = run(scene, scene.kernels(), tasks, 2);
        run.trainer().step();
        long scratch = run.trainer().scratch();
        return Job.of(new Cost(0, 0, Optional.of(new Cost.Items(run.tokens(), "tokens"))), run.trainer()::step, () -> {
            agree(run(scene, scene.kernels(), 1, 1).trainer(), run(scene, new ReferenceKernels(), 1, 1).trainer());
            if (run.trainer().scratch() != scratch) {
                throw new T2lException("needs a constant workspace of " + scratch + " bytes, got "
                        + run.trainer().scratch());
            }
        });
    }

    /// Loss and gradient of the first step must equal those of the reference kernels.
    private static void agree(Trainer ours, Trainer exact) {
        Trainer.Progress got = ours.step();
        Trainer.Progress want = exact.step();
        if (!(Math.abs(got.total() - want.total()) <= 1e-4 * want.total()
                && Math.abs(got.gradient() - want.gradient()) <= 1e-3 * want.gradient())) {
            throw new T2lException("needs loss and gradient of the reference kernels, " + want + ", got " + got);
        }
    }

    private static SftRun<HyperSft> run(RowContext scene, Kernels kernels, int tasks, int questions) {
        var arguments = SftRun.arguments()
                .with(Map.of("n_tasks_per_batch", tasks, "n_points_per_task", questions, "n_descs_per_ds", 1))
                .with(scene.plan().quick() ? SMALL : Map.of());
        LanguageModel model = LanguageModel.open(MODEL, Optional.empty(), scene.kernels());
        scene.afterwards(model::close);
        List<TaskData> data = SuiteTasks.named("builtin:suite").orElseThrow().training().stream()
                .limit(Math.max(tasks, 2)).toList();
        var setting = new SftRun.Setting(kernels, Ranks.alone(), model, SftSettings.hypernetwork(arguments.reader()));
        SftRun<HyperSft> run = SftRun.hyper(setting, data, List.of(), StepRows::descriptions, scene.arena());
        scene.afterwards(run.trainer()::close);
        return run;
    }

    /// Random numbers suffice: the cost is the same.
    private static Descriptions descriptions(List<String> texts, boolean tokens, SegmentAllocator into) {
        return new Descriptions(new RandomTensors(into, 1).normal(texts.size(), EMBEDDING), Optional.empty());
    }
}
