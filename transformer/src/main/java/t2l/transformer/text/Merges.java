package t2l.transformer.text;

import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import t2l.tensor.T2lException;

/// Which neighbours BPE may merge, what they become, and which goes first.
///
/// A merge is one `long`, its rank above the number it results in; the lowest rank goes first.
final class Merges {
    /// Stands for "these two are not merged".
    static final long NONE = -1;

    private final Long2LongOpenHashMap byPair;

    private Merges(int expected) {
        byPair = new Long2LongOpenHashMap(expected);
        byPair.defaultReturnValue(NONE);
    }

    /// Merges ranked by their place in a list, given as left part, right part, left part, …
    ///
    /// @param where  what to call the list in messages
    /// @param prefix what a right part begins with that the merged piece does not repeat
    /// @throws T2lException if a part or a merged piece is not in `vocabulary`
    static Merges ranked(String where, List<String> parts, String prefix, Vocabulary vocabulary) {
        var merges = new Merges(parts.size() / 2);
        for (int rank = 0; rank < parts.size() / 2; rank++) {
            String left = parts.get(2 * rank);
            String right = parts.get(2 * rank + 1);
            String merged = left + (right.startsWith(prefix) ? right.substring(prefix.length()) : right);
            merges.put(known(where, left, rank, vocabulary), known(where, right, rank, vocabulary), rank,
                    known(where, merged, rank, vocabulary));
        }
        return merges;
    }

    /// The two pieces of a merge written with a blank between them.
    ///
    /// @throws T2lException if it is written otherwise
    static List<String> parts(String where, String merge) {
        int blank = merge.indexOf(' ');
        if (blank < 0 || merge.indexOf(' ', blank + 1) >= 0) {
            throw new T2lException(where + ": needs two pieces with a blank between, got '" + merge + "'");
        }
        return List.of(merge.substring(0, blank), merge.substring(blank + 1));
    }

    private static int known(String where, String token, int rank, Vocabulary vocabulary) {
        int id = vocabulary.id(token);
        if (token.isEmpty() || id == Vocabulary.NONE) {
            throw new T2lException(where + "[" + rank + "]: needs pieces of the vocabulary, got '" + token + "'");
        }
        return id;
    }

    /// Merges of a SentencePiece model, which lists none: any two pieces merge whose concatenation is a piece, the highest score first.
    /// Pieces of equal score have equal rank. Source: llama.cpp, `llm_tokenizer_spm`.
    ///
    /// @param scores one for each number of `vocabulary`
    static Merges scored(Vocabulary vocabulary, float[] scores) {
        int[] order = IntStream.range(0, vocabulary.size()).filter(vocabulary::has).boxed()
                .sorted(Comparator.comparingDouble(id -> -scores[id])).mapToInt(Integer::intValue).toArray();
        var merges = new Merges(order.length * 2);
        int rank = -1;
        for (int i = 0; i < order.length; i++) {
            if (i == 0 || scores[order[i]] != scores[order[i - 1]]) {
                rank++;
            }
            String token = vocabulary.token(order[i]);
            for (int cut = 1; cut < token.length(); cut++) {
                int left = vocabulary.id(token.substring(0, cut));
                int right = vocabulary.id(token.substring(cut));
                if (left != Vocabulary.NONE && right != Vocabulary.NONE) {
                    merges.put(left, right, rank, order[i]);
                }
            }
        }
        return merges;
    }

    private void put(int left, int right, int rank, int result) {
        byPair.put(pair(left, right), ((long) rank << 32) | result);
    }

    /// The merge of two neighbours, or [#NONE].
    long of(int left, int right) {
        return byPair.get(pair(left, right));
    }

    static int rank(long merge) {
        return (int) (merge >>> 32);
    }

    static int result(long merge) {
        return (int) merge;
    }

    private static long pair(int left, int right) {
        return ((long) left << 32) | (right & 0xFFFFFFFFL);
    }

    /// Whether some merge joins a piece that begins with `mark` to one that ends otherwise.
    boolean reachAcross(Vocabulary vocabulary, char mark) {
        for (var iterator = byPair.keySet().iterator(); iterator.hasNext();) {
            long pair = iterator.nextLong();
            String left = vocabulary.token((int) (pair >>> 32));
            String right = vocabulary.token((int) pair);
            if (right.charAt(0) == mark && left.charAt(left.length() - 1) != mark) {
                return true;
            }
        }
        return false;
    }
}
