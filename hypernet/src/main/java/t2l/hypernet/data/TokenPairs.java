package t2l.hypernet.data;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import module java.base;
import t2l.hypernet.data.TaskData.Pair;
import t2l.tensor.kernel.Losses.CrossEntropy;

/// Pairs of prompt and answer as tokens, stored in one array. Immutable.
public final class TokenPairs {
    /// Pair `index` of some.
    public record Row(TokenPairs pairs, int index) {}

    private final int[] tokens;

    /// The starts of prompt 0, answer 0, prompt 1, …, and the end of the last.
    private final int[] starts;

    private final int cut;

    private TokenPairs(int[] tokens, int[] starts, int cut) {
        this.tokens = tokens;
        this.starts = starts;
        this.cut = cut;
    }

    /// The pairs as tokens. Pairs of more than `limit` tokens are truncated at the start, see [#keptOfPrompt].
    ///
    /// @param prompt tokenizes the text before an answer, including the begin token
    /// @param answer tokenizes an answer, including the end token
    public static TokenPairs of(List<Pair> pairs, Function<String, int[]> prompt, Function<String, int[]> answer,
            int limit) {
        var tokens = new IntArrayList();
        var starts = new IntArrayList(2 * pairs.size() + 1);
        int cut = 0;
        for (Pair pair : pairs) {
            int[] before = prompt.apply(pair.prompt());
            int[] after = answer.apply(pair.answer());
            int keptBefore = keptOfPrompt(before.length, after.length, limit);
            int keptAfter = Math.min(after.length, limit - keptBefore);
            cut += keptBefore + keptAfter < before.length + after.length ? 1 : 0;
            starts.add(tokens.size());
            tokens.addElements(tokens.size(), before, before.length - keptBefore, keptBefore);
            starts.add(tokens.size());
            tokens.addElements(tokens.size(), after, after.length - keptAfter, keptAfter);
        }
        starts.add(tokens.size());
        return new TokenPairs(tokens.toIntArray(), starts.toIntArray(), cut);
    }

    /// The number of tokens of a prompt that are kept so that prompt and answer have at most `limit`: first the longer
    /// of the two is truncated, then both to a half, of which the longer gets the remainder. The answer gets the rest.
    ///
    /// Source: `truncate_sequences`, strategy longest first, of transformers' slow tokenizers, as Text-to-LoRA uses it
    /// (`t2l-spec.md` §9.1).
    static int keptOfPrompt(int prompt, int answer, int limit) {
        if (prompt + answer <= limit) {
            return prompt;
        }
        int half = limit / 2;
        if (prompt <= answer) {
            return Math.min(prompt, half);
        }
        return Math.max(limit - answer, limit - half);
    }

    /// The number of truncated pairs.
    public int cut() {
        return cut;
    }

    /// The number of pairs.
    public int size() {
        return starts.length / 2;
    }

    /// The number of tokens of prompt `i`.
    public int promptLength(int i) {
        return starts[2 * i + 1] - starts[2 * i];
    }

    /// The number of tokens of answer `i`, including its end.
    public int answerLength(int i) {
        return starts[2 * i + 2] - starts[2 * i + 1];
    }

    /// Copies the tokens of prompt `i` and its answer to `to`, from `at` (inclusive) to at most `end` (exclusive).
    ///
    /// @return the end of the copied tokens
    public int copy(int i, int[] to, int at, int end) {
        int from = starts[2 * i];
        int count = Math.min(starts[2 * i + 2] - from, end - at);
        System.arraycopy(tokens, from, to, at, count);
        return at + count;
    }

    /// The number of positions of the longest pair as a row: one less than its tokens, because nothing follows the
    /// last.
    public int rowLength() {
        return rowLength(0, size());
    }

    /// Like [#rowLength()], for the pairs `from … to`.
    public int rowLength(int from, int to) {
        return IntStream.range(from, to).map(i -> starts[2 * i + 2] - starts[2 * i] - 1).max().orElse(0);
    }

    /// The sum of the lengths of all rows.
    long read() {
        return (long) tokens.length - size();
    }

    /// Writes pair `i` as row `row` of a batch: `ids[B,T]`, padded on the right with `pad`, and `targets[B,T]`, the
    /// next token where that is part of the answer and [CrossEntropy#IGNORE] elsewhere. The first token is never a
    /// target, even if the prompt is empty (`t2l-spec.md` §9.3).
    ///
    /// @param length `T`, at least [#rowLength]
    public void writeRow(int i, int row, int length, int pad, int[] ids, int[] targets) {
        int prompt = starts[2 * i];
        int answer = starts[2 * i + 1];
        int end = starts[2 * i + 2];
        if (end - prompt - 1 > length) {
            throw new IllegalArgumentException(
                    "row: needs %d positions for the pair, got %d".formatted(end - prompt - 1, length));
        }
        int at = row * length;
        Arrays.fill(ids, at, at + length, pad);
        System.arraycopy(tokens, prompt, ids, at, end - prompt - 1);
        Arrays.fill(targets, at, at + length, CrossEntropy.IGNORE);
        int first = Math.max(answer, prompt + 1);
        System.arraycopy(tokens, first, targets, at + (first - prompt) - 1, end - first);
    }
}
