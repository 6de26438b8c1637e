/// Chapter 8, continued. In: a conversation. Out: a prompt. Read [t2l.transformer.template.ChatTemplate] first.
///
/// ```
/// conversation ── ChatTemplate ── text ── Tokenizer ── ids
///                      │
///       TemplateLexer ── TemplateParser ── TemplateEvaluator ── TemplateFunctions
/// ```
///
/// A chat model reads a conversation in a layout of its own, which its checkpoint describes by a template in Jinja's
/// language. This package implements the part of that language that chat templates use. A
/// [t2l.transformer.template.PromptFormat] is a tokenizer together with its template, if there is one. Text-to-LoRA has
/// templates of its own for three models ([t2l.transformer.template.BuiltinTemplate]).
///
/// Reading order: `PromptFormat`, `ChatTemplate`, `BuiltinTemplate`, `TemplateLexer`, `TemplateParser`,
/// `TemplateEvaluator`, `TemplateFunctions`. Then run `t2l chat --model MODEL`.
package t2l.transformer.template;
