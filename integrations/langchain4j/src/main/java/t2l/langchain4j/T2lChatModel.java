package t2l.langchain4j;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import module java.base;
import t2l.*;
import t2l.tensor.*;
import t2l.transformer.generate.Answer;

/// Answers conversations. Without a chat template, the model continues the last message.
public final class T2lChatModel implements ChatModel {
    private final Conversations conversations;
    private final List<ChatModelListener> listeners;

    /// The unchanged model.
    public T2lChatModel(T2l t2l) {
        this(t2l, AdapterChoice.NONE);
    }

    /// The model with an adapter, unless a request names another one.
    public T2lChatModel(T2l t2l, AdapterChoice adapter) {
        this(t2l, T2lChatRequestParameters.builder().adapter(adapter).build(), List.of());
    }

    /// @param defaults parameters of requests that do not state them; `modelName` is the only one that requests may then ask for
    public T2lChatModel(T2l t2l, ChatRequestParameters defaults, List<ChatModelListener> listeners) {
        conversations = Conversations.of(t2l, defaults);
        this.listeners = List.copyOf(Argument.given("listeners", listeners));
    }

    /// Throws [dev.langchain4j.exception.UnsupportedFeatureException] if the request asks for what t2l lacks,
    /// [dev.langchain4j.exception.TimeoutException] after its timeout, and else [T2lException] like [T2l#complete].
    @Override
    public ChatResponse doChat(ChatRequest request) {
        try (Answer answer = conversations.answer(request)) {
            answer.readAll();
            return conversations.response(answer);
        } catch (T2lException e) {
            throw Conversations.named(e);
        }
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return conversations.defaults();
    }

    @Override
    public Set<Capability> supportedCapabilities() {
        return Conversations.CAPABILITIES;
    }

    @Override
    public List<ChatModelListener> listeners() {
        return listeners;
    }
}
