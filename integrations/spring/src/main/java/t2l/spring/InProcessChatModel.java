package t2l.spring;

import module java.base;
import org.springframework.ai.chat.messages.AssistantMessage;
import org.springframework.ai.chat.messages.Message;
import org.springframework.ai.chat.messages.MessageType;
import org.springframework.ai.chat.metadata.ChatGenerationMetadata;
import org.springframework.ai.chat.metadata.ChatResponseMetadata;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.chat.model.ChatResponse;
import org.springframework.ai.chat.model.Generation;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.chat.prompt.Prompt;
import org.springframework.ai.content.MediaContent;
import org.springframework.ai.model.tool.ToolCallingChatOptions;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;
import t2l.AdapterChoice;
import t2l.Settings;
import t2l.T2l;
import t2l.transformer.generate.Answer;
import t2l.transformer.generate.Completion;
import t2l.transformer.generate.Sampler;
import t2l.transformer.template.ChatTemplate;

/// Spring AI's chat model, also streaming. Without a chat template, the model continues the last message. May be shared by
/// threads; does not close its [T2l].
///
/// Throws [IllegalArgumentException] for what t2l lacks (tools, images, penalties), and else like [T2l#complete].
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
            return end(answer, answer.text());
        }
    }

    /// Begins when it is subscribed to; cancelling the subscription ends the answer. The last response has no text, but the
    /// reason of the end and the tokens.
    @Override
    public Flux<ChatResponse> stream(Prompt prompt) {
        return Flux.using(() -> answer(prompt), answer -> Flux.fromIterable(answer).map(InProcessChatModel::part)
                .concatWith(Flux.defer(() -> Flux.just(end(answer, "")))), Answer::close)
                .subscribeOn(Schedulers.boundedElastic()); // it waits for each token
    }

    private static ChatResponse part(String text) {
        return new ChatResponse(List.of(new Generation(new AssistantMessage(text))));
    }

    private ChatResponse end(Answer answer, String text) {
        Completion completion = answer.completion();
        String reason = completion.finish() == Completion.Finish.LENGTH ? "LENGTH" : "STOP";
        return new ChatResponse(
                List.of(new Generation(new AssistantMessage(text),
                        ChatGenerationMetadata.builder().finishReason(reason).build())),
                ChatResponseMetadata.builder().id(UUID.randomUUID().toString()).model(or(defaults.getModel(), "t2l"))
                        .usage(new DefaultUsage(answer.promptTokens(), completion.tokens().size())).build());
    }

    private Answer answer(Prompt prompt) {
        T2lChatOptions options = options(prompt);
        var sampling = new Sampler.Sampling(or(options.getTemperature(), 0.0), or(options.getTopK(), 0),
                or(options.getTopP(), 1.0), 0, 1, options.seed().orElse(0L));
        Settings settings = Settings.DEFAULT.sampling(sampling)
                .maxTokens(or(options.getMaxTokens(), Settings.DEFAULT.maxTokens()))
                .stop(or(options.getStopSequences(), List.<String>of()).toArray(String[]::new))
                .timeout(options.timeout().orElse(Settings.DEFAULT.timeout()));
        List<ChatTemplate.Message> messages = prompt.getInstructions().stream().map(InProcessChatModel::message)
                .toList();
        return t2l.stream(T2l.Prompt.messages(messages), options.adapter().orElse(AdapterChoice.NONE),
                settings);
    }

    private T2lChatOptions options(Prompt prompt) {
        ChatOptions own = prompt.getOptions();
        if (own == null) {
            return defaults;
        }
        require(!(own instanceof ToolCallingChatOptions tools) || or(tools.getToolCallbacks(), List.of()).isEmpty(),
                "tools");
        require(or(own.getFrequencyPenalty(), 0.0) == 0 && or(own.getPresencePenalty(), 0.0) == 0,
                "frequency and presence penalties");
        require(own.getModel() == null || own.getModel().equals(or(defaults.getModel(), "t2l")),
                "the model " + own.getModel());
        return defaults.mutate().combineWith(own.mutate()).build();
    }

    private static ChatTemplate.Message message(Message message) {
        require(message.getMessageType() != MessageType.TOOL, "tools");
        require(!(message instanceof MediaContent media) || or(media.getMedia(), List.of()).isEmpty(),
                "a message with an image");
        return new ChatTemplate.Message(message.getMessageType().getValue(), or(message.getText(), ""));
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
