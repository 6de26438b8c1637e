/// `t2l import`. In: tasks and data sets of others. Out: task folders ([t2l.hypernet.data.TaskFolder]), which `train`, `lora` and
/// `eval` read. Read [t2l.app.data.imports.Import] first.
///
/// ```
/// Import ── ReferenceTask        metadata.yaml of Text-to-LoRA, with the rows that its ds_kwargs name
///       └── NaturalInstructions  a task of Super-NaturalInstructions, or one as Lots-of-LoRAs publishes it
///       └── any other rows, with --prompt, --answer and --describe
/// ```
package t2l.app.data.imports;
