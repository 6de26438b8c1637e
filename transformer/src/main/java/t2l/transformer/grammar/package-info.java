/// Chapter 7, continued: answers that follow a grammar.
///
/// ```
///   JSON Schema ── SchemaCompiler ── ByteGrammar ─┐
///                                                 ├─ TokenGrammar ── states ── tokens that may come next
///   Tokenizer ── TokenTrie ───────────────────────┘                    ▲                 │
///                                                                 GrammarRun ◀── token ── Sampler
/// ```
///
/// A grammar describes the bytes of a text. What may follow a byte is a grammar again, its derivative, so the derivatives are the
/// states of an automaton, which is built as far as texts need it. A token is allowed if all its bytes are: a walk through the tree
/// of the vocabulary finds these tokens once for each state. The logits of all others become −∞ before a token is chosen.
///
/// Read in order: [t2l.transformer.grammar.ByteGrammar], [t2l.transformer.grammar.JsonGrammar],
/// [t2l.transformer.grammar.RegexGrammar], [t2l.transformer.grammar.JsonSchema], [t2l.transformer.grammar.TokenTrie], [t2l.transformer.grammar.TokenGrammar],
/// [t2l.transformer.grammar.GrammarRun].
package t2l.transformer.grammar;
