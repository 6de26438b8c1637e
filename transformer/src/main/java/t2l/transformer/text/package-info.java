/// Chapter 8. In: text. Out: token ids; and back. Read [t2l.transformer.text.Tokenizer] first.
///
/// ```
/// text ── AddedTokens ── Normalizer ── PreTokenizer ── Model ── ids
/// ids  ── TokenDecoder ── text, whole or token by token
/// ```
///
/// A tokenizer is a few steps, each an interface with one method or class for each kind, named as in Hugging Face's
/// `tokenizer.json`. [t2l.transformer.text.Tokenizer] runs them, [t2l.transformer.text.TokenizerFile] reads them from
/// that file and [t2l.transformer.text.GgufVocabulary] builds the same steps from the metadata of a GGUF file.
///
/// Reading order: `Tokenizer`, `Normalizer`, `PreTokenizer` (with `Splitter` and `Oniguruma`), `Model`, `Bpe`, `Unigram`,
/// `TokenDecoder`, `Detokenizer`. Then run
/// `t2l tokenize --model builtin:tiny "cat dog bird >"`.
package t2l.transformer.text;
