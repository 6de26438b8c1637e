/// Chapter 11. The hypernetwork. In: a description. Out: an adapter. Read [t2l.hypernet.TextToLora] first.
///
/// ```
///   "say it in French"
///     │  TaskEmbedder, EncoderKind  Descriptions: a sentence vector, through a text encoder or the base model, and for
///     │                             a network that reads tokens the states of all of them (or TaskNumbers, of no text)
///   [E] ──── TaskAtlas              how far it is from the training tasks
///     │  TaskBatch                  what is read of the tasks of a batch
///     │  HyperNetwork
///     │    TaskEncoder, Code        task code ⧺ depth code ⧺ type code, one row per layer and target
///     │      TokenReader            variant X: a task code for each layer and target, of the tokens
///     │    Trunk                    small perceptrons, common to all targets
///     │    Head                     one for each target, a record for each way of writing (Variant):
///     │      FactorCodes, RankCodes   all at once, or factor by factor, or rank by rank
///     │    Factors                  A and B of that target, all layers
///     │    StateReader              variant R, in place of all these: the factors of each layer, of the model's own states
///     │    Tables                   an adapter to add, or the scale of reconstructed ones
///   ActiveAdapter                         what any model of this shape can be called with
/// ```
///
/// The network is described by a [t2l.hypernet.HyperConfig], which is built from the [t2l.hypernet.NetworkSettings]
/// among a run's [t2l.hypernet.Arguments], and gets its weights by name: parameters to be trained, or the frozen
/// tensors of a [t2l.hypernet.HypermodFile], found by [t2l.hypernet.RunFolder], which knows the files of a directory.
/// The factors of an adapter are views of the heads' output, so the gradients of a model's loss flow straight into the
/// heads.
///
/// Comments note departures from the reference with the number of the quirk (t2l-spec §17): the order of the targets is
/// that of the file's heads and is stored (Q1), `encoder_type` is respected (Q3), products reconstructed without
/// factors can be used (Q4), reading is strict. [t2l.hypernet.TokenReader] and [t2l.hypernet.StateReader] are
/// additions: a [t2l.hypernet.Variant.Preset] chooses them.
///
/// Read in order: [t2l.hypernet.Target], [t2l.hypernet.Variant], [t2l.hypernet.HyperConfig], [t2l.hypernet.Trunk],
/// [t2l.hypernet.Head], [t2l.hypernet.TaskEncoder], [t2l.hypernet.TokenReader], [t2l.hypernet.HyperNetwork]; then
/// [t2l.hypernet.TextToLora], [t2l.hypernet.TaskEmbedder], [t2l.hypernet.TaskAtlas], [t2l.hypernet.HypermodFile]. Then run
/// `./t2l generate --t2l builtin:tiny --describe "Spell the last word." --json --out a/`.
package t2l.hypernet;
