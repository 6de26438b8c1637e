/// LangChain4j's models by t2l. In: requests. Out: answers, without a server. Read [t2l.langchain4j.T2lChatModel] first.
///
/// ```java
/// try (T2l t2l = T2l.open("qwen2.5-coder-0.5b-instruct-q4_k_m.gguf")) {
///     ChatModel model = new T2lChatModel(t2l, AdapterChoice.describe("Answer with the opposite of the word."));
///     model.chat("noisy");
/// }
/// ```
///
/// A request names its adapter in [t2l.langchain4j.T2lChatRequestParameters], a method of an AI Service in
/// [t2l.langchain4j.UseAdapter]. Tools and images are refused with an `UnsupportedFeatureException`. The models may be
/// shared by threads; they do not close their [t2l.T2l].
package t2l.langchain4j;
