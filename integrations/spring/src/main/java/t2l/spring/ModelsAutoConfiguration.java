package t2l.spring;

import org.springframework.ai.chat.client.AdvisorParams;
import org.springframework.ai.chat.client.ChatClientBuilderCustomizer;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.embedding.EmbeddingModel;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.*;
import org.springframework.context.annotation.Bean;
import t2l.T2l;

/// Spring AI's models, where there is a [T2l], and unless the application has others or chooses others in `spring.ai.model.…`.
@AutoConfiguration(after = T2lAutoConfiguration.class)
@ConditionalOnClass(ChatModel.class)
@ConditionalOnBean(T2l.class)
public class ModelsAutoConfiguration {
    /// @param options defaults of all requests, if the application defines any
    @Bean
    @ConditionalOnMissingBean(ChatModel.class)
    @ConditionalOnProperty(name = "spring.ai.model.chat", havingValue = "t2l", matchIfMissing = true)
    InProcessChatModel t2lChatModel(T2l t2l, ObjectProvider<T2lChatOptions> options) {
        return new InProcessChatModel(t2l, options.getIfAvailable(() -> T2lChatOptions.builder().build()));
    }

    /// Has `ChatClient` hand over the schema in `entity`, to which an answer is then held, in place of a request in words.
    @Bean
    @ConditionalOnBean(InProcessChatModel.class)
    @ConditionalOnClass(ChatClientBuilderCustomizer.class)
    ChatClientBuilderCustomizer t2lStructuredOutput() {
        return builder -> builder.defaultAdvisors(AdvisorParams.ENABLE_NATIVE_STRUCTURED_OUTPUT);
    }

    @Bean
    @ConditionalOnMissingBean(EmbeddingModel.class)
    @ConditionalOnProperty(name = "spring.ai.model.embedding", havingValue = "t2l", matchIfMissing = true)
    InProcessEmbeddingModel t2lEmbeddingModel(T2l t2l) {
        return new InProcessEmbeddingModel(t2l);
    }
}
