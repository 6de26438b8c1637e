package t2l.transformer.generate;

import static org.junit.jupiter.api.Assertions.*;

import module java.base;
import net.jqwik.api.*;
import org.junit.jupiter.api.Test;
import t2l.tensor.*;

/// Choosing tokens: the right ones, as often as they should be, the same for the same seed.
class SamplerTest {
    private static final float[] LOGITS = {(float) Math.log(0.1), (float) Math.log(0.4), (float) Math.log(0.2),
        (float) Math.log(0.3)};

    private static double[] frequencies(Sampler.Sampling settings, int draws) {
        double[] count = new double[LOGITS.length];
        try (Arena arena = Arena.ofConfined()) {
            Tensor logits = Tensor.of(arena, LOGITS, 1, LOGITS.length);
            Sampler sampler = new Sampler(settings, LOGITS.length);
            for (int i = 0; i < draws; i++) {
                count[sampler.next(logits)] += 1.0 / draws;
            }
        }
        return count;
    }

    private static Set<Integer> chosen(Sampler.Sampling settings) {
        double[] f = frequencies(settings, 500);
        Set<Integer> some = new TreeSet<>();
        for (int i = 0; i < f.length; i++) {
            if (f[i] > 0) {
                some.add(i);
            }
        }
        return some;
    }

    private static Sampler.Sampling settings(double temperature, int topK, double topP, double minP) {
        return new Sampler.Sampling(temperature, topK, topP, minP, 1, 42);
    }

    private static void close(double[] want, double[] got) {
        for (int i = 0; i < want.length; i++) {
            assertEquals(want[i], got[i], 0.015, Arrays.toString(got));
        }
    }

    @Test
    void drawsFollowTheProbabilities() {
        close(new double[] {0.1, 0.4, 0.2, 0.3}, frequencies(settings(1, 0, 1, 0), 20_000));
        // Squared and divided by their sum, 0.3.
        close(new double[] {1 / 30.0, 16 / 30.0, 4 / 30.0, 9 / 30.0}, frequencies(settings(0.5, 0, 1, 0), 20_000));
        close(new double[] {0, 4 / 7.0, 0, 3 / 7.0}, frequencies(settings(1, 2, 1, 0), 20_000));
    }

    @Test
    void limitsLeaveTheBest() {
        assertEquals(Set.of(1), chosen(Sampler.Sampling.GREEDY));
        assertEquals(Set.of(1), chosen(settings(1, 1, 1, 0)));
        assertEquals(Set.of(1), chosen(settings(2, 0, 0, 0)));
        assertEquals(Set.of(1, 3), chosen(settings(1, 2, 1, 0)));
        assertEquals(Set.of(1), chosen(settings(1, 0, 0.39, 0)));
        assertEquals(Set.of(1, 3), chosen(settings(1, 0, 0.6, 0)));
        assertEquals(Set.of(1, 2, 3), chosen(settings(1, 0, 0.8, 0)));
        assertEquals(Set.of(1, 2, 3), chosen(settings(1, 0, 1, 0.4)));
        assertEquals(Set.of(0, 1, 2, 3), chosen(settings(1, 0, 1, 0.2)));
    }

