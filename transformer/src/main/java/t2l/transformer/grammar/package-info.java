/// Chapter 7, continued. In: a JSON Schema. Out: the tokens that an answer may go on with. Read `TokenGrammar` first.
///
/// ```
///   JSON Schema ── SchemaCompiler ── ByteGrammar ─┐
///                                                 ├─ TokenGrammar ── states ── tokens that may come next
///   Tokenizer ── TokenTrie ───────────────────────┘                    ▲                 │
///                                                                    Run ◀── token ── Sampler
/// ```
///
/// A grammar describes the bytes of a text. What may follow a byte is a grammar again, its derivative, so the derivatives are the
/// states of an automaton, which is built as far as texts need it. A token is allowed if all its bytes are: a walk through the
/// tree of the vocabulary finds these tokens once for each state. The logits of all others become −∞ before a token is chosen.
///
/// A schema comes from a client, so the work on it is linear in its length or counted: what stands in several places of a
/// grammar is a rule, which is compiled, copied and walked through once; the compiler counts the bytes it reads, again for each
/// depth at which a `$ref` leads to them, and refuses more than a limit; and a derivative has at most as many options as the
/// grammar has parts.
///
/// Read in order: [t2l.transformer.grammar.ByteGrammar], [t2l.transformer.grammar.JsonGrammar],
/// [t2l.transformer.grammar.SchemaCompiler], [t2l.transformer.grammar.TokenTrie], [t2l.transformer.grammar.TokenGrammar].
package t2l.transformer.grammar;
