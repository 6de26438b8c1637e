/// Chapter 11. A network that writes networks: from a description to an adapter.
///
/// ```
///   "say it in French"
///     │  TaskEmbedder            a sentence vector, through a text encoder
///   [E]
///     │  HyperNetwork            task code ⧺ depth code ⧺ type code, one row per layer
///     │    Trunk                 three small perceptrons, common to all targets
///     │    heads                 one linear layer per target: A and B of that layer
///   Adapter                      what any model of this shape can be called with
/// ```
///
/// The network is described by a [t2l.hypernet.HyperConfig] and works on weights it asks for by name: places to be
/// trained, or the frozen tensors of a [t2l.hypernet.HypermodFile]. The factors of an adapter are views of what the
/// heads wrote, so gradients of a model's loss run straight back into them.
///
/// Read in order: [t2l.hypernet.Target], [t2l.hypernet.HyperConfig], [t2l.hypernet.Trunk],
/// [t2l.hypernet.HyperNetwork]; then [t2l.hypernet.TextToLora], [t2l.hypernet.HypermodFile],
/// [t2l.hypernet.Arguments]. Then run `./t2l generate --t2l builtin:tiny --describe "Spell the last word." --out a/`.
package t2l.hypernet;
