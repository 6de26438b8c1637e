package t2l.bench;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import t2l.autograd.AdamW;
import t2l.autograd.Parameters;
import t2l.autograd.Schedule;
import t2l.hypernet.data.Batch;
import t2l.hypernet.train.LoraSft;
import t2l.hypernet.train.Trainer;
import t2l.tensor.DType;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.ReferenceKernels;
import t2l.transformer.Decoder;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.lora.LoraConfig;

/// `step/lora-…`: a training step of LoRA of rank 8 on q and v of a random model, with one text of 64 tokens, all of
/// them labels; clipping and AdamW included.
final class LoraStep {
    /// Number of tokens compared with the reference kernels, which are slow.
    private static final int CHECKED = 3;

    private LoraStep() {}

    static Row row(BenchSettings plan) {
        RandomModel random = RandomModel.of(plan);
        return new Row("step/lora-" + random.name(), scene -> {
            Path file = random.file(DType.F32, plan.seed());
            scene.afterwards(() -> RandomModel.remove(file));
            LanguageModel model = LanguageModel.open(file.toString(), Optional.empty(), scene.kernels());
            scene.afterwards(model::close);
            int length = plan.size(64, 8);
            Trainer trainer = trainer(scene, scene.kernels(), model.decoder(), length);
            return Job.of(new Cost(0, 0, Optional.of(new Cost.Items(length, "tokens"))), trainer::step,
                    () -> StepRows.agree(trainer(scene, scene.kernels(), model.decoder(), CHECKED),
                            trainer(scene, new ReferenceKernels(), model.decoder(), CHECKED)));
        });
    }

    private static Trainer trainer(RowContext scene, Kernels kernels, Decoder model, int length) {
        Arena arena = scene.arena();
        var objective = new LoraSft(model, new LoraConfig("", 8, 16, false, 0, List.of("q_proj", "v_proj")), 1, 0, 0);
        Parameters values = new Parameters(arena, DType.F32, objective.layout()).initialise(1);
        int[] text = new SplittableRandom(1).ints(length + 1, 0, model.config().vocabulary()).toArray();
        Batch batch = new Batch(arena, DType.F32, new Batch.Shape(1, length, length));
        batch.fill(Arrays.copyOf(text, length), Arrays.copyOfRange(text, 1, length + 1), true, 1, 0);
        var trainer = new Trainer(kernels, objective, _ -> batch, values,
                new AdamW(arena, values, new AdamW.AdamSettings(0.9, 0.999, 1e-8, 0)),
                new Schedule(1e-4, 0, 0, 1_000_000),
                1);
        scene.afterwards(trainer::close);
        return trainer;
    }
}
