package t2l;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import t2l.transformer.generate.Sampler;

/// How an answer is written and where it ends. Immutable; each method with an argument gives a copy with another value:
///
/// ```java
/// Settings.DEFAULT.maxTokens(64).temperature(0.7).seed(42).stop("\n").timeout(Duration.ofSeconds(10))
/// ```
///
/// @param maxTokens new tokens at most
/// @param sampling  how each token is chosen
/// @param stop      texts before which the answer ends
/// @param ignoreEnd whether to go on after a token that ends the text
/// @param timeout   time for the whole answer; one that takes longer fails
public record Settings(int maxTokens, Sampler.Settings sampling, List<String> stop, boolean ignoreEnd,
        Duration timeout) {
    /// Up to 256 tokens, always the best one, however long it takes.
    public static final Settings DEFAULT = new Settings(256, Sampler.Settings.GREEDY, List.of(), false,
            ChronoUnit.FOREVER.getDuration());

    /// Throws [IllegalArgumentException] for values that make no sense.
    public Settings {
        stop = List.copyOf(stop);
        if (maxTokens < 0) {
            throw new IllegalArgumentException("max tokens: needs a number of at least 0, got " + maxTokens);
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout: needs a time longer than 0, got " + timeout);
        }
    }

    public Settings maxTokens(int count) {
        return new Settings(count, sampling, stop, ignoreEnd, timeout);
    }

    /// 0 always takes the best token; 1 draws as likely as the model says.
    public Settings temperature(double temperature) {
        return sampling(sampling.temperature(temperature));
    }

    /// Draws only from the best tokens that together have this probability; 1 is all.
    public Settings topP(double probability) {
        return sampling(sampling.topP(probability));
    }

    /// Of the draws: the same seed gives the same answer.
    public Settings seed(long seed) {
        return sampling(sampling.seed(seed));
    }

    public Settings sampling(Sampler.Settings other) {
        return new Settings(maxTokens, other, stop, ignoreEnd, timeout);
    }

    public Settings stop(String... texts) {
        return new Settings(maxTokens, sampling, List.of(texts), ignoreEnd, timeout);
    }

    public Settings ignoreEnd(boolean ignore) {
        return new Settings(maxTokens, sampling, stop, ignore, timeout);
    }

    public Settings timeout(Duration time) {
        return new Settings(maxTokens, sampling, stop, ignoreEnd, time);
    }
}
