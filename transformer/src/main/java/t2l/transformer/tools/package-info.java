/// Chapter 7, continued. In: tools. Out: a prompt with them, and calls in an answer. Read [t2l.transformer.tools.Tools] first.
///
/// ```
///   Tools ──┬── ToolPrompt ── prompt    what the model is told of them, in its chat template or in a general form
///           ├── grammar  ──── answer    a call that has begun can only be valid
///           └── ToolReader ── calls     of an answer, also while it is written
///              ToolSyntax               how each family writes a call
/// ```
///
/// Read in order: [t2l.transformer.tools.Tools], [t2l.transformer.tools.ToolSyntax], [t2l.transformer.tools.ToolPrompt],
/// [t2l.transformer.tools.ToolReader].
package t2l.transformer.tools;
