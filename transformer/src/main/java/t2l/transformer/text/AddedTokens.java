package t2l.transformer.text;

import java.util.List;

/// Tokens that are found in the text before anything else is done to it: the `added_tokens` of `tokenizer.json`.
///
/// At each place the longest one counts. Source: Hugging Face tokenizers, `tokenizer/added_vocabulary.rs`.
final class AddedTokens {
    /// @param content the text it stands for
    /// @param id its number
    /// @param special whether decoding may skip it
    /// @param singleWord whether it must not touch a letter, mark, digit or connector
    /// @param stripLeft whether it swallows white space before it
    /// @param stripRight whether it swallows white space after it
    /// @param normalized whether it is looked for in the normalised text
    record Token(
            String content,
            int id,
            boolean special,
            boolean singleWord,
            boolean stripLeft,
            boolean stripRight,
            boolean normalized) {}

    /// Takes the stretches of a text between added tokens, and the tokens.
    interface Found {
        void text(int start, int end);

        /// `id` stands from `start` to before `end`.
        void token(int id, int start, int end);
    }

    /// The index of each token by what it looks like in the text.
    private final Trie trie = new Trie();

    private final List<Token> tokens;

    /// @param normalizer what was done to the text that the tokens are looked for in
    AddedTokens(List<Token> tokens, Normalizer normalizer) {
        this.tokens = List.copyOf(tokens);
        for (int i = 0; i < tokens.size(); i++) {
            trie.put(normalizer.apply(tokens.get(i).content()), i);
        }
    }

    /// Cuts `text` at the tokens in it.
    void find(String text, Found found) {
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
                    int from = token.stripLeft() ? Math.max(done, whiteSpaceBefore(text, start)) : start;
                    int to = token.stripRight() ? whiteSpaceAfter(text, end) : end;
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

    private static int whiteSpaceBefore(String text, int end) {
        while (end > 0 && Characters.isWhiteSpace(text.charAt(end - 1))) {
            end--;
        }
        return end;
    }

    private static int whiteSpaceAfter(String text, int start) {
        while (start < text.length() && Characters.isWhiteSpace(text.charAt(start))) {
            start++;
        }
        return start;
    }
}
