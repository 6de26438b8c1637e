package t2l.hypernet.eval;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.CrossEntropy;

/// Counts right answers by task. An answer is right when every token of it is, its end included.
///
/// Greedy decoding need not be run for that: it gives the gold answer exactly when, at each place of the gold answer,
/// the likeliest next token is the gold one.
public final class ExactMatch {
    private final Map<String, IntArrayList> verdicts = new LinkedHashMap<>();

    /// The share of right answers.
    ///
    /// @param mean          the mean over tasks of each task's share
    /// @param standardError of that mean, over tasks: answers of one task are not independent; NaN for a single task
    /// @param items         how many answers were judged
    public record Score(double mean, double standardError, int items) {
        /// Of each task's share of right answers; there must be one at least.
        public static Score of(Collection<Double> shares, int items) {
            if (shares.isEmpty()) {
                throw new IllegalStateException("exact match: needs at least one answer to judge, got none");
            }
            Estimate all = Estimate.of(shares);
            return new Score(all.mean(), all.standardError(), items);
        }
    }

    /// Whether row `row` of `predicted[B,T]`, each position's likeliest next token, says what `targets[B,T]` asks
    /// wherever it asks something.
    public static boolean right(int[] predicted, int[] targets, int row, int length) {
        for (int i = row * length; i < (row + 1) * length; i++) {
            if (targets[i] != CrossEntropy.IGNORE && targets[i] != predicted[i]) {
                return false;
            }
        }
        return true;
    }

    /// Counts one answer of `task`.
    public void add(String task, boolean right) {
        verdicts.computeIfAbsent(task, _ -> new IntArrayList()).add(right ? 1 : 0);
    }

    /// Each task's share of right answers, in the order in which the tasks came.
    public Map<String, Double> byTask() {
        var shares = new LinkedHashMap<String, Double>();
        verdicts.forEach((task, rights) -> shares.put(task, rights.intStream().average().orElseThrow()));
        return shares;
    }

    /// All tasks together; there must have been an answer at least.
    public Score score() {
        return Score.of(byTask().values(), items());
    }

    /// How many answers were judged.
    public int items() {
        return verdicts.values().stream().mapToInt(IntArrayList::size).sum();
    }
}
