package t2l.transformer.text;

import java.util.List;

/// Tokens that are matched in the text before any other step: the `added_tokens` of `tokenizer.json`.
///
/// The longest match at each position wins. Source: Hugging Face tokenizers, `tokenizer/added_vocabulary.rs`.
final class AddedTokens {
    /// @param content its text
    /// @param id its id
    /// @param special whether decoding may skip it
    /// @param singleWord whether it must not touch a letter, mark, digit or connector
    /// @param stripLeft whether it includes white space before it
    /// @param stripRight whether it includes white space after it
    /// @param normalized whether it is matched in the normalised text
    record Token(
            String content,
            int id,
            boolean special,
            boolean singleWord,
            boolean stripLeft,
            boolean stripRight,
            boolean normalized) {}

    /// Receives the added tokens of a text and the segments between them.
    interface Segments {
        void text(int start, int end);

        /// `id` covers `start` (inclusive) to `end` (exclusive).
        void token(int id, int start, int end);
    }

    /// The index of each token by its text.
    private final Trie trie = new Trie();

    private final List<Token> tokens;

    /// @param normalizer how the text to be searched was normalised
    AddedTokens(List<Token> tokens, Normalizer normalizer) {
        this.tokens = List.copyOf(tokens);
        for (int i = 0; i < tokens.size(); i++) {
            trie.put(normalizer.apply(tokens.get(i).content()), i);
        }
    }

    /// Splits `text` at its added tokens.
    void find(String text, Segments found) {
        int done = 0;
        for (int start = 0; start < text.length();) {
            int node = trie.step(Trie.ROOT, text.charAt(start));
            if (node == Trie.NONE) {
                start++;
                continue;
            }
            int longest = Trie.NONE;
            int end = start + 1;
            for (int i = start + 1; node != Trie.NONE; i++) {
                if (trie.value(node) != Trie.NONE) {
                    longest = trie.value(node);
                    end = i;
                }
                node = i < text.length() ? trie.step(node, text.charAt(i)) : Trie.NONE;
            }
            if (longest != Trie.NONE) {
                Token token = tokens.get(longest);
                if (!token.singleWord() || standsAlone(text, start, end)) {
                    int from = token.stripLeft()
                            ? Characters.skipBack(text, done, start, Characters::isWhiteSpace)
                            : start;
                    int to = token.stripRight()
                            ? Characters.skip(text, end, text.length(), Characters::isWhiteSpace)
                            : end;
                    if (done < from) {
                        found.text(done, from);
                    }
                    found.token(token.id(), from, to);
                    done = to;
                    end = to;
                }
            }
            start = end;
        }
        if (done < text.length()) {
            found.text(done, text.length());
        }
    }

    private static boolean standsAlone(String text, int start, int end) {
        return (start == 0 || !Characters.isWord(text.codePointBefore(start)))
                && (end == text.length() || !Characters.isWord(text.codePointAt(end)));
    }
}
