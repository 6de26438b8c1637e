package t2l.hypernet.train;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.*;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.*;
import t2l.autograd.*;
import t2l.hypernet.TaskBatch;
import t2l.hypernet.data.Batch;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.io.SafeTensors;
import t2l.tensor.kernel.Elementwise.Perturb;
import t2l.transformer.*;
import t2l.transformer.lora.*;

/// Training a LoRA gives what PEFT and torch give, and what regularises it does what its papers say.
class LoraSftTest {
    private static final String PREFIX = "base_model.model.";

    @AutoClose
    private final Arena arena = Arena.ofShared();
    private final Kernels kernels = new ReferenceKernels();
    private Golden base;
    private SafeTensors golden;
    private Lora start;

    @BeforeEach
    void llama() {
        open("llama");
    }

    private void open(String model) {
        Path folder = Golden.resource("hf-tiny/lora/" + model + "/train");
        base = Golden.of("hf-tiny/" + model, arena);
        golden = SafeTensors.open(folder.resolve("train.safetensors"), arena);
        start = LoraFile.read(folder.resolve("init"), arena);
    }

    private LoraSft objective(double dropout, double smoothing, double neftune) {
        LoraConfig c = start.config();
        return new LoraSft(base.decoder(),
                new LoraConfig("", c.rank(), c.alpha(), c.rankStable(), dropout, c.targets()), 1, smoothing, neftune);
    }

    private Parameters values(LoraSft objective) {
        Map<String, Tensor> from = new HashMap<>();
        start.updates().forEach((path, u) -> {
            from.put(path + ".lora_A.weight", u.a().reshape(1, u.a().dim(0), u.a().dim(1)));
            from.put(path + ".lora_B.weight", u.b().reshape(1, u.b().dim(0), u.b().dim(1)));
        });
        return new Parameters(arena, DType.F64, objective.layout()).load("golden", from, kernels);
    }

    private Trainer trainer(LoraSft objective, Parameters values) {
        return trainer(objective, values, Trainer.Memory.PLENTY);
    }

    private Trainer trainer(LoraSft objective, Parameters values, Trainer.Memory memory) {
        List<Batch> batches = IntStream.range(0, 3).mapToObj(i -> batch("batch." + i)).toList();
        return new Trainer(kernels, objective, step -> {
            Batch batch = batches.get((int) (step % 3));
            batch.key().set(1, (double) step);
            return batch;
        }, values, new AdamW(arena, values, new AdamW.AdamSettings(0.9, 0.999, 1e-8, 0)),
                new Schedule(1e-3, 0, 10, 10), Double.POSITIVE_INFINITY, memory);
    }

