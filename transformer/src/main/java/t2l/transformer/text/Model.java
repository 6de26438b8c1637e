package t2l.transformer.text;

import it.unimi.dsi.fastutil.ints.IntArrayList;

/// Turns a piece of text into numbers: the `model` of `tokenizer.json`.
sealed interface Model permits Bpe, Unigram, WordLevel, WordPiece {
    /// Appends the numbers of `piece`, which is not empty, to `ids`.
    void encode(String piece, IntArrayList ids);

    /// The same, with the place of each number in `piece`.
    void locate(String piece, Places places);

    /// Takes one number after another.
    @FunctionalInterface
    interface Places {
        /// `id` stands for the characters from `start` to before `end`.
        void accept(int id, int start, int end);
    }

    /// The pieces the numbers stand for.
    Vocabulary vocabulary();
}
