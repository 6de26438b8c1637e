package t2l.spring;

import module java.base;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.DefaultChatOptions;
import org.springframework.ai.chat.prompt.DefaultChatOptionsBuilder;
import t2l.AdapterChoice;

/// The options of a request, with those that only t2l has. What is not given is that of the model, and in the end greedy sampling
/// of up to 256 tokens with the unchanged model.
public final class T2lChatOptions extends DefaultChatOptions {
    private final AdapterChoice adapter;
    private final Long seed;
    private final Duration timeout;

    private T2lChatOptions(String model, Double frequencyPenalty, Integer maxTokens, Double presencePenalty,
            List<String> stopSequences, Double temperature, Integer topK, Double topP, Builder more) {
        super(model, frequencyPenalty, maxTokens, presencePenalty, stopSequences, temperature, topK, topP);
        adapter = more.adapter;
        seed = more.seed;
        timeout = more.timeout;
    }

    /// A builder without values.
    public static Builder builder() {
        return new Builder();
    }

    /// The adapter of a description: the most common option.
    public static T2lChatOptions describe(String description) {
        return builder().adapter(AdapterChoice.describe(description)).build();
    }

    /// The adapter; empty for the default, which is the unchanged model.
    public Optional<AdapterChoice> adapter() {
        return Optional.ofNullable(adapter);
    }

    /// The seed of sampling; empty for the default, which is 0.
    public Optional<Long> seed() {
        return Optional.ofNullable(seed);
    }

    /// The time for the whole answer; empty for the default, which is without end.
    public Optional<Duration> timeout() {
        return Optional.ofNullable(timeout);
    }

    @Override
    public Builder mutate() {
        return builder().model(getModel()).frequencyPenalty(getFrequencyPenalty()).maxTokens(getMaxTokens())
                .presencePenalty(getPresencePenalty()).stopSequences(getStopSequences()).temperature(getTemperature())
                .topK(getTopK()).topP(getTopP()).adapter(adapter).seed(seed).timeout(timeout);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof T2lChatOptions other && super.equals(o) && Objects.equals(adapter, other.adapter)
                && Objects.equals(seed, other.seed) && Objects.equals(timeout, other.timeout);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), adapter, seed, timeout);
    }

    /// Collects options.
    public static final class Builder extends DefaultChatOptionsBuilder<Builder> {
        private AdapterChoice adapter;
        private Long seed;
        private Duration timeout;

        private Builder() {}

        public Builder adapter(AdapterChoice choice) {
            adapter = choice;
            return this;
        }

        public Builder seed(Long number) {
            seed = number;
            return this;
        }

        public Builder timeout(Duration time) {
            timeout = time;
            return this;
        }

        @Override
        public Builder combineWith(ChatOptions.Builder<?> other) {
            super.combineWith(other);
            if (other instanceof Builder ours) {
                adapter = Optional.ofNullable(ours.adapter).orElse(adapter);
                seed = Optional.ofNullable(ours.seed).orElse(seed);
                timeout = Optional.ofNullable(ours.timeout).orElse(timeout);
            }
            return this;
        }

        @Override
        public T2lChatOptions build() {
            return new T2lChatOptions(model, frequencyPenalty, maxTokens, presencePenalty, stopSequences, temperature,
                    topK, topP, this);
        }
    }
}
