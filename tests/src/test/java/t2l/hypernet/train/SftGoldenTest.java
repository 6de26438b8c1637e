package t2l.hypernet.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import module java.base;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.autograd.*;
import t2l.hypernet.*;
import t2l.hypernet.data.Batch;
import t2l.tensor.*;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.io.*;
import t2l.tensor.settings.Source;
import t2l.transformer.Decoder;
import t2l.transformer.family.Family;

/// Training steps of the reference's own trainer (t2l-spec §9, `training/sft-L*` of its goldens), repeated in double.
class SftGoldenTest {
    private static final List<Target> TARGETS = List.of(new Target("q_proj", 32, 32), new Target("v_proj", 32, 16));

    /// What the reference's factory builds from the settings of a case.
    private static HyperConfig config(Map<String, Object> settings, Descriptions read) {
        Map<String, Object> arguments = new HashMap<>(settings);
        arguments.values().removeIf(Objects::isNull);
        arguments.put("hypernet_latent_size", 16);
        arguments.put("head_in_size", 24);
        return NetworkSettings.of(new Arguments("case.json", arguments).reader()).config(TARGETS, 3, read,
                new HyperConfig.Rank(4, 8, true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sft-L", "sft-L-from-init", "sft-L-mt-learnable", "sft-M", "sft-M-mt", "sft-S"})
    void tenSteps(String name) {
        TrainingCase golden = TrainingCase.read(name);
        try (Arena arena = Arena.ofShared(); Workspace ws = new Workspace()) {
            var weights = new StateDict("llama-a",
                    SafeTensors.open(TrainingCase.path("bases/llama-a"), arena).tensors());
            Source json = Source.read(TrainingCase.path("bases/llama-a/config.json"));
            Decoder model = Decoder.of(weights, Family.of(json).config(json));
            String initial = golden.json().get("initial").toString();
            Map<String, Tensor> start = new HashMap<>(initial.startsWith("checkpoints")
                    ? TorchFile.open(TrainingCase.path(initial.replace(".safetensors", ".pt")), arena).tensors()
                    : SafeTensors.open(TrainingCase.path(initial), arena).tensors());
            Map<String, Tensor> offset = new HashMap<>(start);
            offset.keySet().removeIf(key -> !key.startsWith("AB_offset"));
            SafeTensors tokens = TrainingCase.read("sft-L").tensors("batches.safetensors", arena);
            HyperConfig config = config(TrainingCase.map(golden.json().get("settings")),
                    new Descriptions(tokens.get("0.task_embs")));
            var objective = new HyperSft(model, config, offset,
                    new HyperSft.Regularisation(0, golden.setting("label_smoothing"),
                            golden.setting("l2_reg_generated_w"), 0, 0),
                    arena);
            Parameters values = new Parameters(arena, DType.F64, objective.layout());
            start.keySet().retainAll(values.tensors().keySet());
            values.load(initial, start, new ReferenceKernels());

            List<Batch> batches = List.of(batch(tokens, "0", arena), batch(tokens, "1", arena));
            if (!name.equals("sft-L-from-init")) {
                Parameters grads = new Parameters(arena, DType.F64, objective.layout());
                try (Pass pass = Pass.training(new ReferenceKernels(), ws, values, grads)) {
                    pass.backward(objective.loss(pass, batches.get(0)).total());
                }
                golden.gradients(grads.tensors(), arena);
            }
            validation(golden, 0, objective, batches.getFirst(), values, arena);
            List<Integer> order = new ArrayList<>();
            ((List<?>) golden.json().get("batch_of_step")).forEach(i -> order.add((Integer) i));
            golden.steps(objective, step -> batches.get(order.get((int) step)), values,
                    golden.setting("weight_decay"), "sft", "total", arena);
            validation(golden, 10, objective, batches.getFirst(), values, arena);
        }
    }

    private static void validation(TrainingCase golden, int step, HyperSft objective, Batch batch, Parameters values,
            Arena arena) {
        try (Workspace ws = new Workspace()) {
            ValidationSet.Score score = ValidationSet.score(objective, batch,
                    () -> Pass.inference(new ReferenceKernels(), ws, values), arena);
            Map<String, Double> actual = Map.of("val/seen/sft_loss", score.loss(), "val/seen/per_token_acc",
                    score.accuracy(), "val/seen/entropy", score.entropy());
            for (Object each : (List<?>) golden.json().get("validation")) {
                List<?> line = (List<?>) each;
                if (line.getFirst().equals(step)) {
                    assertEquals((Double) line.getLast(), actual.get(line.get(1).toString()), 1e-7, line.toString());
                }
            }
        }
    }

    private static Batch batch(SafeTensors from, String name, Arena arena) {
        Tensor ids = from.get(name + ".input_ids");
        Tensor labels = from.get(name + ".labels");
        int[] next = TrainingCase.next(labels);
        Batch batch = new Batch(arena, DType.F64,
                new Batch.Shape(ids.dim(0), ids.dim(1), Batch.labels(next) + 3),
                new TaskBatch.Vectors(Tensor.allocate(arena, DType.F64, ids.dim(0), 24)));
        batch.fill(TrainingCase.integers(ids), next, true, 42, 0);
        for (int i = 0; i < batch.described().vectors().rows().size(); i++) {
            batch.described().vectors().rows().set(i, from.get(name + ".task_embs").get(i));
        }
        return batch;
    }
}
