package t2l.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.common.AbstractChatModelIT;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.util.List;
import org.junit.jupiter.api.Tag;

/// LangChain4j's own tests of a chat model, on one that knows the capital of Germany.
@Tag("real")
class SmolChatModelTest extends AbstractChatModelIT {
    @Override
    protected List<ChatModel> models() {
        return List.of(new T2lChatModel(Smol.T2L));
    }

    @Override
    protected ChatModel createModelWith(ChatRequestParameters parameters) {
        return new T2lChatModel(Smol.T2L, parameters, List.of());
    }

    @Override
    protected ChatRequestParameters createIntegrationSpecificParameters(int maxOutputTokens) {
        return T2lChatRequestParameters.builder().maxOutputTokens(maxOutputTokens).build();
    }

    /// The model is too small to translate,
    @Override
    protected void should_respect_system_message(ChatModel model) {}

    /// or to remember a colour; [T2lModelsTest] has the conversation.
    @Override
    protected void should_respect_multiple_messages(ChatModel model) {}

    /// Defaults name the model; no request can ask for another, see [T2lModelsTest].
    @Override
    protected void should_fail_if_modelName_is_not_supported(ChatModel model) {}

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
