package t2l.hypernet.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import module java.base;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import t2l.autograd.*;
import t2l.hypernet.*;
import t2l.hypernet.data.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.io.SafeTensors;
import t2l.tensor.ranks.Ranks;
import t2l.tensor.settings.Source;
import t2l.transformer.*;
import t2l.transformer.family.Family;

/// Variant X against torch: `training/x` of the goldens, made by the `make.py` beside them.
class VariantXTest {
    private static final int LAYERS = 3;
    private static final int TASKS = 2;
    private final TrainingCase golden = TrainingCase.read("x");

    private static Decoder model(Arena arena) {
        var weights = new StateDict("llama-a", SafeTensors.open(TrainingCase.path("bases/llama-a"), arena).tensors());
        Source json = Source.read(TrainingCase.path("bases/llama-a/config.json"));
        return Decoder.of(weights, Family.of(json).config(json));
    }

    private static HyperConfig config(Descriptions read) {
        return NetworkSettings
                .of(new Arguments("x", Map.of("variant", "x", "hypernet_latent_size", 16, "head_in_size", 24))
                        .reader())
                .config(List.of(new Target("q_proj", 32, 32), new Target("v_proj", 32, 16)), LAYERS, read,
                        new HyperConfig.Rank(4, 8, true));
    }

    private Descriptions descriptions(Arena arena) {
        SafeTensors states = golden.tensors("states.safetensors", arena);
        List<Integer> starts = new ArrayList<>();
        for (double start : states.get("starts").toDoubles()) {
            starts.add((int) start);
        }
        return new Descriptions(Tensor.allocate(arena, DType.F32, starts.size() - 1, 24),
                Optional.of(new TokenStates(states.get("rows"), starts, 100)));
    }

    private Batch batch(int number, Descriptions read, DType precision, Arena arena) {
        SafeTensors tokens = golden.tensors("batches.safetensors", arena);
        int rows = tokens.get("ids").dim(1);
        int length = tokens.get("ids").dim(2);
        int[] ids = TrainingCase.integers(tokens.get("ids").narrow(0, number, 1));
        int[] next = TrainingCase.integers(tokens.get("next").narrow(0, number, 1));
        Batch batch = new Batch(arena, precision, new Batch.Shape(rows, length, Batch.labels(next) + 3),
                TaskBatch.allocate(arena, precision, TASKS, List.of(read)));
        batch.fill(ids, next, true, 42, 0);
        Map<String, Object> is = TrainingCase.map(((List<?>) golden.json().get("batches")).get(number));
        for (int s = 0; s < TASKS; s++) {
            List<?> kept = (List<?>) ((List<?>) is.get("kept")).get(s);
            batch.described().describe(s, read, (Integer) ((List<?>) is.get("descriptions")).get(s), kept::contains);
        }
        return batch;
    }

    private Map<String, Tensor> initial(Arena arena) {
        return new HashMap<>(golden.tensors("initial.safetensors", arena).tensors());
    }

    private HyperSft objective(Descriptions read, double dropout, Arena arena) {
        return new HyperSft(model(arena), config(read), Map.of(), new HyperSft.Regularisation(dropout,
                golden.setting("label_smoothing"), golden.setting("l2_reg_generated_w"), 0, 0), arena);
    }

    @Test
    void forwardGradientsAndTenSteps() {
        try (Arena arena = Arena.ofShared(); Workspace ws = new Workspace()) {
            Descriptions read = descriptions(arena);
            HyperSft objective = objective(read, 0, arena);
            Parameters values = new Parameters(arena, DType.F64, objective.layout()).load("initial", initial(arena),
                    new ReferenceKernels());
            List<Batch> batches = List.of(batch(0, read, DType.F64, arena), batch(1, read, DType.F64, arena));
            factors(objective.network(), batches.getFirst(), values, arena);
            Parameters grads = new Parameters(arena, DType.F64, objective.layout());
            try (Pass pass = Pass.training(new ReferenceKernels(), ws, values, grads)) {
                pass.backward(objective.loss(pass, batches.getFirst()).total());
            }
            golden.gradients(grads.tensors(), arena);
            golden.steps(objective, step -> batches.get((int) (step % 2)), values, golden.setting("weight_decay"),
                    "sft", "total", arena);
        }
    }

    private void factors(HyperNetwork network, Batch batch, Parameters values, Arena arena) {
        SafeTensors forward = golden.tensors("forward.safetensors", arena);
        try (Workspace ws = new Workspace(); Pass pass = Pass.inference(new ReferenceKernels(), ws, values)) {
            network.write(pass, batch.described(), network.rows(arena, TASKS), DropoutRate.NONE)
                    .forEach((t, factors) -> {
                        same(forward.get("A." + t.name()), factors.a().value());
                        same(forward.get("B." + t.name()), factors.b().value());
                    });
        }
    }

    /// Rows of the golden `[S,L,…]` stand task by task, ours layer by layer.
    private static void same(Tensor expected, Tensor actual) {
        for (int s = 0; s < TASKS; s++) {
            for (int l = 0; l < LAYERS; l++) {
                assertArrayEquals(expected.narrow(0, s, 1).narrow(1, l, 1).toDoubles(),
                        actual.narrow(0, l * TASKS + s, 1).toDoubles(), 1e-10);
            }
        }
    }

    /// Some steps with dropout, in F32 on the SIMD kernels, with another batch and other words left out in each.
    ///
    /// @param resume after this many steps, through a file; 0 for none
    private double[] trained(int threads, int steps, int resume, Path file) {
        try (Arena arena = Arena.ofShared(); Parallel parallel = new Parallel(threads)) {
            Descriptions read = descriptions(arena);
            HyperSft objective = objective(read, 0.1, arena);
            List<Batch> batches = List.of(batch(0, read, DType.F32, arena), batch(1, read, DType.F32, arena));
            Data<Batch> data = step -> {
                Batch batch = batches.get((int) (step % 2));
                batch.key().set(1, (double) step);
                batch.described().describe(0, read, (int) (step % 5), TaskBatch.some(0.3, 1, step));
                return batch;
            };
            Parameters values = new Parameters(arena, DType.F32, objective.layout()).load("initial", initial(arena),
                    new ReferenceKernels());
            var how = SftSettings.hypernetwork(new Arguments("x", Map.of("variant", "x", "lr", 1e-2)).reader())
                    .optimisation();
            try (Trainer trainer = how.trainer(Backends.open("simd", parallel), Ranks.alone(), objective, data, values,
                    20)) {
                if (resume > 0) {
                    trainer.restore("x", TrainingCheckpoint.read(file, arena), new Validator.EarlyStopping(0));
                }
                while (trainer.steps() < steps) {
                    trainer.step();
                }
                trainer.checkpoint("x", new Validator.EarlyStopping(0)).write(file);
                return values.flat().toDoubles();
            }
        }
    }

    @Test
    void threadsAndAnInterruptionChangeNoBit(@TempDir Path temp) {
        double[] whole = trained(1, 7, 0, temp.resolve("whole"));
        assertArrayEquals(whole, trained(3, 7, 0, temp.resolve("three")));
        trained(2, 3, 0, temp.resolve("half"));
        assertArrayEquals(whole, trained(2, 7, 3, temp.resolve("half")));
    }
}
