package t2l.transformer.text;

import it.unimi.dsi.fastutil.ints.IntArrayList;

/// Turns a piece of text into numbers: the `model` of `tokenizer.json`.
sealed interface Model permits Bpe, Unigram, WordPiece {
    /// Appends the numbers of `piece`, which is not empty, to `ids`.
    void encode(String piece, IntArrayList ids);

    /// The pieces the numbers stand for.
    Vocabulary vocabulary();
}
