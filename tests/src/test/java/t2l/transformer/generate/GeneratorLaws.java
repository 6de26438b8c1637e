package t2l.transformer.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import t2l.autograd.Pass;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.Workspace;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.ReferenceKernels;
import t2l.transformer.ActiveAdapter;
import t2l.transformer.Decoder;
import t2l.transformer.RandomDecoder;
import t2l.transformer.Tokens;
import t2l.transformer.generate.Completion.Finish;
import t2l.transformer.lora.Lora;

/// What holds for every text written by a decoder of any family.
class GeneratorLaws {
    private static final int MOST = 12;

    /// A random decoder, texts to continue, and a way to choose.
    private static final class World implements AutoCloseable {
        final Arena arena = Arena.ofConfined();
        final SplittableRandom random;
        final Kernels kernels = new ReferenceKernels();
        final Decoder decoder;
        final List<int[]> prompts;
        final Generator generator;

        World(long seed) {
            random = new SplittableRandom(seed);
            RandomDecoder drawn = RandomDecoder.draw(random, arena);
            decoder = drawn.decoder();
            prompts = List.of(drawn.texts(random, 4, 9));
            generator = new Generator(decoder, kernels, DType.F64);
        }

        Sampler.Settings sampling() {
            return new Sampler.Settings(random.nextInt(4) == 0 ? 0 : random.nextDouble(0.3, 3), random.nextInt(0, 6),
                    random.nextBoolean() ? 1 : random.nextDouble(0.2, 1), random.nextBoolean() ? 0 : 0.05,
                    random.nextBoolean() ? 1 : 1.3, random.nextLong());
        }

        Set<Integer> ends() {
            Set<Integer> ends = new HashSet<>();
            if (random.nextBoolean()) {
                ends.add(random.nextInt(decoder.config().vocabulary()));
            }
            return ends;
        }

        List<Completion> complete(List<int[]> texts, Generator.Settings settings) {
            return generator.complete(texts, _ -> Lora.NONE, settings, Generator.Listener.NONE);
        }

        Completion complete(int[] text, Generator.Settings settings) {
            return complete(List.of(text), settings).getFirst();
        }

        @Override
        public void close() {
            generator.close();
            arena.close();
        }
    }

    private static Generator.Settings greedy(int most) {
        return new Generator.Settings(most, Sampler.Settings.GREEDY, Set.of());
    }

    private static int[] joined(int[] text, List<Integer> more) {
        return IntStream.concat(IntStream.of(text), more.stream().mapToInt(i -> i)).toArray();
    }

    @Property(tries = 20)
    void aTextInABatchIsWrittenAsAlone(@ForAll long seed) {
        try (World w = new World(seed)) {
            Sampler.Settings s = w.sampling();
            Set<Integer> ends = w.ends();
            List<Completion> together = w.complete(w.prompts, new Generator.Settings(MOST, s, ends));
            for (int i = 0; i < w.prompts.size(); i++) {
                var own = new Sampler.Settings(s.temperature(), s.topK(), s.topP(), s.minP(), s.repeatPenalty(),
                        s.seed() + i);
                Completion alone = w.complete(w.prompts.get(i), new Generator.Settings(MOST, own, ends));
                assertEquals(alone.tokens(), together.get(i).tokens());
                assertEquals(alone.finish(), together.get(i).finish());
            }
        }
    }

    /// Prompt and cache against reading everything anew.
    @Property(tries = 20)
    void everyTokenIsTheBestOneAfterTheWholeText(@ForAll long seed) {
        try (World w = new World(seed); Workspace ws = new Workspace()) {
            List<Completion> all = w.complete(w.prompts, greedy(MOST));
            for (int i = 0; i < w.prompts.size(); i++) {
                List<Integer> written = all.get(i).tokens();
                assertEquals(MOST, written.size());
                Tokens text = Tokens.right(w.arena, joined(w.prompts.get(i), written));
                try (Pass pass = Pass.inference(w.kernels, ws, DType.F64)) {
                    Tensor logits = w.decoder.logits(pass,
                            w.decoder.hidden(pass, text.ids(), text.context(ActiveAdapter.NONE))).value();
                    for (int t = 0; t < MOST; t++) {
                        Tensor row = logits.narrow(0, w.prompts.get(i).length - 1 + t, 1);
                        double best = row.get(written.get(t));
                        for (int v = 0; v < row.size(); v++) {
                            assertTrue(row.get(v) <= best + 1e-10, "token " + t);
                        }
                    }
                }
            }
        }
    }

    @Property(tries = 20)
    void theSameSeedWritesTheSame(@ForAll long seed) {
        try (World w = new World(seed)) {
            var settings = new Generator.Settings(MOST, w.sampling(), w.ends());
            assertEquals(w.complete(w.prompts, settings).stream().map(Completion::tokens).toList(),
                    w.complete(w.prompts, settings).stream().map(Completion::tokens).toList());
        }
    }

    @Property(tries = 20)
    void whatWasWrittenCanBeThePromptOfTheRest(@ForAll long seed) {
        try (World w = new World(seed)) {
            var penalised = new Sampler.Settings(0, 0, 1, 0, 1.2, 0);
            int first = w.random.nextInt(1, MOST);
            int[] prompt = w.prompts.getFirst();
            List<Integer> whole = w.complete(prompt, new Generator.Settings(MOST, penalised, Set.of())).tokens();
            List<Integer> pieces = new ArrayList<>(whole.subList(0, first));
            pieces.addAll(w.complete(joined(prompt, pieces), new Generator.Settings(MOST - first, penalised, Set.of()))
                    .tokens());
            assertEquals(whole, pieces);
        }
    }

    @Property(tries = 20)
    void aTextEndsWhereItShould(@ForAll long seed) {
        try (World w = new World(seed)) {
            List<Integer> whole = w.complete(w.prompts.getFirst(), greedy(MOST)).tokens();
            int end = whole.get(w.random.nextInt(MOST));
            Completion ended = w.complete(w.prompts.getFirst(),
                    new Generator.Settings(MOST, Sampler.Settings.GREEDY, Set.of(end)));
            assertEquals(whole.subList(0, whole.indexOf(end) + 1), ended.tokens());
            assertEquals(Finish.END, ended.finish());

            int enough = w.random.nextInt(1, MOST);
            List<Integer> heard = new ArrayList<>();
            Completion stopped = w.generator.complete(w.prompts.getFirst(), Lora.NONE, greedy(MOST),
                    (_, token) -> heard.add(token) && heard.size() < enough);
            assertEquals(whole.subList(0, enough), stopped.tokens());
            assertEquals(heard, stopped.tokens());
            assertEquals(Finish.STOP, stopped.finish());
        }
    }

    @Property(tries = 10)
    void aTextIsAsLongAsTheModelCanRead(@ForAll long seed) {
        try (World w = new World(seed)) {
            int positions = w.decoder.config().positions();
            int[] prompt = w.random.ints(positions - 3, 0, w.decoder.config().vocabulary()).toArray();
            Completion cut = w.complete(prompt, greedy(MOST));
            assertEquals(3, cut.tokens().size());
            assertEquals(Finish.LENGTH, cut.finish());
        }
    }
}
