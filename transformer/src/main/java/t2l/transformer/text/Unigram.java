package t2l.transformer.text;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import module java.base;
import t2l.tensor.T2lException;

/// Finds the most probable segmentation into tokens with the Viterbi algorithm.
///
/// A character that no token covers costs more than any token; neighbouring ones become one unknown token, or bytes
/// `<0xXX>`. Thread-safe. Source: Kudo 2018; Hugging Face tokenizers, `models/unigram`.
final class Unigram implements Model {
    /// The cost of an unknown character beyond the least likely token.
    private static final double PENALTY = 10;

    private final Vocabulary vocabulary;
    private final double[] scores;
    private final int unknown;
    private final double unknownScore;
    private final boolean byteFallback;
    private final Trie trie = new Trie();

    /// Throws [T2lException] if `unknown` is not a token's id or a score is NaN.
    ///
    /// @param where        its name in error messages
    /// @param pieces       the tokens; their indices are their ids
    /// @param scores       logarithms of their probabilities
    /// @param unknown      the id of unknown text
    /// @param byteFallback whether unknown text is spelled in bytes if all of them are tokens
    Unigram(String where, List<String> pieces, double[] scores, int unknown, boolean byteFallback) {
        vocabulary = new Vocabulary(where + ": vocab", pieces);
        this.scores = scores.clone();
        this.unknown = unknown;
        this.byteFallback = byteFallback;
        if (!vocabulary.has(unknown)) {
            throw new T2lException(
                    where + ": unk_id: needs the number of a piece below " + pieces.size() + ", got " + unknown);
        }
        double least = Double.POSITIVE_INFINITY;
        for (int id = 0; id < scores.length; id++) {
            if (!Double.isFinite(scores[id])) {
                throw new T2lException(where + ": vocab[" + id + "]: needs a finite score, got " + scores[id]);
            }
            least = Math.min(least, scores[id]);
            trie.put(pieces.get(id), id);
        }
        unknownScore = least - PENALTY;
    }

    @Override
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public void encode(String piece, IntArrayList ids) {
        int n = piece.length();
        // For each position: the last token of the best segmentation up to it, the start of that token, and the score.
        int[] last = new int[n + 1];
        int[] starts = new int[n + 1];
        double[] best = new double[n + 1];
        Arrays.fill(starts, -1);
        int next;
        for (int start = 0; start < n; start = next) {
            next = piece.offsetByCodePoints(start, 1);
            boolean covered = false;
            int node = Trie.ROOT;
            for (int i = start; i < n && (node = trie.step(node, piece.charAt(i))) != Trie.NONE; i++) {
                int id = trie.value(node);
                if (id != Trie.NONE) {
                    covered |= i + 1 == next;
                    offer(start, i + 1, id, scores[id], last, starts, best);
                }
            }
            if (!covered) {
                offer(start, next, unknown, unknownScore, last, starts, best);
            }
        }
        emit(piece, last, starts, ids);
    }

    private static void offer(int start, int end, int id, double score, int[] last, int[] starts, double[] best) {
        double sum = best[start] + score;
        if (starts[end] < 0 || sum > best[end]) {
            last[end] = id;
            starts[end] = start;
            best[end] = sum;
        }
    }

    /// Follows the best segmentation back and appends its tokens in order, merging neighbouring unknown ones.
    private void emit(String piece, int[] last, int[] starts, IntArrayList ids) {
        var ends = new IntArrayList();
        for (int end = piece.length(); end > 0; end = starts[end]) {
            ends.push(end);
        }
        int start = 0;
        while (!ends.isEmpty()) {
            int end = ends.popInt();
            if (last[end] != unknown) {
                ids.add(last[end]);
            } else {
                while (!ends.isEmpty() && last[ends.topInt()] == unknown) {
                    end = ends.popInt();
                }
                unknown(piece.substring(start, end), ids);
            }
            start = end;
        }
    }

    private void unknown(String text, IntArrayList ids) {
        // As in the reference, a run of unknown characters may be a token as a whole.
        int id = vocabulary.id(text);
        if (id == Vocabulary.NONE && byteFallback) {
            int before = ids.size();
            for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
                ids.add(vocabulary.id("<0x%02X>".formatted(b)));
            }
            if (!ids.subList(before, ids.size()).contains(Vocabulary.NONE)) {
                return;
            }
            ids.size(before);
        }
        ids.add(id == Vocabulary.NONE ? unknown : id);
    }
}
