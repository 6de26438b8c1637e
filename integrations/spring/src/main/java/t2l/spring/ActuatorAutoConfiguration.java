package t2l.spring;

import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.*;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import t2l.T2l;

/// What operators see and do: the end of running answers before a shutdown, metrics, health.
@AutoConfiguration(after = T2lAutoConfiguration.class)
@ConditionalOnBean(T2l.class)
public class ActuatorAutoConfiguration {
    @Bean
    AnswersLifecycle t2lAnswersLifecycle(T2l t2l) {
        return new AnswersLifecycle(t2l);
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(MeterBinder.class)
    static class Metrics {
        @Bean
        @ConditionalOnMissingBean
        T2lMetrics t2lMetrics(T2l t2l) {
            return new T2lMetrics(t2l);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
    @ConditionalOnEnabledHealthIndicator("t2l")
    static class OfHealth {
        @Bean
        @ConditionalOnMissingBean
        T2lHealthIndicator t2lHealthIndicator(T2l t2l) {
            return new T2lHealthIndicator(t2l);
        }
    }
}
