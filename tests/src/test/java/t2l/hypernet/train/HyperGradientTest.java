package t2l.hypernet.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import module java.base;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import t2l.autograd.*;
import t2l.hypernet.*;
import t2l.hypernet.HyperConfig.*;
import t2l.hypernet.data.Batch;
import t2l.tensor.*;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.Elementwise.ScaleAdd;
import t2l.tensor.kernel.Losses.CrossEntropy;
import t2l.testkit.GradCheck;
import t2l.transformer.*;

/// The whole way back, in double: the loss of a small frozen decoder with respect to the hypernetwork's parameters.
class HyperGradientTest {
    private static final DecoderConfig MODEL = DecoderConfig.llama(61, 8, 12, 2, 2, 1, 1e-5, 10_000, 64);
    private static final List<Target> TARGETS = List.of(new Target("q_proj", 8, 8), new Target("v_proj", 8, 4),
            new Target("up_proj", 8, 12), new Target("down_proj", 12, 8));

    private static HyperConfig config(Variant variant, Encoding encoding, Output output) {
        return new HyperConfig(TARGETS, 2, 12, encoding == Encoding.LINEAR ? 0 : 100, 8, 8,
                new HyperConfig.Rank(2, 8, true), variant, encoding,
                !(output instanceof Output.Offset) && (variant == Variant.L || output.reconstruction()), output);
    }

    static Stream<Arguments> networks() {
        Stream<Arguments> variants = Stream.of(Variant.values())
                .map(v -> Arguments.of(v, Encoding.LINEAR, new Output.Plain()));
        return Stream.concat(variants, Stream.of(Arguments.of(Variant.L, Encoding.TOKENS, new Output.Plain()),
                Arguments.of(Variant.L, Encoding.STATES, new Output.Plain()),
                Arguments.of(Variant.L, Encoding.STATES, new Output.Offset(true)),
                Arguments.of(Variant.M, Encoding.TOKENS, new Output.Plain()),
                Arguments.of(Variant.S, Encoding.TOKENS, new Output.Plain()),
                Arguments.of(Variant.L, Encoding.LINEAR, new Output.Offset(true)),
                Arguments.of(Variant.M, Encoding.LINEAR, new Output.Offset(true)),
                Arguments.of(Variant.S, Encoding.LINEAR, new Output.Offset(false)),
                Arguments.of(Variant.M, Encoding.LINEAR, new Output.Scaled(9)),
                Arguments.of(Variant.S, Encoding.LINEAR, new Output.Standardised())));
    }

    @ParameterizedTest
    @MethodSource("networks")
    void lossOfAFrozenDecoder(Variant variant, Encoding encoding, Output output) {
        RandomGenerator random = new SplittableRandom(11);
        try (Arena arena = Arena.ofShared()) {
            Layout frozen = new Layout();
            Decoder.of(frozen, MODEL);
            Parameters base = new Parameters(arena, DType.F64, frozen).initialise(1);
            HyperConfig config = config(variant, encoding, output);
            var objective = new HyperSft(Decoder.of(new StateDict("model", base.tensors()), MODEL), config,
                    tables(config, random, arena), new HyperSft.Regularisation(0, 0.1, 1e-2, 0, 0), arena);
            // The start, moved a little: zero weights of heads would hide everything before them.
            Parameters values = new Parameters(arena, DType.F64, objective.layout()).initialise(2);
            Tensor moved = Tensor.allocate(arena, DType.F64, values.flat().dims());
            new Init.Normal(0.05).fill(moved, random);
            new ReferenceKernels().run(new ScaleAdd(1, moved, values.flat()));
            Batch batch = batch(encoding, random, arena);
            for (int direction = 0; direction < 3; direction++) {
                GradCheck.Slope slope = GradCheck.check(values, pass -> objective.loss(pass, batch).total(), random);
                double error = encoding == Encoding.STATES ? 5e-6 : 1e-6; // norms of narrow rows bend more
                assertTrue(slope.error() < error && slope.norm() > 1e-3, slope::toString);
            }
        }
    }

    private static Batch batch(Encoding encoding, RandomGenerator random, Arena arena) {
        Descriptions read = descriptions(encoding, random, arena);
        TaskBatch described = TaskBatch.allocate(arena, DType.F64, 2, List.of(read));
        described.describe(0, read, 1, TaskBatch.ALL);
        described.describe(1, read, 0, TaskBatch.ALL);
        Batch batch = new Batch(arena, DType.F64, new Batch.Shape(2, 6, 8), described);
        int[] ids = random.ints(12, 0, 61).toArray();
        int[] labels = random.ints(12, 0, 61).toArray();
        for (int i = 0; i < 12; i++) {
            labels[i] = i % 6 > 2 ? labels[i] : CrossEntropy.IGNORE;
        }
        batch.fill(ids, labels, true, 7, 0);
        return batch;
    }

    private static Descriptions descriptions(Encoding encoding, RandomGenerator random, Arena arena) {
        Tensor vectors = Tensor.allocate(arena, DType.F64, 2, 12);
        new Init.Normal(1).fill(vectors, random);
        if (encoding == Encoding.LINEAR) {
            return new Descriptions(vectors);
        }
        int layers = encoding == Encoding.STATES ? 2 : 1;
        Tensor states = Tensor.allocate(arena, DType.F16, layers * 7, 12);
        new Init.Normal(1).fill(states, random);
        return new Descriptions(vectors,
                Optional.of(new TokenStates(states, List.of(0, layers * 3, layers * 7), 100, layers)));
    }

    private static Map<String, Tensor> tables(HyperConfig config, RandomGenerator random, Arena arena) {
        List<String> names = switch (config.output()) {
            case Output.Offset _ -> List.of("AB_offset");
            case Output.Standardised _ -> List.of("mean_recon_target", "std_recon_target");
            default -> List.of();
        };
        Map<String, Tensor> tables = new HashMap<>();
        for (String name : names) {
            for (Target t : config.targets()) {
                Tensor a = Tensor.allocate(arena, DType.F64, 2, 2, t.in());
                Tensor b = Tensor.allocate(arena, DType.F64, 2, t.out(), 2);
                new Init.Normal(0.3).fill(a, random);
                new Init.Normal(0.3).fill(b, random);
                tables.put(name + ".A." + t.name(), a);
                tables.put(name + ".B." + t.name(), b);
            }
        }
        return tables;
    }
}
