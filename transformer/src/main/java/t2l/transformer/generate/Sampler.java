package t2l.transformer.generate;

import module java.base;
import t2l.tensor.*;

/// Chooses the next token from its logits. Not thread-safe; the same seed chooses the same tokens.
///
/// In the order of HF `generate`: bias and penalties, what is forbidden, temperature, top-k, top-p, min-p, then sampling from
/// the rest.
public final class Sampler {
    /// The sampling parameters. Their limits hold wherever they come from; those of temperature and top-p are OpenAI's. Throws
    /// [IllegalArgumentException] if one is out of range, with a sentence that begins with its name, as `top_p`.
    ///
    /// @param temperature   divides the logits, at most 2; 0 takes the best token
    /// @param topK          only this many best tokens; 0 is all
    /// @param topP          only the best tokens with this total probability (Holtzman et al. 2020); 1 is all, 0 the best one
    /// @param minP          only tokens at least this fraction as likely as the best (Nguyen et al. 2024); 0 is all
    /// @param repeatPenalty divides positive and multiplies negative logits of tokens that occurred (Keskar et al.
    ///                      2019); 1 is none
    /// @param seed          of the draws
    /// @param bias          changes logits
    public record Sampling(double temperature, int topK, double topP, double minP, double repeatPenalty, long seed,
            Bias bias) {
        /// Always the best token.
        public static final Sampling GREEDY = new Sampling(0, 0, 1, 0, 1, 0);

        /// Without a bias.
        public Sampling(double temperature, int topK, double topP, double minP, double repeatPenalty, long seed) {
            this(temperature, topK, topP, minP, repeatPenalty, seed, Bias.NONE);
        }

        public Sampling {
            require(temperature >= 0 && temperature <= 2, "temperature", "a number from 0 to 2", temperature);
            require(topK >= 0, "top_k", "a number of at least 0", topK);
            require(topP >= 0 && topP <= 1, "top_p", "a number from 0 to 1", topP);
            require(minP >= 0 && minP <= 1, "min_p", "a number from 0 to 1", minP);
            require(repeatPenalty > 0 && repeatPenalty <= Double.MAX_VALUE, "repeat_penalty", "a number above 0",
                    repeatPenalty);
        }

        /// @param good false also if `value` is not a number
        private static void require(boolean good, String name, String needed, Number value) {
            if (!good) {
                throw new IllegalArgumentException(name + ": needs " + needed + ", got " + value);
            }
        }

        public Sampling temperature(double other) {
            return new Sampling(other, topK, topP, minP, repeatPenalty, seed, bias);
        }

        public Sampling topK(int other) {
            return new Sampling(temperature, other, topP, minP, repeatPenalty, seed, bias);
        }

        public Sampling topP(double other) {
            return new Sampling(temperature, topK, other, minP, repeatPenalty, seed, bias);
        }

        public Sampling seed(long other) {
            return new Sampling(temperature, topK, topP, minP, repeatPenalty, other, bias);
        }

        /// Subtracts this from a token's logit for each time that it was chosen.
        public Sampling frequencyPenalty(double other) {
            return bias(new Bias(other, bias.presence, bias.tokens));
        }

        /// Subtracts this from a token's logit once it was chosen.
        public Sampling presencePenalty(double other) {
            return bias(new Bias(bias.frequency, other, bias.tokens));
        }

        private Sampling bias(Bias other) {
            return new Sampling(temperature, topK, topP, minP, repeatPenalty, seed, other);
        }
    }

    /// What is added to logits, as in OpenAI's API. Throws [IllegalArgumentException] for what is not finite.
    ///
    /// @param frequency subtracted from a token's logit for each time that it was chosen
    /// @param presence  subtracted once if it was chosen
    /// @param tokens    added to the logits of these tokens
    public record Bias(double frequency, double presence, Map<Integer, Double> tokens) {
        public static final Bias NONE = new Bias(0, 0, Map.of());

        public Bias {
            tokens = Map.copyOf(tokens);
            if (!Double.isFinite(frequency) || !Double.isFinite(presence)
                    || !tokens.values().stream().allMatch(Double::isFinite)) {
                throw new IllegalArgumentException(
                        "bias: needs finite numbers, got " + frequency + ", " + presence + " and " + tokens);
            }
        }

        private boolean counts() {
            return frequency != 0 || presence != 0;
        }
    }

