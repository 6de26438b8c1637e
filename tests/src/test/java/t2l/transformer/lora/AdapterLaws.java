package t2l.transformer.lora;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.transformer.*;

/// What holds for all adapters, whatever their ranks, targets, patterns and numbers.
class AdapterLaws {
    private static final DecoderConfig CONFIG = DecoderConfig.llama(17, 12, 10, 3, 3, 1, 1e-5, 10_000, 64);
    private static final List<String> NAMES = List.of("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj",
            "down_proj");

    /// Factors of sums are written in F32.
    private static final double SINGLE = 2e-5;

    /// A small model with texts, and adapters that are drawn for it.
    private static final class World implements AutoCloseable {
        final Arena arena = Arena.ofConfined();
        final Workspace ws = new Workspace();
        final Kernels kernels = new ReferenceKernels();
        final RandomGenerator random;
        final Map<String, Tensor> weights;
        final Decoder decoder;
        final int[][] texts = new int[3][];

        World(long seed) {
            random = new SplittableRandom(seed);
            Layout layout = new Layout();
            Decoder.of(layout, CONFIG);
            weights = new Parameters(arena, DType.F64, layout).initialise(seed).tensors();
            decoder = decoder(weights);
            for (int b = 0; b < texts.length; b++) {
                texts[b] = random.ints(random.nextInt(1, 7), 0, CONFIG.vocabulary()).toArray();
            }
        }

        Decoder decoder(Map<String, Tensor> of) {
            return Decoder.of(new StateDict("law", of), CONFIG);
        }

        /// Any adapter that PEFT can describe.
        Lora lora() {
            List<String> targets = new ArrayList<>(NAMES);
            Collections.shuffle(targets, java.util.Random.from(random));
            Set<String> chosen = new LinkedHashSet<>(targets.subList(0, random.nextInt(1, 4)));
            Map<String, Integer> ranks = random.nextBoolean()
                    ? Map.of()
                    : Map.of("layers." + random.nextInt(3) + ".self_attn." + NAMES.get(random.nextInt(3)),
                            random.nextInt(1, 6));
            Map<String, Double> alphas = random.nextBoolean()
                    ? Map.of()
                    : Map.of(NAMES.get(random.nextInt(7)), 1.0 + random.nextInt(9));
            LoraConfig config = new LoraConfig("law", random.nextInt(1, 5), 1.0 + random.nextInt(16),
                    random.nextBoolean(), 0.05 * random.nextInt(3), List.copyOf(chosen), ranks, alphas);
            Map<String, Lora.Update> updates = new TreeMap<>();
            decoder.projections().forEach((path, l) -> {
                if (config.targets(path)) {
                    Tensor a = Tensor.allocate(arena, DType.F32, config.rank(path), l.in());
                    Tensor b = Tensor.allocate(arena, DType.F32, l.out(), config.rank(path));
                    new Init.Normal(0.3).fill(a, random);
                    new Init.Normal(0.3).fill(b, random);
                    updates.put(path, new Lora.Update(a, b));
                }
            });
            return new Lora(config, updates);
        }

        double[][] logits(Function<Pass, ActiveAdapter> adapter) {
            return logits(decoder, adapter, texts);
        }

        double[][] logits(Decoder model, Function<Pass, ActiveAdapter> adapter, int[]... of) {
            Tokens tokens = Tokens.right(arena, of);
            try (Pass pass = Pass.inference(kernels, ws, DType.F64)) {
                Var hidden = model.hidden(pass, tokens.ids(), tokens.context(adapter.apply(pass)));
                Tensor rows = model.logits(pass, hidden).value();
                return IntStream.range(0, of.length)
                        .mapToObj(b -> rows.narrow(0, b * tokens.length(), of[b].length).toDoubles())
                        .toArray(double[][]::new);
            }
        }

        Map<String, Tensor> merged(Map<String, Tensor> from, Lora lora) {
            return Merge.merge(from, lora, decoder(from), kernels, DType.F64, arena);
        }

        /// Merged into the model and beside it, `lora` says the same.
        void requireMergedIsUnmerged(Lora lora) {
            same(logits(lora::adapter), logits(decoder(merged(weights, lora)), _ -> ActiveAdapter.NONE, texts), 1e-9);
        }

        /// `lora` makes these weights of the model's, up to the rounding of its factors. Logits cannot show that:
        /// attention that hesitates between two keys makes any rounding large.
        void requireMakes(Map<String, Tensor> want, Lora lora) {
            Map<String, Tensor> got = merged(weights, lora);
            assertEquals(want.keySet(), got.keySet());
            want.forEach((name, t) -> assertArrayEquals(t.toDoubles(), got.get(name).toDoubles(), SINGLE, name));
            requireMergedIsUnmerged(lora);
        }

        @Override
        public void close() {
            assertEquals(0, ws.taken());
            ws.close();
            arena.close();
        }
    }

    private static void holds(long seed, Consumer<World> law) {
        try (World w = new World(seed)) {
            law.accept(w);
        }
    }

    private static void same(double[][] want, double[][] got, double bound) {
        assertEquals(want.length, got.length);
        for (int b = 0; b < want.length; b++) {
            assertArrayEquals(want[b], got[b], bound);
        }
    }

