package t2l.testkit;

import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import t2l.autograd.Init;
import t2l.autograd.Layout;
import t2l.autograd.Parameters;
import t2l.autograd.StateDict;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Heads;
import t2l.tensor.kernel.Unary;
import t2l.transformer.Decoder;
import t2l.transformer.DecoderConfig;
import t2l.transformer.ExpertTraits;
import t2l.transformer.NormTraits;
import t2l.transformer.NormTraits.OfHeads;
import t2l.transformer.NormTraits.Side;
import t2l.transformer.PositionTraits;
import t2l.transformer.RopeScaling;
import t2l.transformer.ScaleTraits;
import t2l.transformer.Traits;

/// A decoder of random sizes and traits with random numbers.
public record RandomDecoder(DecoderConfig config, Map<String, Tensor> weights) {
    /// Draws one; its numbers are F64 in memory of `arena`.
    public static RandomDecoder draw(SplittableRandom random, Arena arena) {
        DecoderConfig config = config(random);
        Layout layout = new Layout();
        Decoder.of(layout, config);
        Map<String, Tensor> weights = new Parameters(arena, DType.F64, layout).initialise(random.nextLong()).tensors();
        // Biases start at zero and norms at one; here they should matter.
        weights.values().stream().filter(t -> t.rank() == 1).forEach(t -> new Init.Uniform(1).fill(t, random));
        return new RandomDecoder(config, weights);
    }

    private static DecoderConfig config(SplittableRandom random) {
        int groups = random.nextInt(1, 3);
        int width = 2 * random.nextInt(1, 5);
        int layers = random.nextInt(1, 4);
        return new DecoderConfig(random.nextInt(5, 30), random.nextInt(3, 12), random.nextInt(3, 12), layers,
                groups * random.nextInt(1, 4), groups, width, 100, 1e-5, 10000,
                random.nextBoolean() ? new RopeScaling.None() : new RopeScaling.Llama3(4, 1, 4, 16),
                random.nextBoolean(), traits(random, width, layers));
    }

    private static Traits traits(SplittableRandom random, int headWidth, int layers) {
        Set<String> biased = new HashSet<>(List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj",
                "down_proj", "qkv_proj", "gate_up_proj"));
        biased.removeIf(_ -> random.nextBoolean());
        boolean fused = random.nextBoolean();
        OfHeads heads = fused ? OfHeads.NONE : pick(random, OfHeads.values());
        boolean centred = random.nextInt(4) == 0;
        Set<Integer> still = new HashSet<>(random.ints(layers, 0, 2 * layers).boxed().toList());
        return new Traits("law", Map.of(), biased, fused, random.nextInt(4) > 0,
                random.nextBoolean() ? Unary.SILU : Unary.GELU_TANH, experts(random, layers),
                new NormTraits(pick(random, Side.values()), heads, centred ? 0 : random.nextInt(2), centred),
                new PositionTraits(random.nextBoolean() ? List.of() : random.ints(layers, 0, 6).boxed().toList(),
                        2 * random.nextInt(headWidth / 2 + 1), still,
                        random.nextBoolean() ? Optional.empty() : Optional.of(100.0), random.nextInt(4) == 0),
                new ScaleTraits(random.nextBoolean() ? 1 : 3, random.nextBoolean() ? 1 : 0.5, 1 / Math.sqrt(headWidth),
                        random.nextBoolean() ? Heads.UNCAPPED : 1.5, random.nextBoolean() ? 1 : 0.7,
                        random.nextBoolean() ? Heads.UNCAPPED : 2.5));
    }

    private static Optional<ExpertTraits> experts(SplittableRandom random, int layers) {
        int count = random.nextInt(1, 5);
        return random.nextInt(3) > 0
                ? Optional.empty()
                : Optional.of(new ExpertTraits(count, random.nextInt(1, count + 1), random.nextInt(1, 8),
                        random.nextBoolean(), Set.of(random.nextInt(2 * layers))));
    }

    private static <T> T pick(SplittableRandom random, T[] from) {
        return from[random.nextInt(from.length)];
    }

    /// The same in F32, in memory of `arena`.
    public RandomDecoder floats(Arena arena) {
        Map<String, Tensor> floats = new HashMap<>();
        weights.forEach((name, w) -> {
            Tensor copy = Tensor.allocate(arena, DType.F32, w.dims());
            for (long i = 0; i < w.size(); i++) {
                copy.set(i, w.get(i));
            }
            floats.put(name, copy);
        });
        return new RandomDecoder(config, floats);
    }

    /// With its own weights.
    public Decoder decoder() {
        return decoder(weights);
    }

    /// With others.
    public Decoder decoder(Map<String, Tensor> others) {
        StateDict state = new StateDict("law", others);
        Decoder decoder = Decoder.of(state, config);
        state.requireAllUsed();
        return decoder;
    }

    /// Up to `most` texts of 1 to `longest` tokens.
    public int[][] texts(SplittableRandom random, int most, int longest) {
        int[][] texts = new int[random.nextInt(1, most + 1)][];
        for (int b = 0; b < texts.length; b++) {
            texts[b] = random.ints(random.nextInt(1, longest + 1), 0, config.vocabulary()).toArray();
        }
        return texts;
    }
}