    /// Less likely tokens than this, as the logarithm of their share of the best token's likelihood, are never drawn.
    private static final double MIN_EXPONENT = -64;
    private static final double NONE = exp(MIN_EXPONENT);

    private final Sampling settings;
    /// Whether top-k or top-p leave some tokens only.
    private final boolean limited;
    private final SplittableRandom random;
    private final BitSet occurred = new BitSet();
    /// How often each token was chosen, if that matters.
    private final int[] chosen;
    private final int[] biased;
    private final double[] biases;
    private final float[] logits;
    private final double[] likelihoods;
    private final long[] order;

    /// Arrays that samplers of one thread use in turns: for a large vocabulary they are megabytes, which every sequence of a
    /// batch would have otherwise, waiting ones included.
    static final class Scratch {
        private final float[] logits;
        /// Of each token, relative to that of the best one.
        private final double[] likelihoods;
        /// Candidates, best first once sorted: a likelihood's bits in reverse order above, the token below.
        private final long[] order;

        /// @param vocabulary `V`
        Scratch(int vocabulary) {
            logits = new float[vocabulary];
            likelihoods = new double[vocabulary];
            order = new long[vocabulary];
        }
    }

    /// Throws [IllegalArgumentException] if the bias is on tokens that do not exist.
    ///
    /// @param vocabulary `V`
    public Sampler(Sampling settings, int vocabulary) {
        this(settings, new Scratch(vocabulary));
    }

    /// The same on arrays that it shares with others.
    Sampler(Sampling settings, Scratch scratch) {
        int vocabulary = scratch.logits.length;
        this.settings = settings;
        this.limited = settings.topK() > 0 || settings.topP() < 1;
        this.random = new SplittableRandom(settings.seed());
        this.logits = scratch.logits;
        this.likelihoods = scratch.likelihoods;
        this.order = scratch.order;
        this.chosen = new int[settings.bias().counts() ? vocabulary : 0];
        this.biased = settings.bias().tokens().keySet().stream().mapToInt(Integer::intValue).toArray();
        this.biases = Arrays.stream(biased).mapToDouble(settings.bias().tokens()::get).toArray();
        for (int token : biased) {
            if (token < 0 || token >= vocabulary) {
                throw new IllegalArgumentException(
                        "bias: needs tokens from 0 to " + (vocabulary - 1) + ", got " + token);
            }
        }
    }

    /// Records that `token` has occurred in the text.
    public void occurred(int token) {
        if (token >= 0 && token < logits.length) {
            occurred.set(token);
        }
    }

    /// The next token for logits `[V]`, which is recorded as occurred. Throws [T2lException] if one is not a number or
    /// the best is not finite.
    public int next(Tensor row) {
        return next(row, Optional.empty());
    }

    /// The same, but one of `allowed`, if that is given.
    int next(Tensor row, Optional<BitSet> allowed) {
        row.read(logits);
        if (settings.repeatPenalty() != 1) {
            penalise(settings.repeatPenalty());
        }
        if (!settings.bias().equals(Bias.NONE)) {
            bend(settings.bias());
        }
        allowed.ifPresent(this::forbidOthers);
        int token = settings.temperature() == 0 ? best() : draw();
        occurred(token);
        if (chosen.length > 0) {
            chosen[token]++;
        }
        return token;
    }

    /// How likely `token` was by the logits `[V]` themselves; see [TokenScore#of].
    TokenScore score(Tensor row, int token, int most) {
        row.read(logits);
        return TokenScore.of(logits, token, most);
    }

    private void penalise(double penalty) {
        for (int i = occurred.nextSetBit(0); i >= 0; i = occurred.nextSetBit(i + 1)) {
            change(i, logits[i] > 0 ? logits[i] / penalty : logits[i] * penalty);
        }
    }

    private void bend(Bias bias) {
        for (int i = occurred.nextSetBit(0); i >= 0 && bias.counts(); i = occurred.nextSetBit(i + 1)) {
            if (chosen[i] > 0) {
                change(i, logits[i] - (chosen[i] * bias.frequency() + bias.presence()));
            }
        }
        for (int i = 0; i < biased.length; i++) {
            change(biased[i], logits[biased[i]] + biases[i]);
        }
    }

