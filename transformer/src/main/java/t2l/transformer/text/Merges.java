package t2l.transformer.text;

import it.unimi.dsi.fastutil.longs.Long2LongOpenHashMap;
import java.util.List;
import t2l.tensor.T2lException;

/// The merges of BPE and their ranks.
///
/// A merge is one `long`, its rank in the upper half and the resulting id in the lower; the lowest rank is merged
/// first.
sealed interface Merges {
    /// There is no merge.
    long NONE = -1;

    /// The merge of two neighbours, or [#NONE].
    long of(int left, int right);

    /// Whether some merge joins a token that starts with `mark` to one before it that ends differently.
    boolean reachAcross(char mark);

    private static long merge(int rank, int result) {
        return ((long) rank << 32) | result;
    }

    static int rank(long merge) {
        return (int) (merge >>> 32);
    }

    static int result(long merge) {
        return (int) merge;
    }

    /// The two tokens of a merge, separated by a space. Throws [T2lException] if it is malformed.
    static List<String> parts(String where, String merge) {
        int blank = merge.indexOf(' ');
        if (blank < 0 || merge.indexOf(' ', blank + 1) >= 0) {
            throw new T2lException(where + ": needs two pieces with a blank between, got '" + merge + "'");
        }
        return List.of(merge.substring(0, blank), merge.substring(blank + 1));
    }

    /// Merges ranked by their index in a list.
    final class Ranked implements Merges {
        private final Vocabulary vocabulary;
        private final Long2LongOpenHashMap byPair;

        /// Throws [T2lException] if a part or a merged token is not in `vocabulary`.
        ///
        /// @param where  its name in error messages
        /// @param parts  left part, right part, left part, …
        /// @param prefix prefix of right parts that the merged token omits
        Ranked(String where, List<String> parts, String prefix, Vocabulary vocabulary) {
            this.vocabulary = vocabulary;
            byPair = new Long2LongOpenHashMap(parts.size() / 2);
            byPair.defaultReturnValue(NONE);
            for (int rank = 0; rank < parts.size() / 2; rank++) {
                String left = parts.get(2 * rank);
                String right = parts.get(2 * rank + 1);
                String merged = left + (right.startsWith(prefix) ? right.substring(prefix.length()) : right);
                byPair.put(pair(known(where, left, rank), known(where, right, rank)),
                        merge(rank, known(where, merged, rank)));
            }
        }

        private int known(String where, String token, int rank) {
            int id = vocabulary.id(token);
            if (token.isEmpty() || id == Vocabulary.NONE) {
                throw new T2lException(where + "[" + rank + "]: needs pieces of the vocabulary, got '" + token + "'");
            }
            return id;
        }

        private static long pair(int left, int right) {
            return ((long) left << 32) | (right & 0xFFFFFFFFL);
        }

        @Override
        public long of(int left, int right) {
            return byPair.get(pair(left, right));
        }

        @Override
        public boolean reachAcross(char mark) {
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

    /// Merges of a SentencePiece model, which are not listed: two tokens merge if their concatenation is a token, the
    /// highest score first. Tokens of equal score have equal rank. Source: llama.cpp, `llm_tokenizer_spm`.
    final class Scored implements Merges {
        private final Vocabulary vocabulary;
        private final float[] scores;

        /// @param scores one for each id of `vocabulary`, none of them NaN
        Scored(Vocabulary vocabulary, float[] scores) {
            this.vocabulary = vocabulary;
            this.scores = scores.clone();
        }

        @Override
        public long of(int left, int right) {
            int result = vocabulary.id(vocabulary.token(left).concat(vocabulary.token(right)));
            return result == Vocabulary.NONE ? NONE : merge(rank(scores[result]), result);
        }

        /// Integers in the reverse order of floats; both zeros are equal.
        private static int rank(float score) {
            int bits = Float.floatToIntBits(score + 0f);
            return ~(bits ^ ((bits >> 31) & Integer.MAX_VALUE));
        }

        @Override
        public boolean reachAcross(char mark) {
            for (int id = 0; id < vocabulary.size(); id++) {
                if (vocabulary.has(id) && reachesAcross(vocabulary.token(id), mark)) {
                    return true;
                }
            }
            return false;
        }

        private boolean reachesAcross(String token, char mark) {
            for (int cut = token.indexOf(mark, 1); cut > 0; cut = token.indexOf(mark, cut + 1)) {
                if (token.charAt(cut - 1) != mark && vocabulary.id(token.substring(0, cut)) != Vocabulary.NONE
                        && vocabulary.id(token.substring(cut)) != Vocabulary.NONE) {
                    return true;
                }
            }
            return false;
        }
    }
}
