package t2l.transformer.grammar;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import module java.base;
import t2l.tensor.T2lException;
import t2l.transformer.text.Tokenizer;

/// The tokens of a vocabulary by their bytes, as a tree in one array: a node stands before its children, and knows where they
/// end.
///
/// ```
///   tokens  a, ab, ac, b       label  a  b  c  b
///                              depth  0  1  1  0
///                              end    3  2  3  4
/// ```
final class TokenTrie {
    private static final int NONE = -1;

    private final byte[][] bytes;
    private final IntArrayList label = new IntArrayList();
    private final IntArrayList depth = new IntArrayList();
    private final IntArrayList end = new IntArrayList();
    /// Of each node, a token that ends there, and of each token, another one with the same bytes.
    private final IntArrayList token = new IntArrayList();
    private final int[] same;
    private final int deepest;

    /// Throws [T2lException] if the text of a token depends on the next one.
    ///
    /// @param ends  tokens that end an answer, which have no text
    /// @param shown special tokens that have one
    /// @param first whether the tokens begin a text
    TokenTrie(Tokenizer tokenizer, Set<Integer> ends, Set<Integer> shown, boolean first) {
        bytes = new byte[tokenizer.vocabularySize()][];
        for (int id = 0; id < bytes.length; id++) {
            if (shown.contains(id)) {
                bytes[id] = tokenizer.token(id).getBytes(StandardCharsets.UTF_8);
                continue;
            }
            bytes[id] = tokenizer.has(id) && !tokenizer.isSpecial(id) && !ends.contains(id)
                    ? tokenizer.bytes(id, first).orElseThrow(() -> new T2lException(
                            "answer: needs tokens with a text of their own to follow a grammar, those of this model have none"))
                    : new byte[0];
        }
        same = new int[bytes.length];
        Arrays.fill(same, NONE);
        int[] order = IntStream.range(0, bytes.length).filter(id -> bytes[id].length > 0).boxed()
                .sorted(Comparator.comparing(id -> bytes[id], Arrays::compareUnsigned)).mapToInt(Integer::intValue)
                .toArray();
        IntArrayList path = new IntArrayList(); // nodes of the token before
        byte[] before = new byte[0];
        int most = 0;
        for (int id : order) {
            int shared = Math.max(0, Arrays.mismatch(before, bytes[id]));
            if (Arrays.equals(before, bytes[id])) {
                shared = bytes[id].length;
            }
            close(path, shared);
            for (int i = shared; i < bytes[id].length; i++) {
                path.add(label.size());
                label.add(bytes[id][i] & 0xFF);
                depth.add(i);
                end.add(NONE);
                token.add(NONE);
            }
            same[id] = token.getInt(path.getInt(path.size() - 1));
            token.set(path.getInt(path.size() - 1), id);
            before = bytes[id];
            most = Math.max(most, before.length);
        }
        close(path, 0);
        deepest = most;
    }

    private void close(IntArrayList path, int length) {
        while (path.size() > length) {
            end.set(path.removeInt(path.size() - 1), label.size());
        }
    }

    /// The bytes of a token; none if it has no text.
    byte[] bytes(int id) {
        return bytes[id];
    }

    /// The bytes for which there is a token of its own.
    BitSet single() {
        BitSet all = new BitSet(256);
        Arrays.stream(bytes).filter(each -> each.length == 1).forEach(each -> all.set(each[0] & 0xFF));
        return all;
    }

    /// The tokens whose bytes may follow.
    BitSet allowed(TokenGrammar.State from) {
        BitSet all = new BitSet(bytes.length);
        TokenGrammar.State[] states = new TokenGrammar.State[deepest + 1];
        states[0] = from;
        for (int node = 0; node < label.size();) {
            int at = depth.getInt(node);
            TokenGrammar.State next = states[at].after(label.getInt(node));
            states[at + 1] = next;
            if (next.isDead()) {
                node = end.getInt(node);
                continue;
            }
            for (int id = token.getInt(node); id != NONE; id = same[id]) {
                all.set(id);
            }
            node++;
        }
        return all;
    }
}
