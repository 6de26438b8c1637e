package t2l.hypernet;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import org.junit.jupiter.api.Test;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.io.SafeTensors;
import t2l.testkit.GradCheck;
import t2l.transformer.*;

class TokenReaderTest {
    private static final int LAYERS = 3;
    private static final List<Target> TARGETS = List.of(new Target("q_proj", 32, 32), new Target("v_proj", 32, 16));
    private static final HyperConfig CONFIG = new HyperConfig(TARGETS, LAYERS, 24, 100, 16, 24,
            new HyperConfig.Rank(4, 8, true), Variant.L, HyperConfig.Encoding.TOKENS, true,
            new HyperConfig.Output.Plain());

    private static Descriptions descriptions(RandomGenerator random, Arena arena, Integer... starts) {
        List<Integer> all = List.of(starts);
        Tensor rows = Tensor.allocate(arena, DType.F16, all.getLast(), 24);
        new Init.Normal(1).fill(rows, random);
        return new Descriptions(Tensor.allocate(arena, DType.F32, all.size() - 1, 24),
                Optional.of(new TokenStates(rows, all, 100)));
    }

    /// Torch's own transformer layers and attention, `training/x` of the goldens.
    @Test
    void writesTheCodesOfTorch() {
        try (Arena arena = Arena.ofConfined(); Workspace ws = new Workspace()) {
            SafeTensors states = SafeTensors.open(Golden.path("training/x/states.safetensors"), arena);
            List<Integer> starts = List.of(0, 3, 10, 11, 16, 25);
            Descriptions read = new Descriptions(Tensor.allocate(arena, DType.F32, 5, 24),
                    Optional.of(new TokenStates(states.get("rows"), starts, 100)));
            TaskBatch batch = TaskBatch.allocate(arena, DType.F64, 2, List.of(read));
            batch.describe(0, read, 1, TaskBatch.ALL);
            batch.describe(1, read, 3, TaskBatch.ALL);
            Map<String, Tensor> initial = new HashMap<>();
            SafeTensors.open(Golden.path("training/x/initial.safetensors"), arena).tensors().forEach((name, t) -> {
                if (name.startsWith("task_encoder.")) {
                    initial.put(name, t);
                }
            });
            StateDict weights = new StateDict("initial", initial);
            TaskEncoder reader = TaskEncoder.of(weights.at("task_encoder"), CONFIG);
            weights.requireAllUsed();
            try (Pass pass = Pass.inference(new ReferenceKernels(), ws, DType.F32)) {
                Golden.close("codes",
                        SafeTensors.open(Golden.path("training/x/forward.safetensors"), arena).get("codes"),
                        reader.encode(pass, batch, TaskEncoder.Rows.of(arena, 2, LAYERS, 2), DropoutRate.NONE)
                                .value(),
                        1e-5);
            }
        }
    }

    /// In double, with some tokens left out.
    @Test
    void gradients() {
        RandomGenerator random = new SplittableRandom(3);
        try (Arena arena = Arena.ofConfined()) {
            Layout layout = new Layout();
            TaskEncoder reader = TaskEncoder.of(layout.at("task_encoder"), CONFIG);
            Parameters values = new Parameters(arena, DType.F64, layout).initialise(4);
            Descriptions read = descriptions(random, arena, 0, 5, 6, 13);
            TaskBatch batch = TaskBatch.allocate(arena, DType.F64, 3, List.of(read));
            for (int s = 0; s < 3; s++) {
                batch.describe(s, read, 2 - s, t -> t != 2);
            }
            TaskEncoder.Rows rows = TaskEncoder.Rows.of(arena, 3, LAYERS, 2);
            Tensor slopes = Tensor.allocate(arena, DType.F64, 3 * LAYERS * 2, 8);
            new Init.Normal(1).fill(slopes, random);
            for (int direction = 0; direction < 3; direction++) {
                GradCheck.Slope slope = GradCheck.check(values,
                        pass -> reader.encode(pass, batch, rows, DropoutRate.NONE).dot(slopes), random);
                assertTrue(slope.error() < 1e-7 && slope.norm() > 1e-3, slope::toString);
            }
        }
    }

