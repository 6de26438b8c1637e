/// Chapter 11. A network that writes networks: from a description to an adapter.
///
/// ```
///   "say it in French"
///     │  TaskEmbedder, Wording      a sentence vector, through a text encoder or the base model
///   [E] ──── TaskAtlas              how far it is from what was trained
///     │  HyperNetwork
///     │    TaskEncoder, Code        task code ⧺ depth code ⧺ type code, one row per layer and target
///     │    Trunk                    small perceptrons, common to all targets
///     │    Head                     one for each target, a record for each way of writing (Variant):
///     │      FactorCodes, Positions   all at once, or factor by factor, or rank by rank
///     │    Factors                  A and B of that target, all layers
///     │    Tables                   an adapter to add, or the scale of reconstructed ones
///   ActiveAdapter                         what any model of this shape can be called with
/// ```
///
/// The network is described by a [t2l.hypernet.HyperConfig], which is what the reference's factory makes of a run's
/// [t2l.hypernet.Arguments], and works on weights it asks for by name: places to be trained, or the frozen tensors of a
/// [t2l.hypernet.HypermodFile]. The factors of an adapter are views of what the heads wrote, so gradients of a model's
/// loss run straight back into them.
///
/// Where the reference does something else, a comment says so with the number of the quirk (t2l-spec §17): the order of
/// the targets is that of the file's heads and is stored (Q1), `encoder_type` is honoured (Q3), products reconstructed
/// without factors can be used (Q4), reading is strict ([t2l.hypernet.OldNames] says what it renames).
///
/// Read in order: [t2l.hypernet.Target], [t2l.hypernet.Variant], [t2l.hypernet.HyperConfig], [t2l.hypernet.Trunk],
/// [t2l.hypernet.Head], [t2l.hypernet.TaskEncoder], [t2l.hypernet.HyperNetwork]; then [t2l.hypernet.TextToLora],
/// [t2l.hypernet.TaskEmbedder], [t2l.hypernet.TaskAtlas], [t2l.hypernet.HypermodFile]. Then run
/// `./t2l generate --t2l builtin:tiny --describe "Spell the last word." --json --out a/`.
package t2l.hypernet;
