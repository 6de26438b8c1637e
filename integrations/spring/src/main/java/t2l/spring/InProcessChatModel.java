package t2l.spring;

import module java.base;
import org.springframework.ai.chat.messages.*;
import org.springframework.ai.chat.messages.AssistantMessage.ToolCall;
import org.springframework.ai.chat.metadata.*;
import org.springframework.ai.chat.model.*;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.MediaContent;
import org.springframework.ai.tool.ToolCallback;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import t2l.*;
import t2l.transformer.generate.*;
import t2l.transformer.grammar.JsonSchema;
import t2l.transformer.template.ChatTemplate;
import t2l.transformer.template.ChatTemplate.Call;
import t2l.transformer.tools.*;
import t2l.transformer.tools.ToolReader.Part;
import t2l.transformer.tools.Tools.Tool;

/// Spring AI's chat model, also streaming. Without a chat template, the model continues the last message. May be shared by
/// threads; does not close its [T2l].
///
/// An answer that calls tools has the calls; whoever asks runs them, such as a `ChatClient`. Throws [IllegalArgumentException]
/// for what t2l lacks, such as images, and else like [T2l#complete].
public final class InProcessChatModel implements ChatModel {
    private final T2l t2l;
    private final T2lChatOptions defaults;

    /// @param defaults options of requests that do not state them; their model is the only one that requests may ask for
    public InProcessChatModel(T2l t2l, T2lChatOptions defaults) {
        this.t2l = t2l;
        this.defaults = defaults;
    }

    @Override
    public T2lChatOptions getOptions() {
        return defaults;
    }

    @Override
    public ChatResponse call(Prompt prompt) {
        try (Answer answer = answer(prompt)) {
            answer.readAll();
            return end(answer, answer.message().content());
        }
    }

    /// Begins when it is subscribed to; cancelling the subscription ends the answer. The last response has no text, but the
    /// calls of tools, the reason of the end and the tokens.
    @Override
    public Flux<ChatResponse> stream(Prompt prompt) {
        return Flux.using(() -> answer(prompt), answer -> Flux.fromIterable(texts(answer)).map(InProcessChatModel::part)
                .concatWith(Flux.defer(() -> Flux.just(end(answer, "")))), Answer::close)
                .subscribeOn(Schedulers.boundedElastic()); // it waits for each token
    }

    /// The chunks of an answer without its calls.
    private static Iterable<String> texts(Answer answer) {
        if (answer.reader().isEmpty()) {
            return answer;
        }
        ToolReader reader = answer.reader().get();
        Stream<List<Part>> parts = Stream.concat(StreamSupport.stream(answer.spliterator(), false).map(reader::accept),
                Stream.of(0).map(_ -> reader.finish()));
        return () -> parts.flatMap(List::stream).filter(Part.Text.class::isInstance).map(Part.Text.class::cast)
                .map(Part.Text::text).iterator();
    }

    private static ChatResponse part(String text) {
        return new ChatResponse(List.of(new Generation(new AssistantMessage(text))));
    }

    private ChatResponse end(Answer answer, String text) {
        Completion completion = answer.completion();
        List<ToolCall> calls = answer.message().calls().stream()
                .map(call -> new ToolCall(call.id(), "function", call.name(), call.arguments())).toList();
        String reason = completion.finish() == Completion.Finish.LENGTH
                ? "LENGTH"
                : calls.isEmpty() ? "STOP" : "TOOL_CALLS";
        return new ChatResponse(
                List.of(new Generation(AssistantMessage.builder().content(text).toolCalls(calls).build(),
                        ChatGenerationMetadata.builder().finishReason(reason).build())),
                ChatResponseMetadata.builder().id(UUID.randomUUID().toString()).model(or(defaults.getModel(), "t2l"))
                        .usage(new DefaultUsage(answer.promptTokens(), completion.tokens().size())).build());
    }

    private Answer answer(Prompt prompt) {
        T2lChatOptions options = options(prompt);
        Settings settings = Settings.DEFAULT.with(options.getTemperature(), Settings::temperature)
                .with(options.getTopK(), Settings::topK).with(options.getTopP(), Settings::topP)
                .with(options.seed().orElse(null), Settings::seed).with(options.getMaxTokens(), Settings::maxTokens)
                .with(options.getFrequencyPenalty(), Settings::frequencyPenalty)
                .with(options.getPresencePenalty(), Settings::presencePenalty)
                .with(options.getStopSequences(), (all, texts) -> all.stop(texts.toArray(String[]::new)))
                .with(options.timeout().orElse(null), Settings::timeout)
                .with(options.getOutputSchema(), (all, text) -> all.json(JsonSchema.parse("output schema", text)));
        if (!options.getToolCallbacks().isEmpty()) {
            Tools tools = Tools.of(options.getToolCallbacks().stream().map(ToolCallback::getToolDefinition)
                    .map(tool -> Tool.of(tool.name(), tool.description(), tool.inputSchema())).toArray(Tool[]::new));
            settings = settings.tools(options.requireTools().orElse(false) ? tools.required() : tools);
        }
        List<ChatTemplate.Message> messages = prompt.getInstructions().stream().flatMap(InProcessChatModel::messages)
                .toList();
        return t2l.stream(T2l.Prompt.messages(messages), options.adapter().orElse(AdapterChoice.NONE), settings);
    }

    private T2lChatOptions options(Prompt prompt) {
        ChatOptions own = prompt.getOptions();
        if (own == null) {
            return defaults;
        }
        require(own.getModel() == null || own.getModel().equals(or(defaults.getModel(), "t2l")),
                "the model " + own.getModel());
        return defaults.mutate().combineWith(own.mutate()).build();
    }

    static Stream<ChatTemplate.Message> messages(Message message) {
        return message instanceof ToolResponseMessage results
                ? results.getResponses().stream().map(
                        result -> new ChatTemplate.Message("tool", or(result.responseData(), ""), List.of(),
                                result.id()))
                : Stream.of(message(message));
    }

    private static ChatTemplate.Message message(Message message) {
        require(!(message instanceof MediaContent media) || or(media.getMedia(), List.of()).isEmpty(),
                "a message with an image");
        List<Call> calls = message instanceof AssistantMessage assistant
                ? assistant.getToolCalls().stream().map(call -> new Call(call.id(), call.name(),
                        call.arguments().isBlank() ? "{}" : call.arguments())).toList()
                : List.of();
        return new ChatTemplate.Message(message.getMessageType().getValue(), or(message.getText(), ""), calls, "");
    }

    private static void require(boolean supported, String what) {
        if (!supported) {
            throw new IllegalArgumentException("t2l: " + what + ": not supported; leave it out");
        }
    }

    private static <V> V or(V value, V other) {
        return Optional.ofNullable(value).orElse(other);
    }
}