    /// The candidates of HF `generate`, worked out step by step on sorted lists: penalty, temperature, top-k, top-p,
    /// min-p.
    private static Set<Integer> candidates(double[] logits, Set<Integer> occurred, Sampler.Sampling s) {
        double[] z = logits.clone();
        occurred.forEach(i -> z[i] = (float) (z[i] > 0 ? z[i] / s.repeatPenalty() : z[i] * s.repeatPenalty()));
        List<Integer> best = IntStream.range(0, z.length).boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> -z[i])).toList();
        if (s.temperature() == 0) {
            return Set.of(best.getFirst());
        }
        best = s.topK() == 0 ? best : best.subList(0, Math.min(s.topK(), best.size()));
        double top = z[best.getFirst()];
        double[] p = best.stream().mapToDouble(i -> Math.exp((z[i] - top) / s.temperature())).toArray();
        double all = Arrays.stream(p).sum();
        Set<Integer> kept = new TreeSet<>();
        double sum = 0;
        for (int i = 0; i < p.length && sum < s.topP() * all; i++) {
            sum += p[i];
            if (p[i] >= s.minP() * p[0]) {
                kept.add(best.get(i));
            }
        }
        return kept;
    }

    @Property(tries = 200)
    void whatIsChosenIsACandidate(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] z = random.doubles(random.nextInt(2, random.nextBoolean() ? 40 : 400), -4, 4).map(each -> (float) each)
                .toArray();
        var settings = new Sampler.Sampling(random.nextInt(5) == 0 ? 0 : random.nextDouble(0.2, 2),
                random.nextBoolean() ? 0 : random.nextInt(1, 90), random.nextBoolean() ? 1 : random.nextDouble(0.1, 1),
                random.nextBoolean() ? 0 : random.nextDouble(0, 0.5), random.nextDouble(0.8, 1.5), seed);
        try (Arena arena = Arena.ofConfined()) {
            Tensor logits = Tensor.allocate(arena, DType.F64, 1, z.length);
            for (int i = 0; i < z.length; i++) {
                logits.set(i, z[i]);
            }
            Sampler sampler = new Sampler(settings, z.length);
            Set<Integer> occurred = new TreeSet<>();
            for (int i = 0; i < 20; i++) {
                Set<Integer> allowed = candidates(z, occurred, settings);
                int token = sampler.next(logits);
                assertTrue(allowed.contains(token), token + " is none of " + allowed + " with " + settings);
                occurred.add(token);
            }
        }
    }

    /// As those of one batch do; they have no array of the vocabulary's length of their own, which a queue of requests would fill
    /// the heap with.
    @Test
    void samplersInTurnsChooseAsTheyWouldAlone() {
        int vocabulary = 1 << 18;
        var random = new SplittableRandom(3);
        float[] values = new float[vocabulary];
        for (int i = 0; i < vocabulary; i++) {
            values[i] = (float) random.nextDouble(-4, 4);
        }
        List<Sampler.Sampling> all = List.of(Sampler.Sampling.GREEDY, settings(1, 0, 1, 0), settings(0.7, 5, 1, 0),
                settings(1.3, 0, 0.01, 0).seed(4));
        var shared = new Sampler.Scratch(vocabulary);
        var memory = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        long before = memory.getCurrentThreadAllocatedBytes();
        List<Sampler> together = all.stream().map(each -> new Sampler(each, shared)).toList();
        long bytes = memory.getCurrentThreadAllocatedBytes() - before;
        assertTrue(bytes < vocabulary, bytes + " bytes");
        List<Sampler> alone = all.stream().map(each -> new Sampler(each, vocabulary)).toList();
        try (Arena arena = Arena.ofConfined()) {
            Tensor logits = Tensor.of(arena, values, 1, vocabulary);
            for (int step = 0; step < 5; step++) {
                for (int i = 0; i < all.size(); i++) {
                    assertEquals(alone.get(i).next(logits), together.get(i).next(logits), all.get(i).toString());
                }
            }
        }
    }

    @Test
    void whatOccurredIsLessLikely() {
        try (Arena arena = Arena.ofConfined()) {
            Tensor logits = Tensor.of(arena, new float[] {2, 3, -1}, 1, 3);
            Sampler sampler = new Sampler(new Sampler.Sampling(0, 0, 1, 0, 2, 0), 3);
            assertEquals(List.of(1, 0, 1), List.of(sampler.next(logits), sampler.next(logits), sampler.next(logits)));
        }
    }

    /// Logits 2, 3 and -1, a token three times.
    private static List<Integer> biased(Sampler.Bias bias) {
        try (Arena arena = Arena.ofConfined()) {
            Tensor logits = Tensor.of(arena, new float[] {2, 3, -1}, 1, 3);
            Sampler sampler = new Sampler(new Sampler.Sampling(0, 0, 1, 0, 1, 0, bias), 3);
            return List.of(sampler.next(logits), sampler.next(logits), sampler.next(logits));
        }
    }

    @Test
    void aBiasIsAddedToLogits() {
        assertEquals(List.of(1, 1, 1), biased(new Sampler.Bias(0, 0, Map.of())));
        assertEquals(List.of(2, 2, 2), biased(new Sampler.Bias(0, 0, Map.of(2, 4.5))));
        assertEquals(List.of(1, 0, 1), biased(new Sampler.Bias(0, 1.5, Map.of())), "once, however often it came");
        assertEquals(List.of(1, 1, 0), biased(new Sampler.Bias(0.75, 0, Map.of())), "each time that it came");
        assertEquals(List.of(2, 2, 2), biased(new Sampler.Bias(0, 0, Map.of(2, 1e300))), "beyond a float");
        assertEquals(List.of(1, 0, 2), biased(new Sampler.Bias(0, 1e300, Map.of())));
        assertThrows(IllegalArgumentException.class, () -> biased(new Sampler.Bias(0, 0, Map.of(3, 1.0))));
        assertThrows(IllegalArgumentException.class, () -> new Sampler.Bias(Double.NaN, 0, Map.of()));
    }

    @Test
    void aScoreIsTheLogarithmOfTheSoftmax() {
        TokenScore score = TokenScore.of(LOGITS, 2, 3);
        assertEquals(Math.log(0.2), score.chosen().logProbability(), 1e-7);
        assertEquals(List.of(1, 3, 2), score.likely().stream().map(TokenScore.Scored::token).toList());
        assertEquals(Math.log(0.3), score.likely().get(1).logProbability(), 1e-7);
        float[] never = {Float.NEGATIVE_INFINITY, 0, 0};
        assertEquals(Double.NEGATIVE_INFINITY, TokenScore.of(never, 0, 0).chosen().logProbability());
        assertEquals(List.of(), TokenScore.of(never, 0, 0).likely());
        assertEquals(List.of(1), TokenScore.of(never, 0, 1).likely().stream().map(TokenScore.Scored::token).toList(),
                "the first of equals");
    }

    /// They are those of the model, whatever changes its logits before a token is chosen; and a vocabulary of 256 Ki is not
    /// copied for each token.
    @Test
    void aScoreIsOfTheModelAndNeedsNoMemory() {
        try (Arena arena = Arena.ofConfined()) {
            float[] values = new float[1 << 18];
            values[5] = 20;
            Tensor logits = Tensor.of(arena, values, 1, values.length);
            Sampler sampler = new Sampler(new Sampler.Sampling(0, 0, 1, 0, 1, 0,
                    new Sampler.Bias(0, 0, Map.of(5, -40.0))), values.length);
            var memory = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
            for (int i = 0; i < 3; i++) {
                int token = sampler.next(logits);
                long before = memory.getCurrentThreadAllocatedBytes();
                TokenScore score = sampler.score(logits, token, 4);
                long bytes = memory.getCurrentThreadAllocatedBytes() - before;
                assertEquals(0, token);
                assertEquals(TokenScore.of(values, token, 4), score);
                assertEquals(5, score.likely().getFirst().token());
                assertTrue(bytes < values.length, bytes + " bytes"); // of a copy it would be four or eight times as many
            }
        }
    }

    @Property(tries = 20)
    void theSameSeedChoosesTheSame(@ForAll long seed) {
        Sampler.Sampling s = new Sampler.Sampling(1.3, 3, 0.9, 0.01, 1.1, seed);
        assertTrue(Arrays.equals(frequencies(s, 50), frequencies(s, 50)));
    }

    @Test
    void settingsOutOfRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> settings(-1, 0, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> settings(1, -1, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> settings(1, 0, -0.1, 0));
        assertThrows(IllegalArgumentException.class, () -> settings(2.1, 0, 1, 0));
        assertThrows(IllegalArgumentException.class, () -> settings(1, 0, 1, 1.5));
        for (double odd : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThrows(IllegalArgumentException.class, () -> settings(odd, 0, 1, 0));
            assertThrows(IllegalArgumentException.class, () -> settings(1, 0, odd, 0));
            assertThrows(IllegalArgumentException.class, () -> settings(1, 0, 1, odd));
            assertThrows(IllegalArgumentException.class, () -> new Sampler.Sampling(1, 0, 1, 0, odd, 0));
        }
    }

    @Test
    void logitsThatAreNoneAreRefused() {
        float none = Float.NEGATIVE_INFINITY;
        try (Arena arena = Arena.ofConfined()) {
            for (float[] z : new float[][] {{Float.NaN, 1, 2}, {1, 2, Float.NaN}, {1, Float.POSITIVE_INFINITY, 2},
                {none, none, none}}) {
                Tensor logits = Tensor.of(arena, z, 1, 3);
                for (Sampler.Sampling s : List.of(Sampler.Sampling.GREEDY, settings(1, 0, 1, 0))) {
                    assertThrows(T2lException.class, () -> new Sampler(s, 3).next(logits));
                }
            }
            assertEquals(1,
                    new Sampler(settings(1, 0, 1, 0), 3).next(Tensor.of(arena, new float[] {none, 1, none}, 1, 3)));
        }
    }

    @Test
    void aStopStringEndsTheTextAndIsNotShown() {
        StopText text = new StopText(List.of("END", "\n\n"));
        assertEquals("a ", text.accept("a E"));
        assertEquals("Ed", text.accept("d"));
        assertEquals("", text.accept("E"));
        assertEquals("", text.accept("N"));
        assertEquals("", text.accept("D more"));
        assertTrue(text.stopped());
        assertEquals("", text.finish());
    }

    @Property(tries = 100)
    void piecesOfATextShowWhatTheWholeShows(@ForAll("letters") List<String> pieces) {
        List<String> stops = List.of("ab", "bba");
        StopText text = new StopText(stops);
        StringBuilder shown = new StringBuilder();
        pieces.forEach(p -> shown.append(text.accept(p)));
        shown.append(text.finish());
        String whole = String.join("", pieces);
        Matcher stop = Pattern.compile("ab|bba").matcher(whole);
        assertEquals(stop.find() ? whole.substring(0, stop.start()) : whole, shown.toString());
    }

    @Provide
    Arbitrary<List<String>> letters() {
        return Arbitraries.strings().withChars("abc").ofMaxLength(3).list().ofMaxSize(12);
    }
}
