package t2l.transformer.text;

import it.unimi.dsi.fastutil.ints.IntArrayList;

/// Every piece is one token; a piece that is not in the vocabulary is unknown. Source: Hugging Face tokenizers,
/// `models/wordlevel`.
///
/// @param unknown the id of an unknown piece
record WordLevel(Vocabulary vocabulary, int unknown) implements Model {
    @Override
    public void encode(String piece, IntArrayList ids) {
        ids.add(id(piece));
    }

    @Override
    public void locate(String piece, Places places) {
        places.accept(id(piece), 0, piece.length());
    }

    private int id(String piece) {
        int id = vocabulary.id(piece);
        return id == Vocabulary.NONE ? unknown : id;
    }
}
