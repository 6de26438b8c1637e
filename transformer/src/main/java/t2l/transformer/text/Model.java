package t2l.transformer.text;

import it.unimi.dsi.fastutil.ints.IntArrayList;

/// Turns a piece of text into token ids: the `model` of `tokenizer.json`.
sealed interface Model permits Bpe, Unigram, WordLevel, WordPiece {
    /// Appends the ids of `piece`, which is not empty, to `ids`.
    default void encode(String piece, IntArrayList ids) {
        locate(piece, (id, _, _) -> ids.add(id));
    }

    /// The same, with the position of each token in `piece`.
    void locate(String piece, Places places);

    /// Receives the ids in order.
    @FunctionalInterface
    interface Places {
        /// `id` covers the characters from `start` (inclusive) to `end` (exclusive).
        void accept(int id, int start, int end);
    }

    /// The vocabulary of the ids.
    Vocabulary vocabulary();
}
