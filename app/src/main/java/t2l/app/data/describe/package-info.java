/// `t2l describe`. In: tasks with examples. Out: descriptions of them by a language model (Text-to-LoRA, Appendix L). Read
/// [t2l.app.data.describe.Describe] first.
///
/// ```
/// Describe ── DescriptionPrompt   examples → request;  reply → descriptions
///          ├─ DescriptionWriter   a model here, or ChatEndpoint, one behind OpenAI's interface
///          └─ DescriptionFilter   no two alike, none like those of tests ── DescriptionFile, which train reads
/// ```
package t2l.app.data.describe;
