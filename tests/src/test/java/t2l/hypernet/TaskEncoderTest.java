package t2l.hypernet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import t2l.autograd.Layout;
import t2l.autograd.Parameters;
import t2l.autograd.Pass;
import t2l.autograd.StateDict;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.io.SafeTensors;
import t2l.transformer.DropoutRate;

/// The task encoders that no run of the reference reaches (t2l-spec Q3, `encoders/` of its goldens).
class TaskEncoderTest {
    private final Kernels kernels = new ReferenceKernels();

    private static SafeTensors golden(String name, Arena arena) {
        return SafeTensors.open(Golden.path("encoders/" + name + ".safetensors"), arena);
    }

    private static Map<String, Tensor> state(SafeTensors golden) {
        Map<String, Tensor> state = new HashMap<>();
        golden.tensors().forEach((key, t) -> {
            if (key.startsWith("state.")) {
                state.put(key.substring("state.".length()), t);
            }
        });
        return state;
    }

    private static TaskEncoder.Rows room(Arena arena, int n) {
        return TaskEncoder.Rows.of(arena, n, 1, 1);
    }

    @Test
    void discreteChoosesTheLikeliest() {
        try (Arena arena = Arena.ofConfined();
                Workspace ws = new Workspace();
                Pass pass = Pass.inference(kernels, ws, DType.F32)) {
            SafeTensors golden = golden("discrete", arena);
            var weights = new StateDict("discrete", state(golden));
            TaskEncoder encoder = TaskEncoder.Discrete.of(weights, 24, 8, 2);
            weights.requireAllUsed();
            Golden.close("eval", golden.get("eval"), encoder
                    .encode(pass, new TaskBatch.Vectors(golden.get("emb")), room(arena, 12), DropoutRate.NONE).code()
                    .value(), 0);
        }
    }

    @Test
    void softmaxMixes() {
        try (Arena arena = Arena.ofConfined();
                Workspace ws = new Workspace();
                Pass pass = Pass.inference(kernels, ws, DType.F32)) {
            SafeTensors golden = golden("softmax", arena);
            var weights = new StateDict("softmax", state(golden));
            TaskEncoder encoder = TaskEncoder.Mean.of(weights, 24, 8);
            weights.requireAllUsed();
            Golden.close("eval", golden.get("eval"), encoder
                    .encode(pass, new TaskBatch.Vectors(golden.get("emb")), room(arena, 6), DropoutRate.NONE).code()
                    .value(), 1e-5);
        }
    }

    /// Without training the book stays; with it, three steps move it as the reference's, and the parameters, for which
    /// nobody takes a step, not at all.
    @Test
    void quantisedFollows() {
        try (Arena arena = Arena.ofConfined(); Workspace ws = new Workspace()) {
            SafeTensors golden = golden("vq", arena);
            Layout layout = new Layout();
            TaskEncoder encoder = TaskEncoder.Quantised.of(layout, 24, 8);
            Parameters values = new Parameters(arena, DType.F32, layout).load("vq", state(golden), kernels);
            Parameters grads = new Parameters(arena, DType.F32, layout);
            try (Pass pass = Pass.inference(kernels, ws, values)) {
                TaskEncoder.Encoded all = encoder.encode(pass, new TaskBatch.Vectors(golden.get("emb")), room(arena, 6),
                        DropoutRate.NONE);
                Golden.close("eval", golden.get("eval"), all.code().value(), 1e-5);
                Golden.close("eval loss", golden.get("eval.loss"), all.loss().orElseThrow().value(), 1e-5);
            }
            for (int step = 0; step < 3; step++) {
                try (Pass pass = Pass.training(kernels, ws, values, grads)) {
                    TaskEncoder.Encoded two = encoder.encode(pass,
                            new TaskBatch.Vectors(golden.get("emb").narrow(0, 2 * step, 2)), room(arena, 2),
                            DropoutRate.NONE);
                    Golden.close("train", golden.get("train." + step), two.code().value(), 1e-5);
                    Golden.close("loss", golden.get("train." + step + ".loss"), two.loss().orElseThrow().value(),
                            1e-5);
                }
                for (String buffer : List.of("cluster_size", "embed", "embed_avg")) {
                    Golden.close(buffer, golden.get("train." + step + "." + buffer), values.tensors().get(buffer),
                            1e-5);
                }
            }
            Golden.close("weights", golden.get("state.mlp.0.weight"), values.tensors().get("mlp.0.weight"), 0);
            assertEquals(2 * 8 * 32 + 32, values.tensors().values().stream().mapToLong(Tensor::size).sum()
                    - layout.size(), "the book is not trained");
        }
    }

    /// The book and the sums that it is the mean of start from the same numbers.
    @Test
    void theBookStartsAsItsSums() {
        try (Arena arena = Arena.ofConfined()) {
            Layout layout = new Layout();
            TaskEncoder encoder = TaskEncoder.Quantised.of(layout.at("task_encoder"), 24, 8);
            Map<String, Tensor> values = new Parameters(arena, DType.F64, layout).initialise(5).tensors();
            Golden.close(encoder.toString(), values.get("task_encoder.embed"), values.get("task_encoder.embed_avg"), 0);
        }
    }

    /// While training, classes are drawn as often as they are likely, others at every step; the gradient is that of the
    /// probabilities.
    @Test
    void discreteDrawsAndPassesGradientsThrough() {
        int tasks = 2000;
        try (Arena arena = Arena.ofConfined(); Workspace ws = new Workspace()) {
            Layout layout = new Layout();
            TaskEncoder encoder = TaskEncoder.Discrete.of(layout, 3, 4, 1);
            Parameters values = new Parameters(arena, DType.F64, layout).initialise(3);
            Tensor same = Tensor.allocate(arena, DType.F64, tasks, 3).fill(0.7);
            double[] likely = likely(encoder, values, same.narrow(0, 0, 1), ws);
            Parameters grads = new Parameters(arena, DType.F64, layout);
            Tensor dy = Tensor.allocate(arena, DType.F64, tasks, 4);
            dy.fill(0);
            dy.set(1, 1);
            try (Pass pass = Pass.training(kernels, ws, values, grads)) {
                var code = encoder.encode(pass, new TaskBatch.Vectors(same), room(arena, tasks),
                        DropoutRate.of(0, Tensor.of(arena, new int[] {1, 2}, 2))).code();
                for (int j = 0; j < 4; j++) {
                    double drawn = 0;
                    for (int i = 0; i < tasks; i++) {
                        double bit = code.value().at(i, j);
                        assertTrue(Math.abs(bit) < 1e-12 || Math.abs(bit - 1) < 1e-12, "a one-hot, got " + bit);
                        drawn += bit;
                    }
                    assertEquals(likely[j], drawn / tasks, 4 * Math.sqrt(0.25 / tasks));
                }
                pass.backward(code, dy);
            }
            // The slope of p_1 at the logits' biases, for one task: p_1·(1 − p_1) and −p_1·p_j.
            Tensor bias = grads.tensors().get("mlp.3.bias");
            for (int j = 0; j < 4; j++) {
                assertEquals(likely[1] * ((j == 1 ? 1 : 0) - likely[j]), bias.get(j), 1e-12);
            }
        }
    }

    private double[] likely(TaskEncoder encoder, Parameters values, Tensor row, Workspace ws) {
        try (Pass pass = Pass.inference(kernels, ws, values)) {
            TaskEncoder.Discrete discrete = (TaskEncoder.Discrete) encoder;
            return discrete.hidden().forward(pass.constant(row), DropoutRate.NONE).softmax().value().toDoubles();
        }
    }
}
