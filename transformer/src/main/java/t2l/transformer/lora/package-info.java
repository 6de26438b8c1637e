/// Chapter 9: adapters. In: files, or factors. Out: the update of a model. Read [t2l.transformer.lora.Lora] first.
///
/// LoRA (Hu et al. 2021) leaves a model's weights unchanged and adds the low-rank update `scale·b·a` to some of its
/// projections. In a pass that is a [t2l.transformer.ActiveAdapter]; this package reads, writes and merges adapters.
///
/// ```
///   PEFT directory ── LoraFile ──┐
///   GGUF adapter ── GgufLora ────┼─ Lora ── adapter(pass) ── ActiveAdapter ── Decoder
///   trained or generated ────────┘    └─── Merge ── weights
/// ```
///
/// Read in order: [t2l.transformer.lora.LoraConfig], [t2l.transformer.lora.Lora], [t2l.transformer.lora.LoraFile],
/// [t2l.transformer.lora.Merge], [t2l.transformer.lora.Blend] (a sum of adapters).
///
/// Then run `t2l lora --model builtin:tiny --data docs/examples/french.jsonl --out french`.
package t2l.transformer.lora;
