/// Chapter 8: real checkpoints.
///
/// What others have trained lies in files that agree on little but the names of tensors. A
/// [t2l.transformer.family.Family] is the list of a family's habits: how its `config.json` or its GGUF metadata name the
/// sizes, and what else it does differently.
///
/// Read in order: [t2l.transformer.family.JsonFile], [t2l.transformer.family.Family],
/// [t2l.transformer.family.Llama].
package t2l.transformer.family;
