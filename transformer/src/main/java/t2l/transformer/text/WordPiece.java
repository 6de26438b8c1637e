package t2l.transformer.text;

import it.unimi.dsi.fastutil.ints.IntArrayList;

/// Takes the longest known piece from the front of a word again and again; a word that cannot be spelled so is unknown
/// as a whole. Source: BERT; Hugging Face tokenizers, `models/wordpiece`.
///
/// @param vocabulary the pieces
/// @param unknown the number of an unknown word
/// @param continuation what a piece begins with that is not at the front of its word, `##`
/// @param longestWord a word of more code points is unknown
record WordPiece(Vocabulary vocabulary, int unknown, String continuation, int longestWord) implements Model {
    @Override
    public void encode(String piece, IntArrayList ids) {
        locate(piece, (id, _, _) -> ids.add(id));
    }

    @Override
    public void locate(String piece, Places places) {
        var ids = new IntArrayList();
        var ends = new IntArrayList();
        boolean spelled = piece.codePointCount(0, piece.length()) <= longestWord;
        int start = 0;
        while (spelled && start < piece.length()) {
            int end = piece.length();
            int id = Vocabulary.NONE;
            while (end > start && (id = vocabulary.id(part(piece, start, end))) == Vocabulary.NONE) {
                end = piece.offsetByCodePoints(end, -1);
            }
            spelled = id != Vocabulary.NONE;
            ids.add(id);
            ends.add(end);
            start = end;
        }
        if (!spelled) {
            places.accept(unknown, 0, piece.length());
            return;
        }
        for (int i = 0; i < ids.size(); i++) {
            places.accept(ids.getInt(i), i == 0 ? 0 : ends.getInt(i - 1), ends.getInt(i));
        }
    }

    private String part(String piece, int start, int end) {
        String part = piece.substring(start, end);
        return start == 0 ? part : continuation + part;
    }
}
