package t2l.transformer;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.tensor.kernel.Elementwise.Copy;
import t2l.testkit.RandomDecoder;
import t2l.transformer.lora.*;

/// What holds for every decoder, whatever its sizes, numbers, texts and adapters.
class DecoderLaws {
    private static final double ROUNDING = 1e-10;

    /// A decoder of random sizes with random numbers, texts of random lengths, and a place to compute.
    private static final class World implements AutoCloseable {
        final Arena arena = Arena.ofConfined();
        final Workspace ws = new Workspace();
        final Kernels kernels = new ReferenceKernels();
        final SplittableRandom random;
        final RandomDecoder drawn;
        final DecoderConfig config;
        final Map<String, Tensor> weights;
        final Decoder decoder;
        final int[][] texts;

        World(long seed) {
            random = new SplittableRandom(seed);
            drawn = RandomDecoder.draw(random, arena);
            config = drawn.config();
            weights = drawn.weights();
            decoder = drawn.decoder();
            texts = drawn.texts(random, 3, 8);
        }

        Decoder decoder(Map<String, Tensor> of) {
            return drawn.decoder(of);
        }

        /// Logits of every token of every text.
        double[][] logits(Decoder model, Tokens tokens, Function<Pass, ActiveAdapter> adapter) {
            try (Pass pass = Pass.inference(kernels, ws, DType.F64)) {
                Var hidden = model.hidden(pass, tokens.ids(), tokens.context(adapter.apply(pass)));
                return real(tokens, model.logits(pass, hidden).value());
            }
        }

        double[][] logits(Tokens tokens) {
            return logits(decoder, tokens, _ -> ActiveAdapter.NONE);
        }

        /// `[N,V]` without the rows of padding, text by text.
        double[][] real(Tokens tokens, Tensor rows) {
            double[][] all = new double[tokens.ids().dim(0)][];
            for (int b = 0; b < all.length; b++) {
                int from = (int) tokens.span().at(b, 0);
                int count = (int) tokens.span().at(b, 1) - from;
                all[b] = rows.narrow(0, b * tokens.length() + from, count).toDoubles();
            }
            return all;
        }

        Tokens right() {
            return Tokens.right(arena, texts);
        }

        /// An update of every projection, one for each of `groups` groups of texts.
        Function<Pass, ActiveAdapter> adapter(Map<String, Lora.Update> stacked, double scale) {
            return pass -> {
                Map<String, ActiveAdapter.Pair> pairs = new HashMap<>();
                stacked.forEach((path, u) -> pairs.put(path,
                        new ActiveAdapter.Pair(pass.constant(u.a()), pass.constant(u.b()), scale)));
                return new ActiveAdapter(pairs);
            };
        }

        Map<String, Lora.Update> updates(int groups, int rank, boolean zero) {
            Map<String, Lora.Update> all = new HashMap<>();
            decoder.projections().forEach((path, l) -> {
                Tensor a = Tensor.allocate(arena, DType.F64, groups, rank, l.in());
                Tensor b = Tensor.allocate(arena, DType.F64, groups, l.out(), rank);
                new Init.Normal(0.5).fill(a, random);
                if (!zero) {
                    new Init.Normal(0.5).fill(b, random);
                }
                all.put(path, new Lora.Update(a, b));
            });
            return all;
        }

        @Override
        public void close() {
            assertEquals(0, ws.taken());
            ws.close();
            arena.close();
        }
    }

    private static void same(double[][] want, double[][] got, double bound) {
        assertEquals(want.length, got.length);
        for (int b = 0; b < want.length; b++) {
            assertArrayEquals(want[b], got[b], bound, "text " + b);
        }
    }

    @Property(tries = 15)
    void paddingOnEitherSideAndNoneGiveTheSame(@ForAll long seed) {
        try (World w = new World(seed)) {
            double[][] right = w.logits(w.right());
            same(right, w.logits(Tokens.left(w.arena, w.texts)), ROUNDING);
            for (int b = 0; b < w.texts.length; b++) {
                same(new double[][] {right[b]}, w.logits(Tokens.right(w.arena, w.texts[b])), ROUNDING);
            }
        }
    }

    @Property(tries = 15)
    void readingPieceByPieceWithACacheIsReadingAtOnce(@ForAll long seed) {
        try (World w = new World(seed)) {
            Tokens all = Tokens.left(w.arena, w.texts);
            double[][] want = w.logits(all);
            int b = all.ids().dim(0);
            KvPages memory = new KvPages(DType.F64, w.config, (long) b * KvPages.POSITIONS);
            List<KvCache> caches = Stream.generate(() -> memory.open(all.length()).orElseThrow()).limit(b).toList();
            Tensor rows = Tensor.allocate(w.arena, DType.F64, b, all.length(), w.config.vocabulary());
            for (int from = 0; from < all.length();) {
                int count = w.random.nextInt(1, all.length() - from + 1);
                Tokens piece = Tokens.allocate(w.arena, b, count);
                w.kernels.run(new Copy(all.ids().narrow(1, from, count), piece.ids()));
                w.kernels.run(new Copy(all.positions().reshape(b, all.length()).narrow(1, from, count),
                        piece.positions().reshape(b, count)));
                for (int i = 0; i < b; i++) {
                    piece.span().set(2L * i, all.span().at(i, 0));
                    piece.span().set(2L * i + 1, from + count);
                }
                try (Pass pass = Pass.inference(w.kernels, w.ws, DType.F64)) {
                    Var hidden = w.decoder.hidden(pass, piece.ids(),
                            new Context(ActiveAdapter.NONE, piece.positions(), piece.span(), caches));
                    w.kernels.run(
                            new Copy(w.decoder.logits(pass, hidden).value().reshape(b, count, w.config.vocabulary()),
                                    rows.narrow(1, from, count)));
                }
                from += count;
            }
            same(want, w.real(all, rows.reshape(b * all.length(), w.config.vocabulary())), ROUNDING);
            memory.close();
        }
    }

