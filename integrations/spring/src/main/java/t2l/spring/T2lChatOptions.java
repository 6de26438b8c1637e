package t2l.spring;

import module java.base;
import org.springframework.ai.chat.prompt.*;
import org.springframework.ai.model.tool.StructuredOutputChatOptions;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import org.springframework.ai.tool.ToolCallback;
import t2l.AdapterChoice;

/// The options of a request, with those that only t2l has. What is not given is that of the model, and in the end greedy sampling
/// of up to 256 tokens with the unchanged model.
public final class T2lChatOptions extends DefaultChatOptions
        implements
            ToolCallingChatOptions,
            StructuredOutputChatOptions {
    private final More more;

    /// What is not among Spring's own options; `null` if it is not given.
    private record More(AdapterChoice adapter, Long seed, Duration timeout, String outputSchema,
            List<ToolCallback> toolCallbacks, Map<String, Object> toolContext, Boolean requireTools) {}

    private T2lChatOptions(String model, Double frequencyPenalty, Integer maxTokens, Double presencePenalty,
            List<String> stopSequences, Double temperature, Integer topK, Double topP, More more) {
        super(model, frequencyPenalty, maxTokens, presencePenalty, stopSequences, temperature, topK, topP);
        this.more = more;
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
        return Optional.ofNullable(more.adapter);
    }

    /// The seed of sampling; empty for the default, which is 0.
    public Optional<Long> seed() {
        return Optional.ofNullable(more.seed);
    }

    /// The time for the whole answer; empty for the default, which is without end.
    public Optional<Duration> timeout() {
        return Optional.ofNullable(more.timeout);
    }

    /// The tools that an answer may call. Whoever asks runs them: a `ChatClient` does.
    @Override
    public List<ToolCallback> getToolCallbacks() {
        return more.toolCallbacks;
    }

    @Override
    public Map<String, Object> getToolContext() {
        return more.toolContext;
    }

    /// Whether an answer must call a tool; empty for the default, which is that it may.
    public Optional<Boolean> requireTools() {
        return Optional.ofNullable(more.requireTools);
    }

    /// A JSON Schema that the answer follows; `null` for any text. `ChatClient` sets it in `entity`.
    @Override
    public String getOutputSchema() {
        return more.outputSchema;
    }

    @Override
    public Builder mutate() {
        return builder().model(getModel()).frequencyPenalty(getFrequencyPenalty()).maxTokens(getMaxTokens())
                .presencePenalty(getPresencePenalty()).stopSequences(getStopSequences()).temperature(getTemperature())
                .topK(getTopK()).topP(getTopP()).adapter(more.adapter).seed(more.seed).timeout(more.timeout)
                .toolCallbacks(more.toolCallbacks).toolContext(more.toolContext).outputSchema(more.outputSchema)
                .requireTools(more.requireTools);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof T2lChatOptions other && super.equals(o) && more.equals(other.more);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), more);
    }

    /// Collects options.
    public static final class Builder extends DefaultChatOptionsBuilder<Builder>
            implements
                ToolCallingChatOptions.Builder<Builder>,
                StructuredOutputChatOptions.Builder<Builder> {
        private AdapterChoice adapter;
        private Long seed;
        private Duration timeout;
        private String outputSchema;
        private List<ToolCallback> toolCallbacks = List.of();
        private Map<String, Object> toolContext = Map.of();
        private Boolean requireTools;

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

        /// Has each answer call a tool: for requests whose tools return directly, or that are not run in a loop.
        public Builder requireTools(Boolean required) {
            requireTools = required;
            return this;
        }

        @Override
        public Builder outputSchema(String schema) {
            outputSchema = schema;
            return this;
        }

        @Override
        public Builder toolCallbacks(List<ToolCallback> callbacks) {
            toolCallbacks = callbacks == null ? List.of() : List.copyOf(callbacks);
            return this;
        }

        @Override
        public Builder toolCallbacks(ToolCallback... callbacks) {
            return toolCallbacks(List.of(callbacks));
        }

        @Override
        public Builder toolContext(Map<String, Object> context) {
            toolContext = context == null ? Map.of() : Map.copyOf(context);
            return this;
        }

        @Override
        public Builder toolContext(String key, Object value) {
            return toolContext(ToolCallingChatOptions.mergeToolContext(Map.of(key, value), toolContext));
        }

        @Override
        public Builder combineWith(ChatOptions.Builder<?> other) {
            super.combineWith(other);
            ChatOptions others = other.build();
            if (others instanceof ToolCallingChatOptions tools) {
                toolCallbacks = ToolCallingChatOptions.mergeToolCallbacks(tools.getToolCallbacks(), toolCallbacks);
                toolContext = ToolCallingChatOptions.mergeToolContext(tools.getToolContext(), toolContext);
            }
            if (others instanceof StructuredOutputChatOptions structured) {
                outputSchema = Optional.ofNullable(structured.getOutputSchema()).orElse(outputSchema);
            }
            if (other instanceof Builder ours) {
                adapter = Optional.ofNullable(ours.adapter).orElse(adapter);
                seed = Optional.ofNullable(ours.seed).orElse(seed);
                timeout = Optional.ofNullable(ours.timeout).orElse(timeout);
                requireTools = Optional.ofNullable(ours.requireTools).orElse(requireTools);
            }
            return this;
        }

        @Override
        public T2lChatOptions build() {
            return new T2lChatOptions(model, frequencyPenalty, maxTokens, presencePenalty, stopSequences, temperature,
                    topK, topP,
                    new More(adapter, seed, timeout, outputSchema, toolCallbacks, toolContext, requireTools));
        }
    }
}
