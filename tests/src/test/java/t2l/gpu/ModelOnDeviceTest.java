package t2l.gpu;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.*;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import t2l.autograd.*;
import t2l.hypernet.*;
import t2l.hypernet.data.Batch;
import t2l.hypernet.train.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.backend.Kernels.Traffic;
import t2l.tensor.kernel.Losses.CrossEntropy;
import t2l.transformer.*;
import t2l.transformer.family.*;
import t2l.transformer.generate.*;

/// Whole models on the device: what they compute is what the processor computes, and nothing goes back and forth between
/// their operations.
class ModelOnDeviceTest {
    private static final DecoderConfig MODEL = DecoderConfig.llama(61, 32, 48, 2, 4, 2, 1e-5, 10_000, 64);

    private Parallel threads;
    private Kernels simd;
    private DeviceKernels device;

    @BeforeEach
    void open() {
        threads = new Parallel(1);
        OpenClDevice found = Devices.device();
        simd = Backends.open("auto", threads);
        device = Devices.open(found, simd, OpenClBackend::source);
    }

    @AfterEach
    void close() {
        if (device != null) {
            device.close();
        }
        threads.close();
    }

    private static Decoder decoder(Arena arena) {
        Layout layout = new Layout();
        Decoder.of(layout, MODEL);
        Parameters frozen = new Parameters(arena, DType.F32, layout).initialise(1);
        return Decoder.of(new StateDict("model", frozen.tensors()), MODEL);
    }

    private Traffic traffic() {
        return device.traffic().orElseThrow();
    }