    @Property(tries = 15)
    void aLaterTokenChangesNothingEarlier(@ForAll long seed) {
        try (World w = new World(seed)) {
            double[][] before = w.logits(w.right());
            for (int b = 0; b < w.texts.length; b++) {
                int last = w.texts[b].length - 1;
                w.texts[b][last] = (w.texts[b][last] + 1) % w.config.vocabulary();
            }
            double[][] after = w.logits(w.right());
            for (int b = 0; b < w.texts.length; b++) {
                int kept = (w.texts[b].length - 1) * w.config.vocabulary();
                assertArrayEquals(Arrays.copyOf(before[b], kept), Arrays.copyOf(after[b], kept));
            }
        }
    }

    @Property(tries = 15)
    void anAdapterThatIsZeroIsNone(@ForAll long seed) {
        try (World w = new World(seed)) {
            same(w.logits(w.right()), w.logits(w.decoder, w.right(), w.adapter(w.updates(1, 2, true), 3)), 0);
        }
    }

    @Property(tries = 15)
    void mergingChangesNothing(@ForAll long seed) {
        try (World w = new World(seed)) {
            int rank = w.random.nextInt(1, 4);
            Map<String, Lora.Update> stacked = w.updates(1, rank, false);
            Map<String, Lora.Update> single = new HashMap<>();
            stacked.forEach((path, u) -> single.put(path, new Lora.Update(
                    u.a().reshape(u.a().dim(1), u.a().dim(2)), u.b().reshape(u.b().dim(1), u.b().dim(2)))));
            Lora lora = new Lora(new LoraConfig("", rank, 2, true, 0, w.decoder.projections().keySet().stream()
                    .map(p -> p.substring(p.lastIndexOf('.') + 1)).distinct().toList()), single);
            double[][] want = w.logits(w.decoder, w.right(), lora::adapter);
            same(want, w.logits(w.decoder, w.right(), w.adapter(stacked, 2 / Math.sqrt(rank))), 0);
            Decoder merged = w.decoder(Merge.merge(w.weights, lora, w.decoder, w.kernels, DType.F64, w.arena));
            same(want, w.logits(merged, w.right(), _ -> ActiveAdapter.NONE), ROUNDING);
        }
    }

    @Property(tries = 15)
    void everyTextMayHaveAnAdapterOfItsOwn(@ForAll long seed) {
        try (World w = new World(seed)) {
            Map<String, Lora.Update> stacked = w.updates(w.texts.length, 2, false);
            double[][] together = w.logits(w.decoder, w.right(), w.adapter(stacked, 0.5));
            for (int b = 0; b < w.texts.length; b++) {
                int text = b;
                Map<String, Lora.Update> own = new HashMap<>();
                stacked.forEach((path, u) -> own.put(path,
                        new Lora.Update(u.a().narrow(0, text, 1), u.b().narrow(0, text, 1))));
                same(new double[][] {together[b]},
                        w.logits(w.decoder, Tokens.right(w.arena, w.texts[b]), w.adapter(own, 0.5)), ROUNDING);
            }
        }
    }

    @Property(tries = 15)
    void aRecordedPassCanBeRunAgainOnOtherTexts(@ForAll long seed) {
        try (World w = new World(seed)) {
            Tokens tokens = w.right();
            Recording recording = new Recording(w.kernels);
            try (Pass pass = Pass.inference(recording, w.ws, DType.F64)) {
                Tensor logits = w.decoder
                        .logits(pass, w.decoder.hidden(pass, tokens.ids(), tokens.context(ActiveAdapter.NONE))).value();
                for (int b = 0; b < w.texts.length; b++) {
                    w.texts[b] = w.random.ints(w.random.nextInt(1, tokens.length() + 1), 0, w.config.vocabulary())
                            .toArray();
                }
                tokens.fillLeft(w.texts);
                recording.replay();
                same(w.logits(w.right()), w.real(tokens, logits), ROUNDING);
            }
        }
    }

    @Property(tries = 10)
    void aDeeperModelNeedsNoMoreScratchMemoryToRead(@ForAll long seed) {
        assertEquals(scratch(seed, 2), scratch(seed, 9));
    }

    private static long scratch(long seed, int layers) {
        try (Arena arena = Arena.ofConfined(); Workspace ws = new Workspace()) {
            var random = new SplittableRandom(seed);
            Layout layout = new Layout();
            Decoder decoder = Decoder.of(layout, DecoderConfig.llama(20, 8, 12, layers, 4, 2, 1e-5, 1e4, 64));
            Parameters values = new Parameters(arena, DType.F64, layout).initialise(seed);
            Tokens tokens = Tokens.right(arena, random.ints(random.nextInt(1, 50), 0, 20).toArray());
            try (Pass pass = Pass.inference(new ReferenceKernels(), ws, values)) {
                decoder.hidden(pass, tokens.ids(), tokens.context(ActiveAdapter.NONE));
            }
            return ws.reserved();
        }
    }
}
