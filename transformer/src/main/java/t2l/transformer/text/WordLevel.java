package t2l.transformer.text;

/// Every piece is one token; a piece that is not in the vocabulary is unknown. Source: Hugging Face tokenizers,
/// `models/wordlevel`.
///
/// @param unknown the id of an unknown piece
record WordLevel(Vocabulary vocabulary, int unknown) implements Model {
    @Override
    public void locate(String piece, Places places) {
        int id = vocabulary.id(piece);
        places.accept(id == Vocabulary.NONE ? unknown : id, 0, piece.length());
    }
}
