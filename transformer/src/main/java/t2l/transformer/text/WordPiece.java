package t2l.transformer.text;

import it.unimi.dsi.fastutil.ints.IntArrayList;

/// Repeatedly takes the longest token from the start of a word; a word that cannot be split this way is unknown as a
/// whole. Source: BERT; Hugging Face tokenizers, `models/wordpiece`.
///
/// @param vocabulary the tokens
/// @param unknown the id of an unknown word
/// @param continuation prefix of a token that is not at the start of a word, `##`
/// @param longestWord maximum length in code points; longer words are unknown
record WordPiece(Vocabulary vocabulary, int unknown, String continuation, int longestWord) implements Model {
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
