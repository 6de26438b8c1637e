package t2l.transformer.text;

import it.unimi.dsi.fastutil.ints.IntArrayList;

/// Turns a piece of text into token ids: the `model` of `tokenizer.json`.
sealed interface Model permits Bpe, Unigram, Model.WordLevel, Model.WordPiece {
    /// Appends the ids of `piece`, which is not empty, to `ids`.
    void encode(String piece, IntArrayList ids);

    /// The vocabulary of the ids.
    Vocabulary vocabulary();

    /// Every piece is one token; a piece that is not in the vocabulary is unknown. Source: Hugging Face tokenizers,
    /// `models/wordlevel`.
    ///
    /// @param unknown the id of an unknown piece
    record WordLevel(Vocabulary vocabulary, int unknown) implements Model {
        @Override
        public void encode(String piece, IntArrayList ids) {
            int id = vocabulary.id(piece);
            ids.add(id == Vocabulary.NONE ? unknown : id);
        }
    }

    /// Repeatedly takes the longest token from the start of a word; a word that cannot be split this way is unknown as a
    /// whole. Source: BERT; Hugging Face tokenizers, `models/wordpiece`.
    ///
    /// @param vocabulary    the tokens
    /// @param unknown       the id of an unknown word
    /// @param continuation  prefix of a token that is not at the start of a word, `##`
    /// @param maxWordLength in code points; longer words are unknown
    record WordPiece(Vocabulary vocabulary, int unknown, String continuation, int maxWordLength) implements Model {
        @Override
        public void encode(String piece, IntArrayList ids) {
            int before = ids.size();
            boolean spelled = piece.codePointCount(0, piece.length()) <= maxWordLength;
            for (int start = 0; spelled && start < piece.length();) {
                int end = piece.length();
                int id = Vocabulary.NONE;
                while (end > start && (id = vocabulary.id(part(piece, start, end))) == Vocabulary.NONE) {
                    end = piece.offsetByCodePoints(end, -1);
                }
                spelled = id != Vocabulary.NONE;
                ids.add(id);
                start = end;
            }
            if (!spelled) {
                ids.size(before);
                ids.add(unknown);
            }
        }

        private String part(String piece, int start, int end) {
            String part = piece.substring(start, end);
            return start == 0 ? part : continuation + part;
        }
    }
}