    /// Changes a finite logit, which stays one.
    private void change(int token, double to) {
        if (Float.isFinite(logits[token])) {
            logits[token] = (float) Math.clamp(to, -Float.MAX_VALUE, Float.MAX_VALUE);
        }
    }

    private void forbidOthers(BitSet allowed) {
        for (int i = allowed.nextClearBit(0); i < logits.length; i = allowed.nextClearBit(i + 1)) {
            logits[i] = Float.NEGATIVE_INFINITY;
        }
    }

    private int best() {
        int best = 0;
        float top = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < logits.length && !Float.isNaN(top); i++) {
            if (!(logits[i] <= top)) {
                top = logits[i];
                best = i;
            }
        }
        if (!Float.isFinite(top)) {
            throw new T2lException("sampling: needs finite logits, the model gave " + top + " for token " + best
                    + "; its weights or those of an adapter are broken");
        }
        return best;
    }

    private int draw() {
        weigh(logits, logits[best()], 1 / Math.max(settings.temperature(), Double.MIN_NORMAL), likelihoods);
        int count = limited ? nucleus() : logits.length;
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += weight(i);
        }
        double at = random.nextDouble() * sum;
        int chosen = 0;
        for (int i = 0; i < count; i++) {
            double w = weight(i);
            if (w > 0) {
                chosen = i;
                at -= w;
                if (at < 0) {
                    break;
                }
            }
        }
        return token(chosen);
    }

    private int token(int candidate) {
        return limited ? (int) order[candidate] : candidate;
    }

    /// A candidate's likelihood, 0 if min-p excludes it.
    private double weight(int candidate) {
        double p = likelihoods[token(candidate)];
        return p < settings.minP() ? 0 : p;
    }

    /// Writes the likelihoods of tokens with these logits, relative to that of `top`.
    ///
    /// @param by the inverse temperature
    private static void weigh(float[] logits, float top, double by, double[] to) {
        for (int i = 0; i < to.length; i++) {
            to[i] = exp(Math.max((logits[i] - (double) top) * by, MIN_EXPONENT)) - NONE;
        }
    }

    /// `e^x` for `x` from [#MIN_EXPONENT] to 0, to twelve digits: the Taylor series of `e^(x/256)`, squared eight times. Unlike
    /// [Math#exp(double)], the compiler makes vectors of it, and every machine has the same bits.
    private static double exp(double x) {
        double z = x / 256;
        double p = Math.fma(z, 1.0 / 362_880, 1.0 / 40_320);
        p = Math.fma(p, z, 1.0 / 5_040);
        p = Math.fma(p, z, 1.0 / 720);
        p = Math.fma(p, z, 1.0 / 120);
        p = Math.fma(p, z, 1.0 / 24);
        p = Math.fma(p, z, 1.0 / 6);
        p = Math.fma(p, z, 1.0 / 2);
        p = Math.fma(p, z, 1);
        p = Math.fma(p, z, 1);
        for (int i = 0; i < 8; i++) {
            p *= p;
        }
        return p;
    }

    /// Moves the candidates that top-k and top-p leave to the front of `order`, best first, and returns their number.
    private int nucleus() {
        boolean counted = settings.topK() > 0;
        double all = 0;
        for (int i = 0; i < likelihoods.length && !counted; i++) {
            all += likelihoods[i];
        }
        int count = 0;
        for (double least = 1.0 / 16; least > NONE && !isEnough(count, all); least /= 16) {
            count = gather(least);
        }
        Arrays.sort(order, 0, count);
        if (counted) {
            count = Math.min(count, settings.topK());
            all = total(count);
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += likelihoods[token(i)];
            if (sum >= settings.topP() * all) {
                return i + 1;
            }
        }
        return count;
    }

    private boolean isEnough(int count, double all) {
        return settings.topK() > 0 ? count >= settings.topK() : total(count) > settings.topP() * all;
    }

    /// Of the first candidates, the sum of likelihoods.
    private double total(int count) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += likelihoods[token(i)];
        }
        return sum;
    }

    /// Moves the candidates that are at least this likely to the front, and returns their number.
    private int gather(double least) {
        int count = 0;
        for (int i = 0; i < likelihoods.length; i++) {
            if (likelihoods[i] >= least) {
                order[count++] = (long) ~Float.floatToRawIntBits((float) likelihoods[i]) << 32 | i;
            }
        }
        return count;
    }
}
