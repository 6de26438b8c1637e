package t2l.testkit;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.kernel.*;
import t2l.transformer.*;
import t2l.transformer.DecoderConfig.*;

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
        var c = new DecoderConfig.Builder(random.nextInt(5, 30), random.nextInt(3, 12), random.nextInt(3, 12), layers,
                groups * random.nextInt(1, 4), groups, width);
        c.positions = 100;
        c.eps = 1e-5;
        c.scaling = pick(random, new RopeScaling[] {new RopeScaling.None(), new RopeScaling.Llama3(4, 1, 4, 16),
            new RopeScaling.Yarn(2, 32, 1, 4, c.theta, true, 1)});
        c.queryGrowth = random.nextInt(2);
        c.sinks = random.nextInt(3) == 0;
        c.tied = random.nextBoolean();
        Set<String> biased = new HashSet<>(List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj",
                "down_proj", "qkv_proj", "gate_up_proj"));
        biased.removeIf(_ -> random.nextBoolean());
        c.biased = biased;
        Set<String> fused = new HashSet<>(List.of("qkv_proj", "gate_up_proj"));
        fused.removeIf(_ -> random.nextBoolean());
        c.fused = fused;
        c.qkNorm = fused.contains("qkv_proj") ? QkNorm.NONE : pick(random, QkNorm.values());
        c.layerNorm = random.nextInt(4) == 0;
        c.noRope = new HashSet<>(random.ints(layers, 0, 2 * layers).boxed().toList());
        c.gated = random.nextInt(4) > 0;
        c.activation = random.nextBoolean() ? Unary.SILU : Unary.GELU_TANH;
        c.experts = experts(random, layers);
        c.convolution = random.nextInt(3) > 0
                ? Optional.empty()
                : Optional.of(new ShortConvolution.Config(
                        random.ints(layers, 0, 2 * layers).boxed().collect(Collectors.toSet()), random.nextInt(2, 5)));
        int keyHeads = random.nextInt(1, 3);
        c.delta = random.nextInt(3) > 0
                ? Optional.empty()
                : Optional.of(new GatedDelta.Config(
                        random.ints(layers, 0, 2 * layers).boxed().collect(Collectors.toSet()), keyHeads,
                        keyHeads * random.nextInt(1, 3), random.nextInt(1, 6), random.nextInt(1, 6),
                        random.nextInt(2, 5)));
        c.gatedAttention = random.nextInt(3) == 0;
        c.normPlace = pick(random, NormPlace.values());
        c.normOffset = c.layerNorm ? 0 : random.nextInt(2);
        c.windows = random.nextBoolean() ? List.of() : random.ints(layers, 0, 6).boxed().toList();
        c.rotated = 2 * random.nextInt(width / 2 + 1);
        c.interleaved = c.rotated == width && !fused.contains("qkv_proj") && random.nextBoolean();
        c.localTheta = random.nextBoolean() ? Optional.empty() : Optional.of(100.0);
        c.learnedPositions = random.nextInt(4) == 0;
        c.embeddingScale = random.nextBoolean() ? 1 : 3;
        c.residualScale = random.nextBoolean() ? 1 : 0.5;
        c.scoreCap = random.nextBoolean() ? Heads.UNCAPPED : 1.5;
        c.logitScale = random.nextBoolean() ? 1 : 0.7;
        c.logitCap = random.nextBoolean() ? Heads.UNCAPPED : 2.5;
        perLayer(random, c, groups, layers);
        return c.build();
    }

    private static Optional<Experts.Config> experts(SplittableRandom random, int layers) {
        int count = random.nextInt(1, 5);
        return random.nextInt(3) > 0
                ? Optional.empty()
                : Optional.of(new Experts.Config(count, random.nextInt(1, count + 1), random.nextInt(1, 8),
                        random.nextBoolean(), Set.of(random.nextInt(2 * layers)),
                        random.nextBoolean() ? Double.POSITIVE_INFINITY : 0.5, 1.5));
    }

    /// Now and then, what only Gemma 4 has; without what it never has beside it.
    private static void perLayer(SplittableRandom random, DecoderConfig.Builder c, int groups, int layers) {
        if (random.nextInt(3) > 0 || c.fused.contains("qkv_proj")) {
            return;
        }
        boolean shares = c.windows.isEmpty() && layers > 1; // so that a layer of the same kind comes before
        c.perLayer = Optional.of(new PerLayer.Config(2 * random.nextInt(1, 5), groups, random.nextBoolean(),
                shares ? random.nextInt(layers) : 0, random.nextBoolean(), random.nextInt(3), c.vocabulary));
        c.convolution = Optional.empty();
        c.delta = Optional.empty();
        c.localTheta = Optional.of(100.0);
        c.rotated = c.headWidth;
        c.interleaved = false;
        c.queryGrowth = 0;
        c.qkNorm = c.qkNorm == QkNorm.ROTATED ? QkNorm.EACH : c.qkNorm;
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
