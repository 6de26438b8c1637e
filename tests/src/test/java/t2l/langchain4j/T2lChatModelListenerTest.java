package t2l.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.common.AbstractChatModelListenerIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.util.List;
import t2l.T2l;

/// LangChain4j's own tests of listeners.
class T2lChatModelListenerTest extends AbstractChatModelListenerIT {
    @Override
    protected ChatModel createModel(ChatModelListener listener) {
        return new T2lChatModel(Tiny.T2L, parameters(), List.of(listener));
    }

    private ChatRequestParameters parameters() {
        return T2lChatRequestParameters.builder().modelName(modelName()).temperature(temperature()).topP(topP())
                .maxOutputTokens(maxTokens()).build();
    }

    @Override
    protected String modelName() {
        return "tiny";
    }

    @Override
    protected ChatModel createFailingModel(ChatModelListener listener) {
        T2l closed = T2l.open("builtin:tiny");
        closed.close();
        return new T2lChatModel(closed, parameters(), List.of(listener));
    }

    @Override
    protected Class<? extends Exception> expectedExceptionClass() {
        return IllegalStateException.class;
    }

    @Override
    protected boolean supportsTools() {
        return false;
    }
}