    private static double[] codes(Kernels kernels, Map<String, Tensor> weights, TaskBatch batch, int s) {
        try (Arena arena = Arena.ofConfined();
                Workspace ws = new Workspace();
                Pass pass = Pass.inference(kernels, ws, DType.F32)) {
            TaskEncoder reader = TaskEncoder.of(new StateDict("weights", weights).at("task_encoder"), CONFIG);
            int each = LAYERS * TARGETS.size();
            return reader.encode(pass, batch, TaskEncoder.Rows.of(arena, batch.tasks(), LAYERS, TARGETS.size()),
                    DropoutRate.NONE).value().narrow(0, s * each, each).toDoubles();
        }
    }

    /// The code of a description has the same bits beside any others and with any padding.
    @Test
    void othersAndPaddingChangeNothing() {
        RandomGenerator random = new SplittableRandom(5);
        try (Arena arena = Arena.ofConfined(); Parallel two = new Parallel(2)) {
            Layout layout = new Layout();
            TaskEncoder reader = TaskEncoder.of(layout.at("task_encoder"), CONFIG);
            Map<String, Tensor> weights = new Parameters(arena, DType.F32, layout).initialise(6).tensors();
            Descriptions read = descriptions(random, arena, 0, 5, 6, 13, 40, 49);
            for (Kernels kernels : List.of(new ReferenceKernels(), Backends.open("simd", two))) {
                for (int i = 0; i < read.count(); i++) {
                    double[] alone = codes(kernels, weights, TaskBatch.of(arena, read.slice(i, 1)), 0);
                    assertArrayEquals(alone, codes(kernels, weights, TaskBatch.of(arena, read), i), reader::toString);
                    TaskBatch padded = TaskBatch.allocate(arena, DType.F32, 2, List.of(read));
                    padded.describe(0, read, 3, TaskBatch.ALL); // what was there before
                    padded.describe(0, read, i, TaskBatch.ALL);
                    padded.describe(1, read, (i + 1) % read.count(), TaskBatch.ALL);
                    assertArrayEquals(alone, codes(kernels, weights, padded, 0));
                }
            }
        }
    }

    @Test
    void someWordsAreLeftOutOfEachDescription() {
        int[] left = new int[30];
        for (int step = 0; step < 1000; step++) {
            IntPredicate kept = TaskBatch.some(0.1, 7, step);
            IntPredicate again = TaskBatch.some(0.1, 7, step);
            for (int t = 0; t < 30; t++) {
                boolean keeps = kept.test(t);
                assertEquals(keeps, again.test(t));
                left[t] += keeps ? 0 : 1;
            }
        }
        assertEquals(0, left[0]);
        for (int t = 1; t < 30; t++) {
            assertEquals(100, left[t], 50);
        }
    }

    @Test
    void onlyDescriptionsThatWereReadTogether() {
        try (Arena arena = Arena.ofConfined()) {
            Descriptions one = descriptions(new SplittableRandom(1), arena, 0, 3);
            Descriptions other = descriptions(new SplittableRandom(2), arena, 0, 3);
            TaskBatch batch = TaskBatch.allocate(arena, DType.F32, 1, List.of(one));
            assertThrows(IllegalArgumentException.class, () -> batch.describe(0, other, 0, TaskBatch.ALL));
            assertThrows(IllegalArgumentException.class, batch::vectors);
            Descriptions both = Descriptions.together(List.of(other, one), true, new ReferenceKernels(), arena);
            assertEquals(List.of(0, 3, 6), both.tokens().orElseThrow().starts());
            assertArrayEquals(one.tokens().orElseThrow().rows().toDoubles(),
                    both.slice(1, 1).tokens().orElseThrow().own().toDoubles());
        }
    }
}
