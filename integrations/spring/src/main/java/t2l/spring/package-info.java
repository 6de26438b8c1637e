/// t2l in Spring Boot. In: properties. Out: beans, without a server. Read [t2l.spring.T2lAutoConfiguration] first.
///
/// ```yaml
/// t2l:
///   model: builtin:tiny
/// ```
///
/// The property [t2l.spring.T2lProperties#model] is enough for a [t2l.T2l], Spring AI's
/// [ChatModel][t2l.spring.InProcessChatModel] and [EmbeddingModel][t2l.spring.InProcessEmbeddingModel], and, where the
/// application has the actuator, metrics and health. A request names its adapter in [t2l.spring.T2lChatOptions].
package t2l.spring;