    @Property(tries = 12)
    void mergedIsUnmerged(@ForAll long seed) {
        holds(seed, w -> w.requireMergedIsUnmerged(w.lora()));
    }

    @Property(tries = 12)
    void ranksMayBePermuted(@ForAll long seed) {
        holds(seed, w -> {
            Lora lora = w.lora();
            Map<String, Lora.Update> turned = new TreeMap<>();
            lora.updates().forEach((path, u) -> {
                int r = u.a().dim(0);
                List<Integer> order = new ArrayList<>(IntStream.range(0, r).boxed().toList());
                Collections.shuffle(order, java.util.Random.from(w.random));
                Tensor a = Tensor.allocate(w.arena, DType.F32, u.a().dims());
                Tensor b = Tensor.allocate(w.arena, DType.F32, u.b().dims());
                for (int i = 0; i < r; i++) {
                    w.kernels.run(new Copy(u.a().narrow(0, order.get(i), 1), a.narrow(0, i, 1)));
                    w.kernels.run(new Copy(u.b().narrow(1, order.get(i), 1), b.narrow(1, i, 1)));
                }
                turned.put(path, new Lora.Update(a, b));
            });
            same(w.logits(lora::adapter), w.logits(new Lora(lora.config(), turned)::adapter), 1e-9);
        });
    }

    @Property(tries = 12)
    void aSumIsBothMergedOneAfterTheOther(@ForAll long seed) {
        holds(seed, w -> {
            Lora one = w.lora();
            Lora two = w.lora();
            Lora sum = Blend.of(List.of(new Blend.Weighted(one, 1), new Blend.Weighted(two, 1)), w.kernels, w.arena);
            w.requireMakes(w.merged(w.merged(w.weights, one), two), sum);
        });
    }

    @Property(tries = 12)
    void strengthScalesTheUpdate(@ForAll long seed) {
        holds(seed, w -> {
            Lora lora = w.lora();
            double strength = 2 * w.random.nextDouble() - 0.5;
            Lora halves = Blend.of(
                    List.of(new Blend.Weighted(lora, strength / 2), new Blend.Weighted(lora, strength / 2)),
                    w.kernels, w.arena);
            w.requireMakes(w.merged(w.weights, lora.times(strength)), halves);
            w.requireMergedIsUnmerged(lora.times(strength));
            same(w.logits(_ -> ActiveAdapter.NONE), w.logits(lora.times(0)::adapter), 1e-12);
        });
    }

    @Property(tries = 12)
    void everySequenceMayHaveItsOwn(@ForAll long seed) {
        holds(seed, w -> {
            List<Lora> each = List.of(w.lora(), Lora.NONE, w.lora());
            double[][] together = w.logits(_ -> Lora.each(each));
            for (int b = 0; b < 3; b++) {
                assertArrayEquals(w.logits(w.decoder, each.get(b)::adapter, w.texts[b])[0], together[b], 1e-9);
            }
        });
    }

    /// A rank for one layer's `k_proj` and a strength for all of them.
    @Test
    void aPatternThatNamesMoreComesFirst() {
        LoraConfig config = new LoraConfig("law", 1, 2, true, 0, List.of("k_proj"),
                Map.of("layers.1.self_attn.k_proj", 3), Map.of("k_proj", 5.0));
        for (String path : List.of("model.layers.0.self_attn.k_proj", "model.layers.1.self_attn.k_proj")) {
            assertEquals(config.scale(path), config.plain().scale(path), 1e-12);
        }
    }

    @Property(tries = 12)
    void filesKeepEverything(@ForAll long seed) throws IOException {
        Path temp = Files.createTempDirectory("t2l-laws");
        try {
            holds(seed, w -> {
                Lora lora = w.lora();
                LoraFile.write(temp.resolve("peft"), lora);
                Lora back = LoraFile.read(temp.resolve("peft"), w.arena).requireFits("law", w.decoder);
                assertEquals(lora.config(), back.config());
                assertEquals(lora.updates().keySet(), back.updates().keySet());
                lora.updates().forEach((path, u) -> {
                    assertArrayEquals(u.a().toDoubles(), back.updates().get(path).a().toDoubles(), 0);
                    assertArrayEquals(u.b().toDoubles(), back.updates().get(path).b().toDoubles(), 0);
                });
                LoraFile.write(temp.resolve("plain"), new Lora(lora.config().plain(), lora.updates()));
                Lora plain = LoraFile.read(temp.resolve("plain"), w.arena);
                same(w.logits(lora::adapter), w.logits(plain::adapter), 1e-9);
                lora.updates().keySet().forEach(path -> {
                    assertEquals(lora.config().scale(path), lora.config().stable().scale(path), 1e-12);
                    assertEquals(lora.config().scale(path), plain.config().stable().plain().scale(path), 1e-12);
                });
                GgufLora.replace(temp.resolve("adapter.gguf"), lora, CONFIG, "law");
                Lora gguf = GgufLora.read(temp.resolve("adapter.gguf"), CONFIG, w.arena).requireFits("law", w.decoder);
                w.requireMakes(w.merged(w.weights, lora), gguf);
            });
        } finally {
            try (Stream<Path> all = Files.walk(temp)) {
                for (Path file : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
