package t2l.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.model.embedding.DimensionAwareEmbeddingModel;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.output.TokenUsage;
import java.util.List;
import t2l.T2l;
import t2l.tensor.Argument;

/// Vectors of length 1 from the text encoder of the hypernetwork.
public final class T2lEmbeddingModel extends DimensionAwareEmbeddingModel {
    private final T2l t2l;

    public T2lEmbeddingModel(T2l t2l) {
        this.t2l = Argument.given("t2l", t2l);
    }

    /// Throws [t2l.tensor.T2lException] like [T2l#embed].
    @Override
    public EmbeddingResponse doEmbed(EmbeddingRequest request) {
        List<String> texts = request.inputs().stream().map(EmbeddingInput::text).toList();
        return EmbeddingResponse.builder().embeddings(t2l.embed(texts).stream().map(Embedding::from).toList())
                .modelName(modelName()).tokenUsage(new TokenUsage(t2l.embeddedTokens(texts))).build();
    }

    @Override
    public String modelName() {
        return "t2l";
    }
}
