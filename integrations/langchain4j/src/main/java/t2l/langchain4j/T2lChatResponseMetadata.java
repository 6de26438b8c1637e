package t2l.langchain4j;

import dev.langchain4j.model.chat.response.ChatResponseMetadata;
import java.util.Objects;

/// What a response says of itself, with the times that only t2l gives. Listeners find it in `chatResponse().metadata()`.
public final class T2lChatResponseMetadata extends ChatResponseMetadata {
    private final double firstTokenMillis;
    private final double totalMillis;

    private T2lChatResponseMetadata(Builder builder) {
        super(builder);
        firstTokenMillis = builder.firstTokenMillis;
        totalMillis = builder.totalMillis;
    }

    /// Milliseconds from the request to the first token of the answer, also those that it waited.
    public double firstTokenMillis() {
        return firstTokenMillis;
    }

    /// Milliseconds from the request to the last token of the answer.
    public double totalMillis() {
        return totalMillis;
    }

    @Override
    public Builder toBuilder() {
        var builder = new Builder(firstTokenMillis, totalMillis);
        toBuilder(builder);
        return builder;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof T2lChatResponseMetadata other && super.equals(o)
                && firstTokenMillis == other.firstTokenMillis && totalMillis == other.totalMillis;
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), firstTokenMillis, totalMillis);
    }

    @Override
    public String toString() {
        return super.toString() + " with firstTokenMillis=" + firstTokenMillis + ", totalMillis=" + totalMillis;
    }

    /// Changes what LangChain4j's own metadata have.
    public static final class Builder extends ChatResponseMetadata.Builder<Builder> {
        private final double firstTokenMillis;
        private final double totalMillis;

        Builder(double firstTokenMillis, double totalMillis) {
            this.firstTokenMillis = firstTokenMillis;
            this.totalMillis = totalMillis;
        }

        @Override
        public T2lChatResponseMetadata build() {
            return new T2lChatResponseMetadata(this);
        }
    }
}
