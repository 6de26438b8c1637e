/// Chapter 9: adapters.
///
/// LoRA (Hu et al. 2021) leaves a model as it is and adds `scale·b·a` to some of its projections, two thin matrices in
/// place of one large one. In memory that is a [t2l.transformer.Adapter]; here is how it lies in files, how it is
/// trained, and how it is melted into the weights for good.
///
/// ```
///   PEFT directory ── LoraFile ── Lora ── adapter(pass) ── Adapter ── Decoder
///   Layout ── TrainedLora ── adapter(pass) ──────────────────┘
///                  └─ trained(values) ── Lora
///   Lora + weights ── Merge ── weights
/// ```
///
/// Read in order: [t2l.transformer.lora.LoraConfig], [t2l.transformer.lora.Lora],
/// [t2l.transformer.lora.TrainedLora], [t2l.transformer.lora.LoraFile], [t2l.transformer.lora.Merge].
package t2l.transformer.lora;
