package t2l.langchain4j;

import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.common.AbstractEmbeddingModelIT;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import java.util.List;
import t2l.T2l;

/// LangChain4j's own tests of an embedding model.
class T2lEmbeddingModelTest extends AbstractEmbeddingModelIT {
    @Override
    protected List<EmbeddingModel> models() {
        return List.of(new T2lEmbeddingModel(Tiny.T2L));
    }

    @Override
    protected EmbeddingModel modelWith(EmbeddingModelListener listener) {
        return new T2lEmbeddingModel(Tiny.T2L).addListener(listener);
    }

    @Override
    protected EmbeddingModel failingModelWith(EmbeddingModelListener listener) {
        T2l closed = T2l.open("builtin:tiny");
        closed.close();
        return new T2lEmbeddingModel(closed).addListener(listener);
    }

    @Override
    protected boolean supportsInputTypeParameter() {
        return false;
    }

    @Override
    protected boolean supportsDimensionsParameter() {
        return false;
    }

    @Override
    protected boolean supportsImageInput() {
        return false;
    }

    @Override
    protected boolean supportsInterleavedInput() {
        return false;
    }

    /// Any image: the inherited one is on the internet.
    @Override
    protected ImageContent catImage() {
        return ImageContent.from("AA==", "image/png");
    }
}
