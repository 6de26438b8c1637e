package t2l.hypernet.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.autograd.AdamW;
import t2l.autograd.Parameters;
import t2l.autograd.Pass;
import t2l.autograd.Schedule;
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
    void tenSteps(String name) throws IOException {
        Map<String, Object> golden = JSON.std.mapFrom(Files.readString(path("training/" + name + "/case.json")));
        Map<String, Object> settings = map(golden.get("settings"));
        try (Arena arena = Arena.ofShared(); Workspace ws = new Workspace()) {
            var weights = new StateDict("llama-a", SafeTensors.open(path("bases/llama-a"), arena).tensors());
            JsonFile json = JsonFile.read(path("bases/llama-a/config.json"));
            Decoder model = Decoder.of(weights, Family.of(json).config(json));
            var objective = new HyperSft(model, CONFIG, new HyperSft.Settings(0, number(settings, "label_smoothing"),
                    number(settings, "l2_reg_generated_w")), arena);
            Parameters values = new Parameters(arena, DType.F64, objective.layout());
            String initial = golden.get("initial").toString();
            Map<String, Tensor> start = new HashMap<>(SafeTensors.open(path(initial), arena).tensors());
            start.keySet().removeIf(key -> key.startsWith("AB_offset") || key.contains("_recon_target"));
            values.load(initial, start, new ReferenceKernels());

            SafeTensors tokens = SafeTensors.open(path("training/" + name + "/batches.safetensors"), arena);
            List<Batch> batches = List.of(batch(tokens, "0", arena), batch(tokens, "1", arena));
            if (name.equals("sft-L")) {
                Parameters grads = new Parameters(arena, DType.F64, objective.layout());
                try (Pass pass = Pass.training(new ReferenceKernels(), ws, values, grads)) {
                    pass.backward(objective.loss(pass, batches.get(0)).total());
                }
                SafeTensors expected = SafeTensors.open(path("training/sft-L/gradients.safetensors"), arena);
                expected.tensors().forEach((key, t) -> close(key, t, grads.tensors().get(key)));
                assertEquals(expected.tensors().keySet(), grads.tensors().keySet());
            }

            List<Integer> order = new ArrayList<>();
            ((List<?>) golden.get("batch_of_step")).forEach(i -> order.add((Integer) i));
            var optimiser = new AdamW(arena, values,
                    new AdamW.Settings(0.9, 0.999, 1e-8, number(settings, "weight_decay")));
            var schedule = new Schedule(number(settings, "lr"), (int) golden.get("warmup_steps"), 0,
                    (int) golden.get("total_steps"));
            try (var trainer = new Trainer(new ReferenceKernels(), objective,
                    step -> batches.get(order.get((int) step)), values, optimiser, schedule,
                    number(settings, "max_grad_norm"))) {
                for (Object each : (List<?>) golden.get("steps")) {
                    Map<String, Object> step = map(each);
                    Trainer.Progress progress = trainer.step();
                    assertEquals(number(step, "sft"), progress.loss(), 1e-9 * number(step, "sft"));
                    assertEquals(number(step, "total"), progress.total(), 1e-9 * number(step, "total"));
                    assertEquals(number(step, "grad_norm"), progress.gradient(), 1e-8 * number(step, "grad_norm"));
                    assertEquals(number(step, "lr_used"), progress.rate(), 1e-15);
                }
            }
            map(golden.get("after_10_steps")).forEach((key, each) -> {
                Map<String, Object> expected = map(each);
                double[] all = values.tensors().get(key).toDoubles();
                double sum = 0;
                double squares = 0;
                for (double v : all) {
                    sum += v;
                    squares += v * v;
                }
                assertEquals(number(expected, "sumsq"), squares, 1e-8 * squares, key);
                assertEquals(number(expected, "sum"), sum, 1e-8 * Math.sqrt(squares * all.length), key);
            });
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

    private static void close(String what, Tensor golden, Tensor actual) {
        double largest = 0;
        for (double v : golden.toDoubles()) {
            largest = Math.max(largest, Math.abs(v));
        }
        for (long i = 0; i < golden.size(); i++) {
            assertEquals(golden.get(i), actual.get(i), 1e-9 * largest, what);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object json) {
        return (Map<String, Object>) json;
    }

    private static double number(Map<String, Object> json, String key) {
        return ((Number) json.get(key)).doubleValue();
    }

    private static Path path(String name) {
        var found = SftGoldenTest.class.getResource("/t2l/hypernet/" + name);
        assertTrue(found != null, "golden missing: " + name);
        try {
            return Path.of(found.toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }
}
