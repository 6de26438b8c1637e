package t2l.hypernet.train;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.autograd.Parameters;
import t2l.autograd.Pass;
import t2l.autograd.StateDict;
import t2l.hypernet.HyperConfig;
import t2l.hypernet.Target;
import t2l.tensor.DType;
import t2l.tensor.Kernels;
import t2l.tensor.ReferenceKernels;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.io.JsonFile;
import t2l.tensor.io.SafeTensors;
import t2l.transformer.Decoder;
import t2l.transformer.family.Family;

/// Training steps of the reference's own trainer (t2l-spec §9, `training/sft-L*` of its goldens), repeated in double.
class SftGoldenTest {
    private static final HyperConfig CONFIG = new HyperConfig(
            List.of(new Target("q_proj", 32, 32), new Target("v_proj", 32, 16)), 3, 24, 16, 24,
            new HyperConfig.Rank(4, 8, true), true, HyperConfig.Output.PLAIN);

    @ParameterizedTest
    @ValueSource(strings = {"sft-L", "sft-L-from-init"})
    void tenSteps(String name) {
        TrainingCase golden = TrainingCase.read(name);
        try (Arena arena = Arena.ofShared(); Workspace ws = new Workspace()) {
            var weights = new StateDict("llama-a",
                    SafeTensors.open(TrainingCase.path("bases/llama-a"), arena).tensors());
            JsonFile json = JsonFile.read(TrainingCase.path("bases/llama-a/config.json"));
            Decoder model = Decoder.of(weights, Family.of(json).config(json));
            var objective = new HyperSft(model, CONFIG, new HyperSft.Settings(0, golden.setting("label_smoothing"),
                    golden.setting("l2_reg_generated_w")), arena);
            Parameters values = new Parameters(arena, DType.F64, objective.layout());
            String initial = golden.json().get("initial").toString();
            Map<String, Tensor> start = new HashMap<>(
                    SafeTensors.open(TrainingCase.path(initial), arena).tensors());
            start.keySet().removeIf(key -> key.startsWith("AB_offset") || key.contains("_recon_target"));
            values.load(initial, start, new ReferenceKernels());

            SafeTensors tokens = golden.tensors("batches.safetensors", arena);
            List<Batch> batches = List.of(batch(tokens, "0", arena), batch(tokens, "1", arena));
            if (name.equals("sft-L")) {
                Parameters grads = new Parameters(arena, DType.F64, objective.layout());
                try (Pass pass = Pass.training(new ReferenceKernels(), ws, values, grads)) {
                    pass.backward(objective.loss(pass, batches.get(0)).total());
                }
                golden.gradients(grads.tensors(), arena);
            }
            List<Integer> order = new ArrayList<>();
            ((List<?>) golden.json().get("batch_of_step")).forEach(i -> order.add((Integer) i));
            golden.steps(objective, step -> batches.get(order.get((int) step)), values,
                    golden.setting("weight_decay"), "sft", "total", arena);
        }
    }

    /// Labels of the golden stand at their own place; the model says them one place earlier.
    private static Batch batch(SafeTensors from, String name, Arena arena) {
        Tensor ids = from.get(name + ".input_ids");
        Tensor labels = from.get(name + ".labels");
        int n = (int) ids.size();
        int length = ids.dim(1);
        int[] tokens = new int[n];
        int[] next = new int[n];
        for (int i = 0; i < n; i++) {
            tokens[i] = (int) ids.get(i);
            next[i] = i % length == length - 1 ? Kernels.IGNORE : (int) labels.get(i + 1);
        }
        Batch batch = new Batch(arena, DType.F64,
                new Batch.Shape(ids.dim(0), length, Batch.labels(next) + 3, ids.dim(0), 24));
        batch.fill(tokens, next, true, 42, 0);
        for (int i = 0; i < batch.embeddings().size(); i++) {
            batch.embeddings().set(i, from.get(name + ".task_embs").get(i));
        }
        return batch;
    }
}
