package t2l.hypernet.eval;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Losses.CrossEntropy;

/// Counts exact matches by task: an answer is correct if every token is, including the end token.
///
/// This needs no decoding: greedy decoding gives the gold answer exactly if the most likely next token at each position
/// of the gold answer is the gold token.
public final class ExactMatch {
    private final Map<String, IntArrayList> verdicts = new LinkedHashMap<>();

    /// The share of correct answers.
    ///
    /// @param mean          mean of the tasks' shares
    /// @param standardError of that mean, over tasks, because answers of one task are not independent; NaN for a single
    ///                      task
    /// @param items         number of answers
    public record Score(double mean, double standardError, int items) {
        /// The score of the shares of at least one task.
        public static Score of(Collection<Double> shares, int items) {
            if (shares.isEmpty()) {
                throw new IllegalStateException("exact match: needs at least one answer to judge, got none");
            }
            TaskScores.Estimate all = TaskScores.Estimate.of(shares);
            return new Score(all.mean(), all.standardError(), items);
        }
    }

    /// Whether row `row` of `predicted[B,T]`, the most likely next tokens, equals `targets[B,T]` at every position that
    /// has a target.
    public static boolean right(int[] predicted, int[] targets, int row, int length) {
        for (int i = row * length; i < (row + 1) * length; i++) {
            if (targets[i] != CrossEntropy.IGNORE && targets[i] != predicted[i]) {
                return false;
            }
        }
        return true;
    }

    /// The token with the largest logit in row `row` of `[n,V]`; of equal ones, the first.
    public static int likeliest(Tensor logits, int row) {
        int best = 0;
        for (int j = 1; j < logits.dim(1); j++) {
            if (logits.at(row, j) > logits.at(row, best)) {
                best = j;
            }
        }
        return best;
    }

    /// Counts one answer of `task`.
    public void add(String task, boolean right) {
        verdicts.computeIfAbsent(task, _ -> new IntArrayList()).add(right ? 1 : 0);
    }

    /// Each task's share of correct answers, in the order in which the tasks were added.
    public Map<String, Double> byTask() {
        var shares = new LinkedHashMap<String, Double>();
        verdicts.forEach((task, rights) -> shares.put(task, rights.intStream().average().orElseThrow()));
        return shares;
    }

    /// The score of all tasks; there must be at least one answer.
    public Score score() {
        return Score.of(byTask().values(), items());
    }

    /// The number of answers.
    public int items() {
        return verdicts.values().stream().mapToInt(IntArrayList::size).sum();
    }
}
