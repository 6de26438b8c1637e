package t2l.transformer.generate;

import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;

/// Chooses the next token from its logits. Not thread-safe; the same seed chooses the same tokens.
///
/// In the order of HF `generate`: bias and penalties, what is forbidden, temperature, top-k, top-p, min-p, then sampling from the rest.
public final class Sampler {
    /// The sampling parameters. Their limits hold wherever they come from; those of temperature and top-p are OpenAI's.
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
        /// The highest temperature.
        public static final double HOTTEST = 2;
        /// Always the best token.
        public static final Sampling GREEDY = new Sampling(0, 0, 1, 0, 1, 0);

        /// Without a bias.
        public Sampling(double temperature, int topK, double topP, double minP, double repeatPenalty, long seed) {
            this(temperature, topK, topP, minP, repeatPenalty, seed, Bias.NONE);
        }

        public Sampling {
            require(temperature >= 0 && temperature <= HOTTEST, "temperature", "a number ≥ 0 and ≤ 2", temperature);
            require(topK >= 0, "top-k", "a number ≥ 0", topK);
            require(topP >= 0 && topP <= 1, "top-p", "a number ≥ 0 and ≤ 1", topP);
            require(minP >= 0 && minP <= 1, "min-p", "a number ≥ 0 and ≤ 1", minP);
            require(repeatPenalty > 0 && Double.isFinite(repeatPenalty), "repeat penalty", "a finite number > 0",
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

        public Sampling topP(double other) {
            return new Sampling(temperature, topK, other, minP, repeatPenalty, seed, bias);
        }

        public Sampling seed(long other) {
            return new Sampling(temperature, topK, topP, minP, repeatPenalty, other, bias);
        }

        public Sampling bias(Bias other) {
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
                        "bias: needs finite numbers, got " + frequency + ", " + presence + " and "
                                + tokens);
            }
        }
    }

    private final Sampling settings;
    private final SplittableRandom random;
    private final double[] logits;
    private final boolean[] occurred;
    /// How often each token was chosen.
    private final int[] chosen;
    private final int[] biased;
    private final double[] biases;
    /// Candidates, best first once sorted: the logit's bits in reverse order above, the token below.
    private final long[] order;
    /// Of each group of candidates, how many they are, or their likelihoods.
    private final double[] shares = new double[1 << 11];

    /// Throws [IllegalArgumentException] if the bias is on tokens that do not exist.
    ///
    /// @param vocabulary `V`
    public Sampler(Sampling settings, int vocabulary) {
        this.settings = settings;
        this.random = new SplittableRandom(settings.seed());
        this.logits = new double[vocabulary];
        this.occurred = new boolean[vocabulary];
        this.chosen = new int[vocabulary];
        this.biased = settings.bias().tokens().keySet().stream().mapToInt(Integer::intValue).toArray();
        this.biases = Arrays.stream(biased).mapToDouble(settings.bias().tokens()::get).toArray();
        this.order = new long[vocabulary];
        for (int token : biased) {
            if (token < 0 || token >= vocabulary) {
                throw new IllegalArgumentException(
                        "bias: needs tokens from 0 to " + (vocabulary - 1) + ", got " + token);
            }
        }
    }

    /// Records that `token` has occurred in the text.
    public void occurred(int token) {
        if (token >= 0 && token < occurred.length) {
            occurred[token] = true;
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
        for (int i = 0; i < logits.length && settings.repeatPenalty() != 1; i++) {
            double z = logits[i];
            logits[i] = !occurred[i] ? z : z > 0 ? z / settings.repeatPenalty() : z * settings.repeatPenalty();
        }
        if (!settings.bias().equals(Bias.NONE)) {
            bend(settings.bias());
        }
        allowed.ifPresent(this::forbidOthers);
        int token = settings.temperature() == 0 ? best() : draw();
        occurred(token);
        chosen[token]++;
        return token;
    }

    private void bend(Bias bias) {
        for (int i = 0; i < logits.length; i++) {
            if (chosen[i] > 0) {
                logits[i] -= chosen[i] * bias.frequency() + bias.presence();
            }
        }
        for (int i = 0; i < biased.length; i++) {
            logits[biased[i]] += biases[i];
        }
    }

    private void forbidOthers(BitSet allowed) {
        for (int i = allowed.nextClearBit(0); i < logits.length; i = allowed.nextClearBit(i + 1)) {
            logits[i] = Double.NEGATIVE_INFINITY;
        }
    }

    private int best() {
        int best = 0;
        double top = logits[0];
        for (int i = 1; i < logits.length; i++) {
            if (logits[i] > top || Double.isNaN(logits[i])) {
                top = logits[i];
                best = i;
            }
        }
        if (!Double.isFinite(top)) {
            throw new T2lException("sampling: needs finite logits, the model gave " + top + " for token " + best
                    + "; its weights or those of an adapter are broken");
        }
        return best;
    }

    private int draw() {
        double top = logits[best()];
        for (int i = 0; i < logits.length; i++) {
            // The order of non-negative floats is that of their bits: the best token comes first.
            order[i] = (long) Float.floatToRawIntBits((float) (top - logits[i])) << 32 | i;
        }
        int count = settings.topK() > 0 || settings.topP() < 1 ? nucleus(top) : logits.length;
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += weight(i, top);
        }
        double at = random.nextDouble() * sum;
        int chosen = 0;
        for (int i = 0; i < count; i++) {
            double w = weight(i, top);
            if (w > 0) {
                chosen = i;
                at -= w;
                if (at < 0) {
                    break;
                }
            }
        }
        return (int) order[chosen];
    }

    /// Sorts the candidates that top-k and top-p leave to the front, best first, and returns their number.
    private int nucleus(double top) {
        boolean counted = settings.topK() > 0;
        Arrays.fill(shares, 0);
        double all = 0;
        for (int i = 0; i < order.length; i++) {
            double share = counted ? 1 : likelihood(i, top);
            shares[group(order[i])] += share;
            all += share;
        }
        int count = sortFirst(counted ? settings.topK() : settings.topP() * all);
        if (counted) {
            count = Math.min(count, settings.topK());
            all = 0;
            for (int i = 0; i < count; i++) {
                all += likelihood(i, top);
            }
        }
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += likelihood(i, top);
            if (sum >= settings.topP() * all) {
                return i + 1;
            }
        }
        return count;
    }

    /// Sorts the candidates of the first groups whose shares reach `wanted` to the front, and returns their number: a fraction of a
    /// large vocabulary.
    private int sortFirst(double wanted) {
        int last = 0;
        for (double sum = shares[0]; sum < wanted && last < shares.length - 1; sum += shares[last]) {
            last++;
        }
        int count = 0;
        for (int i = 0; i < order.length; i++) {
            if (group(order[i]) <= last) {
                order[count++] = order[i];
            }
        }
        Arrays.sort(order, 0, count);
        return count;
    }

    /// Candidates whose distances from the best logit share a sign, an exponent and three bits.
    private static int group(long candidate) {
        return (int) (candidate >>> 52);
    }

    /// A candidate's logit relative to the best.
    private double likelihood(int candidate, double top) {
        return Math.exp((logits[(int) order[candidate]] - top) / settings.temperature());
    }

    /// Its relative probability, 0 if min-p excludes it.
    private double weight(int candidate, double top) {
        double p = likelihood(candidate, top);
        return p < settings.minP() ? 0 : p;
    }
}
