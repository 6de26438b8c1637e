package t2l.langchain4j;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import module java.base;
import t2l.AdapterChoice;

/// The parameters of a request, with those that only t2l has.
public final class T2lChatRequestParameters extends DefaultChatRequestParameters {
    private final AdapterChoice adapter;
    private final Long seed;
    private final Duration timeout;

    private T2lChatRequestParameters(Builder builder) {
        super(builder);
        adapter = builder.adapter;
        seed = builder.seed;
        timeout = builder.timeout;
    }

    /// A builder without values.
    public static Builder builder() {
        return new Builder();
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
    public T2lChatRequestParameters overrideWith(ChatRequestParameters that) {
        return builder().overrideWith(this).overrideWith(that).build();
    }

    @Override
    public T2lChatRequestParameters defaultedBy(ChatRequestParameters that) {
        return builder().overrideWith(that).overrideWith(this).build();
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof T2lChatRequestParameters other && super.equals(o) && Objects.equals(adapter, other.adapter)
                && Objects.equals(seed, other.seed) && Objects.equals(timeout, other.timeout);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), adapter, seed, timeout);
    }

    @Override
    public String toString() {
        return super.toString() + " with adapter=" + adapter + ", seed=" + seed + ", timeout=" + timeout;
    }

    /// Collects parameters.
    public static final class Builder extends DefaultChatRequestParameters.Builder<Builder> {
        private AdapterChoice adapter;
        private Long seed;
        private Duration timeout;

        private Builder() {}

        @Override
        public Builder overrideWith(ChatRequestParameters that) {
            super.overrideWith(that);
            if (that instanceof T2lChatRequestParameters ours) {
                adapter = ours.adapter().orElse(adapter);
                seed = ours.seed().orElse(seed);
                timeout = ours.timeout().orElse(timeout);
            }
            return this;
        }

        public Builder adapter(AdapterChoice ref) {
            adapter = ref;
            return this;
        }

        public Builder seed(long number) {
            seed = number;
            return this;
        }

        public Builder timeout(Duration time) {
            timeout = time;
            return this;
        }

        @Override
        public T2lChatRequestParameters build() {
            return new T2lChatRequestParameters(this);
        }
    }
}
