package t2l.transformer.text;

import module java.base;

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
    record Token(String content, int id, boolean special, boolean singleWord, boolean stripLeft, boolean stripRight,
            boolean normalized) {}

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

    /// Passes on the ids of the added tokens in `text`, and the pieces between them, in order.
    ///
    /// @param first whether `text` is at the start of the whole input
    void cut(String text, boolean first, IntConsumer ids, PreTokenizer.Pieces between) {
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
                        between.accept(text.substring(done, from), first && done == 0);
                    }
                    ids.accept(token.id());
                    done = to;
                    end = to;
                }
            }
            start = end;
        }
        if (done < text.length()) {
            between.accept(text.substring(done), first && done == 0);
        }
    }

    private static boolean standsAlone(String text, int start, int end) {
        return (start == 0 || !Characters.isWord(text.codePointBefore(start)))
                && (end == text.length() || !Characters.isWord(text.codePointAt(end)));
    }
}
