/// `t2l describe`: descriptions of tasks, written by a language model from their examples (Text-to-LoRA, Appendix L).
///
/// ```
/// Describe ── DescriptionPrompt   examples → request;  reply → descriptions
///          ├─ DescriptionWriter   a model here, or ChatEndpoint, one behind OpenAI's interface
///          └─ DescriptionFilter   no two alike, none like those of tests ── DescriptionFile, which train reads
/// ```
package t2l.app.data.describe;
