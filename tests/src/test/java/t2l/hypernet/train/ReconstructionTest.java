package t2l.hypernet.train;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.autograd.*;
import t2l.hypernet.*;
import t2l.hypernet.data.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.io.TorchFile;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.transformer.lora.*;

/// Reconstruction against steps of the reference's own trainer (t2l-spec §8, `training/recon-*` of its goldens).
class ReconstructionTest {
    /// All tasks with both their embeddings in every step, and the oracles by task.
    private record Given(Oracles oracles, OracleData.OracleBatch batch) {
        static Given of(TrainingCase golden, Kernels kernels, Arena arena) {
            List<Lora> oracles = new ArrayList<>();
            List<Tensor> embeddings = new ArrayList<>();
            Map<String, Tensor> all = golden.tensors("batches.safetensors", arena).tensors();
            TrainingCase.map(golden.json().get("targets")).forEach((task, directory) -> {
                oracles.add(LoraFile.read(TrainingCase.path(directory.toString()), arena));
                embeddings.add(all.get("task_embs." + task));
            });
            Oracles read = Oracles.of(oracles);
            OracleData.OracleBatch batch = new OracleData.OracleBatch(arena, DType.F64, read,
                    new TaskBatch.Vectors(Tensor.allocate(arena, DType.F64, 10, 24)));
            for (int s = 0; s < 10; s++) {
                batch.want(kernels, s, oracles.get(s / 2));
                kernels.run(new Copy(embeddings.get(s / 2).narrow(0, s % 2, 1),
                        batch.described().vectors().rows().narrow(0, s, 1)));
            }
            return new Given(read, batch);
        }
    }

    private static HyperConfig config(Map<String, Object> settings, Given given) {
        Map<String, Object> arguments = new HashMap<>(settings);
        arguments.putAll(Map.of("training_task", "recon", "hypernet_latent_size", 16, "head_in_size", 24));
        return NetworkSettings.of(new Arguments("case.json", arguments).reader()).config(given.oracles().targets(), 3,
                new Descriptions(given.batch().described().vectors().rows()), new HyperConfig.Rank(4, 8, true));
    }

    /// To the last bit.
    @ParameterizedTest
    @ValueSource(strings = {"recon-L-z", "recon-S-z"})
    void meansAndDeviationsAreThoseOfTheReference(String name) {
        TrainingCase golden = TrainingCase.read(name);
        try (Arena arena = Arena.ofShared()) {
            Given given = Given.of(golden, new ReferenceKernels(), arena);
            String initial = golden.json().get("initial").toString().replace(".safetensors", ".pt");
            Map<String, Tensor> stored = TorchFile.open(TrainingCase.path(initial), arena).tensors();
            given.oracles().spreads(DType.F64, arena).forEach((target, spread) -> {
                equal(stored.get("mean_recon_target.A." + target.name()), spread.meanA());
                equal(stored.get("mean_recon_target.B." + target.name()), spread.meanB());
                equal(stored.get("std_recon_target.A." + target.name()), spread.stdA());
                equal(stored.get("std_recon_target.B." + target.name()), spread.stdB());
            });
        }
    }

    private static void equal(Tensor want, Tensor got) {
        assertArrayEquals(want.dims(), got.dims());
        for (long i = 0; i < want.size(); i++) {
            assertEquals(want.get(i), got.get(i), "number " + i);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"recon-L-z", "recon-S-z", "recon-M-deltaw"})
    void tenSteps(String name) {
        TrainingCase golden = TrainingCase.read(name);
        Kernels kernels = new ReferenceKernels();
        try (Arena arena = Arena.ofShared(); Workspace ws = new Workspace()) {
            Given given = Given.of(golden, kernels, arena);
            Map<String, Object> settings = TrainingCase.map(golden.json().get("settings"));
            Reconstruction.Space space = (Boolean) settings.get("factorized")
                    ? new Reconstruction.Space.Standardised(given.oracles().spreads(DType.F64, arena))
                    : new Reconstruction.Space.Updates(golden.setting("delta_w_scaling"));
            var objective = new Reconstruction(config(settings, given), space, 0, arena);
            Parameters values = new Parameters(arena, DType.F64, objective.layout());
            String initial = golden.json().get("initial").toString().replace(".safetensors", ".pt");
            Map<String, Tensor> start = new HashMap<>(TorchFile.open(TrainingCase.path(initial), arena).tensors());
            start.keySet().removeIf(key -> key.startsWith("AB_offset") || key.contains("_recon_target"));
            values.load(initial, start, kernels);
            Parameters grads = new Parameters(arena, DType.F64, objective.layout());
            try (Pass pass = Pass.training(kernels, ws, values, grads)) {
                pass.backward(objective.loss(pass, given.batch()).total());
            }
            golden.gradients(grads.tensors(), arena);
            golden.steps(objective, _ -> given.batch(), values, TrainingCase.number(golden.json(), "weight_decay"),
                    "unnormalised_error", "loss", arena);
        }
    }
}