    /// Weights, tables and texts go up in the first pass; a later one sends its tokens up and its result down.
    @Test
    void aModelSendsItsInputUpAndItsOutputDown() {
        try (Arena arena = Arena.ofShared(); Workspace ws = new Workspace(); Workspace other = new Workspace()) {
            Decoder model = decoder(arena);
            Tokens tokens = Tokens.right(arena, new int[] {3, 1, 4, 1, 5, 9, 2}, new int[] {2, 7, 1, 8});
            double[][] want = new double[3][];
            for (int pass = 0; pass < 3; pass++) {
                tokens.ids().set(2, 10 + pass);
                try (Pass on = Pass.inference(simd, other, DType.F32)) {
                    want[pass] = model.hidden(on, tokens.ids(), tokens.context(ActiveAdapter.NONE)).value().toDoubles();
                }
            }
            for (int pass = 0; pass < 3; pass++) {
                tokens.ids().set(2, 10 + pass);
                Traffic before = traffic();
                try (Pass on = Pass.inference(device, ws, DType.F32)) {
                    Tensor hidden = model.hidden(on, tokens.ids(), tokens.context(ActiveAdapter.NONE)).value();
                    Traffic done = traffic().since(before);
                    assertTrue(done.launches() > 2 * 15, done.toString());
                    assertEquals(0, done.downloads());
                    if (pass > 0) {
                        assertEquals(1, done.uploads());
                        assertEquals(4 * 2 * 7, done.uploadedBytes());
                    }
                    for (int i = 0; i < want[pass].length; i++) {
                        assertEquals(want[pass][i], hidden.get(i), 1e-4 * Math.max(1, Math.abs(want[pass][i])));
                    }
                    assertEquals(1, traffic().since(before).downloads());
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"F32", "Q8_0", "BF16"})
    void aGreedyStoryIsTheProcessors(String type) {
        try (Arena arena = Arena.ofShared()) {
            Checkpoint stored = Checkpoint.open(Golden.resource("stories260K/gguf/stories260K-" + type + ".gguf"),
                    arena);
            List<List<Integer>> stories = List.of(device, simd).stream().map(kernels -> {
                Decoder model = stored.with(WeightTypes.asStored(stored.weights(), kernels, arena)).decoder();
                try (Scheduler scheduler = Scheduler.bulk(model, kernels)) {
                    return scheduler.complete(Request.greedy(new int[] {1, 403, 407, 261}, 24)).tokens();
                }
            }).toList();
            assertEquals(24, stories.getFirst().size());
            assertEquals(stories.get(1), stories.get(0));
            assertTrue(traffic().launches() > 24 * 5 * 10, traffic().toString());
        }
    }

    /// One run of a hypernetwork's training. The optimiser's eps is large, so that a step is a smooth function of the
    /// gradient: the usual one turns rounding of gradients near zero into steps of full size.
    private static double[][] train(Kernels kernels, int steps) {
        HyperConfig network = new HyperConfig(List.of(new Target("q_proj", 32, 32), new Target("v_proj", 32, 16)), 2,
                12, 16, 24, new HyperConfig.Rank(4, 8, true), Variant.L, HyperConfig.Encoding.LINEAR, true,
                new HyperConfig.Output.Plain());
        try (Arena arena = Arena.ofShared()) {
            HyperSft objective = new HyperSft(decoder(arena), network, Map.of(),
                    new HyperSft.Regularisation(0.1, 0.1, 1e-3, 0, 0), arena);
            Parameters values = new Parameters(arena, DType.F32, objective.layout()).initialise(2);
            AdamW optimiser = new AdamW(arena, values, new AdamW.AdamSettings(0.9, 0.999, 1, 0.01));
            Batch batch = new Batch(arena, DType.F32, new Batch.Shape(4, 9, 16),
                    new TaskBatch.Vectors(Tensor.allocate(arena, DType.F32, 4, 12)));
            double[][] results = new double[steps + 1][];
            try (Trainer trainer = new Trainer(kernels, objective, step -> filled(batch, step), values, optimiser,
                    new Schedule(1e-2, 2, 0, 20), 1)) {
                for (int i = 0; i < steps; i++) {
                    Traffic before = kernels.traffic().orElse(new Traffic(0, 0, 0, 0, 0, 0, 0));
                    Trainer.Progress progress = trainer.step();
                    results[i] = new double[] {progress.total(), progress.gradient()};
                    boolean first = i == 0;
                    kernels.traffic().map(t -> t.since(before)).ifPresent(done -> {
                        assertTrue(done.launches() > 200, done.toString());
                        // two losses and the squared norm come down; the batch goes up
                        assertEquals(3 * 4, done.downloadedBytes(), done.toString());
                        assertTrue(first || done.uploadedBytes() <= 2000, done.toString());
                    });
                }
            }
            results[steps] = values.flat().toDoubles();
            return results;
        }
    }

    private static Batch filled(Batch batch, long step) {
        var random = new SplittableRandom(step);
        int[] ids = random.ints(36, 0, 61).toArray();
        int[] labels = new int[36];
        for (int i = 0; i < 36; i++) {
            labels[i] = i % 9 > 4 && i % 9 < 8 ? random.nextInt(61) : CrossEntropy.IGNORE;
        }
        batch.fill(ids, labels, true, 7, step);
        for (int i = 0; i < batch.described().vectors().rows().size(); i++) {
            batch.described().vectors().rows().set(i, random.nextDouble() - 0.5);
        }
        return batch;
    }

    @Test
    void trainingStepsAreTheProcessors() {
        double[][] want = train(simd, 3);
        double[][] got = train(device, 3);
        for (int step = 0; step < 3; step++) {
            assertEquals(want[step][0], got[step][0], 1e-5 * want[step][0], "loss of step " + step);
            assertEquals(want[step][1], got[step][1], 1e-4 * want[step][1], "gradient of step " + step);
        }
        double moved = 0;
        double apart = 0;
        double[] start = train(simd, 0)[0];
        for (int i = 0; i < want[3].length; i++) {
            moved = Math.max(moved, Math.abs(want[3][i] - start[i]));
            apart = Math.max(apart, Math.abs(want[3][i] - got[3][i]));
        }
        assertTrue(moved > 0 && apart <= 1e-3 * moved, "moved by " + moved + ", apart by " + apart);
    }
}
