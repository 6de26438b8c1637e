package t2l.transformer.generate;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import t2l.autograd.Pass;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.testkit.RandomDecoder;
import t2l.transformer.*;
import t2l.transformer.generate.Completion.Finish;
import t2l.transformer.lora.Lora;

/// What holds for every text written by a decoder of any family.
class SchedulerLaws {
    private static final int MAX_TOKENS = 12;

    /// A random decoder, texts to continue, and a way to choose.
    private static final class World implements AutoCloseable {
        final Arena arena = Arena.ofShared();
        final SplittableRandom random;
        final Kernels kernels = new ReferenceKernels();
        final Decoder decoder;
        final List<int[]> prompts;
        final Scheduler scheduler;

        World(long seed) {
            random = new SplittableRandom(seed);
            RandomDecoder drawn = RandomDecoder.draw(random, arena);
            decoder = drawn.decoder();
            prompts = List.of(drawn.texts(random, 4, 9));
            scheduler = Scheduler.bulk(decoder, kernels, DType.F64);
        }

        Sampler.Sampling sampling() {
            return new Sampler.Sampling(random.nextInt(4) == 0 ? 0 : random.nextDouble(0.3, 2), random.nextInt(0, 6),
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

        Completion complete(int[] prompt, int maxTokens, Sampler.Sampling sampling, Set<Integer> ends) {
            return scheduler.complete(request(prompt, maxTokens, sampling, ends));
        }

        Request request(int[] prompt, int maxTokens, Sampler.Sampling sampling, Set<Integer> ends) {
            return new Request(prompt, Lora.NONE, Settings.DEFAULT.maxTokens(maxTokens).sampling(sampling), ends);
        }

        Completion greedy(int[] prompt, Integer... ends) {
            return complete(prompt, MAX_TOKENS, Sampler.Sampling.GREEDY, Set.of(ends));
        }

        @Override
        public void close() {
            scheduler.close();
            arena.close();
        }
    }

    private static int[] joined(int[] text, List<Integer> more) {
        return IntStream.concat(IntStream.of(text), more.stream().mapToInt(i -> i)).toArray();
    }

    @Property(tries = 20)
    void aTextInABatchIsWrittenAsAlone(@ForAll long seed) {
        try (World w = new World(seed)) {
            Sampler.Sampling s = w.sampling();
            Set<Integer> ends = w.ends();
            List<Request> requests = IntStream.range(0, w.prompts.size()).mapToObj(
                    i -> w.request(w.prompts.get(i), MAX_TOKENS, s.seed(s.seed() + i), ends)).toList();
            List<Answer> together = w.scheduler.answers(requests);
            for (int i = 0; i < requests.size(); i++) {
                Completion alone = w.scheduler.complete(requests.get(i));
                assertEquals(alone.tokens(), together.get(i).completion().tokens());
                assertEquals(alone.finish(), together.get(i).completion().finish());
            }
        }
    }

    /// Prompt and cache against reading everything anew.
    @Property(tries = 20)
    void everyTokenIsTheBestOneAfterTheWholeText(@ForAll long seed) {
        try (World w = new World(seed); Workspace ws = new Workspace()) {
            List<Answer> all = w.scheduler.answers(w.prompts.stream().map(p -> Request.greedy(p, MAX_TOKENS)).toList());
            for (int i = 0; i < w.prompts.size(); i++) {
                List<Integer> written = all.get(i).completion().tokens();
                assertEquals(MAX_TOKENS, written.size());
                Tokens text = Tokens.right(w.arena, joined(w.prompts.get(i), written));
                try (Pass pass = Pass.inference(w.kernels, ws, DType.F64)) {
                    Tensor logits = w.decoder.logits(pass,
                            w.decoder.hidden(pass, text.ids(), text.context(ActiveAdapter.NONE))).value();
                    for (int t = 0; t < MAX_TOKENS; t++) {
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
            Sampler.Sampling s = w.sampling();
            Set<Integer> ends = w.ends();
            for (int[] prompt : w.prompts) {
                assertEquals(w.complete(prompt, MAX_TOKENS, s, ends).tokens(),
                        w.complete(prompt, MAX_TOKENS, s, ends).tokens());
            }
        }
    }

    @Property(tries = 20)
    void whatWasWrittenCanBeThePromptOfTheRest(@ForAll long seed) {
        try (World w = new World(seed)) {
            var penalised = new Sampler.Sampling(0, 0, 1, 0, 1.2, 0);
            int first = w.random.nextInt(1, MAX_TOKENS);
            int[] prompt = w.prompts.getFirst();
            List<Integer> whole = w.complete(prompt, MAX_TOKENS, penalised, Set.of()).tokens();
            List<Integer> pieces = new ArrayList<>(whole.subList(0, first));
            pieces.addAll(w.complete(joined(prompt, pieces), MAX_TOKENS - first, penalised, Set.of()).tokens());
            assertEquals(whole, pieces);
        }
    }

    @Property(tries = 20)
    void aTextEndsWhereItShould(@ForAll long seed) {
        try (World w = new World(seed)) {
            List<Integer> whole = w.greedy(w.prompts.getFirst()).tokens();
            int end = whole.get(w.random.nextInt(MAX_TOKENS));
            Completion ended = w.greedy(w.prompts.getFirst(), end);
            assertEquals(whole.subList(0, whole.indexOf(end) + 1), ended.tokens());
            assertEquals(Finish.END, ended.finish());

            int enough = w.random.nextInt(1, MAX_TOKENS);
            List<String> heard = new ArrayList<>();
            Completion stopped = w.scheduler.complete(Request.greedy(w.prompts.getFirst(), MAX_TOKENS)
                    .enough(text -> heard.add(text) && heard.size() == enough));
            assertEquals(whole.subList(0, enough), stopped.tokens());
            assertEquals(enough, heard.size());
            assertEquals(Finish.STOP, stopped.finish());
        }
    }

    @Property(tries = 10)
    void aTextIsAsLongAsTheModelCanRead(@ForAll long seed) {
        try (World w = new World(seed)) {
            int positions = w.decoder.config().positions();
            int[] prompt = w.random.ints(positions - 3, 0, w.decoder.config().vocabulary()).toArray();
            Completion cut = w.greedy(prompt);
            assertEquals(3, cut.tokens().size());
            assertEquals(Finish.LENGTH, cut.finish());
        }
    }
}