    private Batch batch(String name) {
        Tensor ids = GoldenFile.integers(golden.raw().get(name + ".input_ids"), arena);
        Tensor labels = GoldenFile.integers(golden.raw().get(name + ".labels"), arena);
        int[] next = TrainingCase.next(labels);
        Batch batch = new Batch(arena, DType.F64, new Batch.Shape(ids.dim(0), ids.dim(1), Batch.labels(next) + 5),
                TaskBatch.none(arena, DType.F64));
        batch.fill(TrainingCase.integers(ids), next, false, 42, 0);
        return batch;
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen2"})
    void tenStepsAreThoseOfPeft(String model) {
        open(model);
        LoraSft objective = objective(0, 0, 0);
        Parameters values = values(objective);
        try (Workspace ws = new Workspace()) {
            Parameters grads = new Parameters(arena, DType.F64, objective.layout());
            try (Pass pass = Pass.training(kernels, ws, values, grads)) {
                pass.backward(objective.loss(pass, batch("batch.0")).total());
            }
            assertEquals(golden.tensors().keySet().stream().filter(name -> name.startsWith("grad.0.")).count(),
                    grads.tensors().size());
            grads.tensors().forEach((name, t) -> matches("grad.0.", name, t));
            assertEquals(0, ws.taken());
        }
        try (Trainer trainer = trainer(objective, values)) {
            for (int step = 0; step < 10; step++) {
                assertEquals(golden.get("loss").get(step), trainer.step().loss(), 1e-9, "loss " + step);
            }
        }
        values.tensors().forEach((name, t) -> matches("final.", name, t));
    }

    private void matches(String kind, String name, Tensor got) {
        Golden.close(kind + name, golden.get(kind + PREFIX + name), got.reshape(got.dim(1), got.dim(2)), 1e-9);
    }

    @Test
    void noiseIsAFunctionOfTheStepAndNothingElse() {
        double[] once = losses(0.1, 0.1, 5, 4);
        assertArrayEquals(once, losses(0.1, 0.1, 5, 4), "the same again");
        assertArrayEquals(once, losses(0.1, 0.1, 5, 4, new Trainer.Memory(1, true)), "computed twice");
        for (double[] other : List.of(losses(0, 0.1, 5, 4), losses(0.1, 0, 5, 4), losses(0.1, 0.1, 0, 4))) {
            for (int step = 0; step < 4; step++) {
                assertNotEquals(once[step], other[step], "step " + step);
            }
        }
    }

    private double[] losses(double dropout, double smoothing, double neftune, int steps) {
        return losses(dropout, smoothing, neftune, steps, Trainer.Memory.PLENTY);
    }

    private double[] losses(double dropout, double smoothing, double neftune, int steps, Trainer.Memory memory) {
        LoraSft objective = objective(dropout, smoothing, neftune);
        Parameters values = values(objective);
        // so that dropout in front of a shows from the first step on
        values.tensors().forEach((name, t) -> {
            if (name.contains("lora_B")) {
                t.fill(0.1);
            }
        });
        double[] losses = new double[steps];
        try (Trainer trainer = trainer(objective, values, memory)) {
            for (int step = 0; step < steps; step++) {
                losses[step] = trainer.step().loss();
            }
        }
        return losses;
    }

    @Test
    void dropoutKeepsTheMeanOfTheUpdateAndNothingOfTheRest() {
        // with b = 0 the update is nothing, whatever drops out
        LoraSft dropping = objective(0.5, 0, 0);
        try (Trainer one = trainer(dropping, values(dropping))) {
            assertEquals(golden.get("loss").get(0), one.step().loss(), 1e-9);
        }
        assertEquals(0.5, dropping.config().dropout());
        try (Workspace ws = new Workspace(); Pass pass = Pass.inference(kernels, ws, values(dropping))) {
            assertEquals(false, dropping.adapter(pass).dropout().active(), "only training drops");
        }
    }

    @Test
    void embeddingsMoveByNoMoreThanNeftuneSays() {
        Batch batch = batch("batch.0");
        int n = (int) batch.ids().size();
        int width = base.config().width();
        Tensor moved = Tensor.allocate(arena, DType.F64, n, width);
        double bound = 5 / Math.sqrt((double) batch.shape().length() * width);
        kernels.run(new Perturb(bound, batch.key(), 0, Tensor.allocate(arena, DType.F64, n, width), moved));
        double sum = 0;
        double squares = 0;
        for (double u : moved.toDoubles()) {
            assertTrue(Math.abs(u) < bound, "moved by " + u);
            sum += u;
            squares += u * u;
        }
        assertEquals(0, sum / moved.size(), 5 * bound / Math.sqrt(3.0 * moved.size()));
        assertEquals(bound * bound / 3, squares / moved.size(), bound * bound / 20);
    }

    @Test
    void aTargetThatTheModelHasNotIsRefused() {
        var config = new LoraConfig("", 4, 8, false, 0, List.of("q_proj", "c_attn"));
        Refused.says(IllegalArgumentException.class, "got c_attn", () -> new LoraSft(base.decoder(), config, 1, 0, 0));
    }

    @Test
    void everyRankAndScaleIsItsOwn() {
        var config = new LoraConfig("", 2, 8, true, 0, List.of("q_proj", "model.layers.1.mlp.down_proj"),
                Map.of("layers.2.self_attn.q_proj", 3), Map.of("down_proj", 5.0));
        LoraSft objective = new LoraSft(base.decoder(), config, 1, 0, 0);
        Parameters values = new Parameters(arena, DType.F64, objective.layout()).initialise(1);
        try (Workspace ws = new Workspace(); Pass pass = Pass.inference(kernels, ws, values)) {
            Map<String, ActiveAdapter.Pair> pairs = objective.adapter(pass).pairs();
            assertEquals(4, pairs.size());
            assertEquals(3, pairs.get("model.layers.2.self_attn.q_proj").a().value().dim(1));
            assertEquals(8 / Math.sqrt(3), pairs.get("model.layers.2.self_attn.q_proj").scale(), 1e-12);
            assertEquals(5 / Math.sqrt(2), pairs.get("model.layers.1.mlp.down_proj").scale(), 1e-12);
        }
    }
}
