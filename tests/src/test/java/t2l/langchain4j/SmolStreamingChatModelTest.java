package t2l.langchain4j;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.util.List;
import org.junit.jupiter.api.Tag;

/// LangChain4j's own tests of a streaming chat model, on one that knows the capital of Germany.
@Tag("real")
class SmolStreamingChatModelTest extends AbstractStreamingChatModelIT {
    @Override
    protected List<StreamingChatModel> models() {
        return List.of(new T2lStreamingChatModel(Smol.T2L));
    }

    @Override
    protected StreamingChatModel createModelWith(ChatRequestParameters parameters) {
        return new T2lStreamingChatModel(Smol.T2L, parameters, List.of());
    }

    @Override
    public StreamingChatModel createModelWith(ChatModelListener listener) {
        return new T2lStreamingChatModel(Smol.T2L, ChatRequestParameters.builder().build(), List.of(listener));
    }

    @Override
    protected ChatRequestParameters createIntegrationSpecificParameters(int maxOutputTokens) {
        return T2lChatRequestParameters.builder().maxOutputTokens(maxOutputTokens).build();
    }

    /// The model is too small to translate,
    @Override
    protected void should_respect_system_message(StreamingChatModel model) {}

    /// or to remember a colour; [T2lModelsTest] has the conversation.
    @Override
    protected void should_respect_multiple_messages(StreamingChatModel model) {}

    /// Defaults name the model; no request can ask for another, see [T2lModelsTest].
    @Override
    protected void should_fail_if_modelName_is_not_supported(StreamingChatModel model) {}

    /// A model has one name.
    @Override
    protected boolean supportsModelNameParameter() {
        return false;
    }

    @Override
    protected boolean supportsTools() {
        return false;
    }

    @Override
    protected boolean supportsToolChoiceRequired() {
        return false;
    }

    @Override
    protected boolean supportsSingleImageInputAsBase64EncodedString() {
        return false;
    }

    @Override
    protected boolean supportsSingleImageInputAsPublicURL() {
        return false;
    }
}
