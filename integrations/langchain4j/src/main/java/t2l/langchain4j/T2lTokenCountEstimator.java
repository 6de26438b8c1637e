package t2l.langchain4j;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.TokenCountEstimator;
import module java.base;
import t2l.*;
import t2l.tensor.Argument;
import t2l.transformer.generate.Settings;
import t2l.transformer.template.ChatTemplate.Message;
import t2l.transformer.template.PromptFormat;
import t2l.transformer.tools.ToolPrompt;

/// Counts tokens as the model reads them: exact for texts, and for whole conversations without the descriptions of tools.
public final class T2lTokenCountEstimator implements TokenCountEstimator {
    private final T2l t2l;

    public T2lTokenCountEstimator(T2l t2l) {
        this.t2l = Argument.given("t2l", t2l);
    }

    @Override
    public int estimateTokenCountInText(String text) {
        return t2l.model().tokenizer().encode(text, false).length;
    }

    /// The tokens of a prompt of this message alone.
    @Override
    public int estimateTokenCountInMessage(ChatMessage message) {
        return count(List.of(message));
    }

    /// The tokens of a prompt of these messages, up to the start of the reply.
    @Override
    public int estimateTokenCountInMessages(Iterable<ChatMessage> messages) {
        return count(StreamSupport.stream(messages.spliterator(), false).toList());
    }

    private int count(List<ChatMessage> conversation) {
        List<Message> messages = Conversations.messages(conversation);
        PromptFormat format = t2l.format(Adapter.NONE, Settings.DEFAULT);
        return format.template().isPresent()
                ? ToolPrompt.of(format, messages, Optional.empty()).length
                : messages.stream().mapToInt(message -> estimateTokenCountInText(message.content())).sum();
    }
}
