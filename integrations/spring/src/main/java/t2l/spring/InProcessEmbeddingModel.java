package t2l.spring;

import module java.base;
import org.springframework.ai.chat.metadata.DefaultUsage;
import org.springframework.ai.document.Document;
import org.springframework.ai.embedding.*;
import t2l.T2l;

/// Vectors of length 1 from the text encoder of the hypernetwork.
public final class InProcessEmbeddingModel extends AbstractEmbeddingModel {
    private final T2l t2l;

    public InProcessEmbeddingModel(T2l t2l) {
        this.t2l = t2l;
    }

    /// Throws like [T2l#embed].
    @Override
    public EmbeddingResponse call(EmbeddingRequest request) {
        List<String> texts = request.getInstructions();
        List<float[]> vectors = t2l.embed(texts);
        return new EmbeddingResponse(
                IntStream.range(0, vectors.size()).mapToObj(i -> new Embedding(vectors.get(i), i)).toList(),
                new EmbeddingResponseMetadata("t2l", new DefaultUsage(t2l.embeddedTokens(texts), 0)));
    }

    @Override
    public float[] embed(Document document) {
        return embed(getEmbeddingContent(document));
    }
}
