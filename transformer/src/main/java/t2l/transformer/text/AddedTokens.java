package t2l.transformer.text;

import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.ArrayList;
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

        void token(int id);
    }

    private static final int ROOT = 0;

    /// A trie: from a node and a character to a node.
    private final Long2IntOpenHashMap edges = new Long2IntOpenHashMap();

    /// For each node the index of the token that ends there, or −1.
    private final List<Integer> ends = new ArrayList<>(List.of(-1));

    private final List<Token> tokens;

    /// @param normalizer what was done to the text that the tokens are looked for in
    AddedTokens(List<Token> tokens, Normalizer normalizer) {
        this.tokens = List.copyOf(tokens);
        edges.defaultReturnValue(-1);
        for (int i = 0; i < tokens.size(); i++) {
            insert(normalizer.apply(tokens.get(i).content()), i);
        }
    }

    private void insert(String content, int token) {
        int node = ROOT;
        for (int i = 0; i < content.length(); i++) {
            long edge = edge(node, content.charAt(i));
            int next = edges.get(edge);
            if (next < 0) {
                next = ends.size();
                edges.put(edge, next);
                ends.add(-1);
            }
            node = next;
        }
        if (node != ROOT) {
            ends.set(node, token);
        }
    }

    private static long edge(int node, char c) {
        return ((long) node << 16) | c;
    }

    /// Cuts `text` at the tokens in it.
    void find(String text, Found found) {
        int done = 0;
        for (int start = 0; start < text.length();) {
            int node = edges.get(edge(ROOT, text.charAt(start)));
            if (node < 0) {
                start++;
                continue;
            }
            int longest = -1;
            int end = start + 1;
            for (int i = start + 1; node >= 0; i++) {
                if (ends.get(node) >= 0) {
                    longest = ends.get(node);
                    end = i;
                }
                node = i < text.length() ? edges.get(edge(node, text.charAt(i))) : -1;
            }
            if (longest >= 0) {
                Token token = tokens.get(longest);
                if (!token.singleWord() || standsAlone(text, start, end)) {
                    int from = token.stripLeft() ? Math.max(done, whiteSpaceBefore(text, start)) : start;
                    int to = token.stripRight() ? whiteSpaceAfter(text, end) : end;
                    if (done < from) {
                        found.text(done, from);
                    }
                    found.token(token.id());
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
