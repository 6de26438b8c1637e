package t2l.transformer.generate;

import static t2l.tensor.Argument.given;

import module java.base;
import t2l.transformer.grammar.JsonSchema;
import t2l.transformer.template.ChatTemplate;
import t2l.transformer.tools.Tools;

/// How an answer is generated and when it ends. Immutable; each method returns a copy with another value:
///
/// ```java
/// Settings.DEFAULT.maxTokens(64).temperature(0.7).seed(42).stop("\n").timeout(Duration.ofSeconds(10))
/// ```
///
/// @param maxTokens maximum number of new tokens
/// @param sampling  how each token is chosen
/// @param stop      texts that end the answer, which are not part of it
/// @param ignoreEnd whether to continue after an end token
/// @param timeout   maximum time of the whole answer, after which it fails
/// @param scores    for each token, how many of the most likely ones are reported with their probabilities; 0 for its own alone,
///                  -1 for nothing
/// @param template  of the prompt, in place of those of the adapter and the model
/// @param json      that the answer is, as a whole, unless it is cut off at its maximum length
/// @param tools     that it may call
public record Settings(int maxTokens, Sampler.Sampling sampling, List<String> stop, boolean ignoreEnd,
        Duration timeout, int scores, Optional<ChatTemplate> template, Optional<JsonSchema> json,
        Optional<Tools> tools) {
    /// Up to 256 tokens, greedy, without a timeout.
    public static final Settings DEFAULT = new Settings(256, Sampler.Sampling.GREEDY, List.of(), false,
            ChronoUnit.FOREVER.getDuration(), -1, Optional.empty(), Optional.empty(), Optional.empty());

    /// Throws [IllegalArgumentException] for values out of range.
    public Settings {
        given("sampling", sampling);
        given("stop", stop).forEach(text -> given("stop", text));
        stop = List.copyOf(stop);
        if (maxTokens < 0) {
            throw new IllegalArgumentException("max_tokens: needs a number of at least 0, got " + maxTokens);
        }
        if (scores < -1) {
            throw new IllegalArgumentException("scores: needs a number of at least -1, got " + scores);
        }
        if (given("timeout", timeout).isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout: needs a time longer than 0, got " + timeout);
        }
    }

    /// With `value` set by `set`, such as `Settings::seed`; unchanged if `value` is `null`, which a request does not give.
    public <V> Settings with(V value, BiFunction<Settings, V, Settings> set) {
        return value == null ? this : set.apply(this, value);
    }

    public Settings maxTokens(int count) {
        return new Settings(count, sampling, stop, ignoreEnd, timeout, scores, template, json, tools);
    }

    /// The sampling temperature; 0 is greedy.
    public Settings temperature(double temperature) {
        return sampling(sampling.temperature(temperature));
    }

    /// Samples from this many of the most likely tokens; 0 is all.
    public Settings topK(int count) {
        return sampling(sampling.topK(count));
    }

    /// Samples from the most likely tokens with this total probability; 1 is all.
    public Settings topP(double probability) {
        return sampling(sampling.topP(probability));
    }

    /// Makes a token less likely each time that it was chosen, as in OpenAI's API; 0 is none.
    public Settings frequencyPenalty(double penalty) {
        return sampling(sampling.frequencyPenalty(penalty));
    }

    /// Makes tokens less likely that were chosen, as in OpenAI's API; 0 is none.
    public Settings presencePenalty(double penalty) {
        return sampling(sampling.presencePenalty(penalty));
    }

    /// The random seed: the same seed gives the same answer.
    public Settings seed(long seed) {
        return sampling(sampling.seed(seed));
    }

    public Settings sampling(Sampler.Sampling other) {
        return new Settings(maxTokens, other, stop, ignoreEnd, timeout, scores, template, json, tools);
    }

    public Settings stop(String... texts) {
        return new Settings(maxTokens, sampling, Arrays.asList(texts), ignoreEnd, timeout, scores, template, json,
                tools);
    }

    public Settings ignoreEnd(boolean ignore) {
        return new Settings(maxTokens, sampling, stop, ignore, timeout, scores, template, json, tools);
    }

    public Settings timeout(Duration time) {
        return new Settings(maxTokens, sampling, stop, ignoreEnd, time, scores, template, json, tools);
    }

    /// Reports how likely each token was, and so many of the most likely ones: [Answer#scores].
    public Settings scores(int most) {
        return new Settings(maxTokens, sampling, stop, ignoreEnd, timeout, most, template, json, tools);
    }

    /// Writes the prompt in this chat template.
    public Settings template(ChatTemplate other) {
        return new Settings(maxTokens, sampling, stop, ignoreEnd, timeout, scores, Optional.of(other), json, tools);
    }

    /// Lets the answer call tools: [Answer#message] has the calls. They are part of a prompt in
    /// messages.
    public Settings tools(Tools some) {
        return new Settings(maxTokens, sampling, stop, ignoreEnd, timeout, scores, template, json, Optional.of(some));
    }

    /// Writes JSON that `schema` describes. The answer ends when it is complete, whatever [#ignoreEnd] says.
    public Settings json(JsonSchema schema) {
        return new Settings(maxTokens, sampling, stop, ignoreEnd, timeout, scores, template, Optional.of(schema),
                tools);
    }
}
