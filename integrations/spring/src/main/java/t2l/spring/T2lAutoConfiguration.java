package t2l.spring;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import t2l.T2l;

/// The [T2l] of the property `t2l.model`, unless the application defines one.
@AutoConfiguration
@EnableConfigurationProperties(T2lProperties.class)
public class T2lAutoConfiguration {
    @Bean
    @ConditionalOnMissingBean
    @ConditionalOnProperty("t2l.model")
    T2l t2l(T2lProperties properties) {
        return properties.open();
    }
}
