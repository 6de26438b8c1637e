package t2l.hypernet.eval;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import module java.base;
import t2l.autograd.*;
import t2l.hypernet.TaskBatch;
import t2l.hypernet.data.*;
import t2l.tensor.*;
import t2l.tensor.kernel.Losses.CrossEntropy;
import t2l.transformer.*;

/// Counts exact matches by task: an answer is correct if every token is, including the end token.
///
/// This needs no decoding: greedy decoding gives the gold answer exactly if the most likely next token at each position
/// of the gold answer is the gold token.
public final class ExactMatch {
    /// Maximum number of groups in a forward pass.
    private static final int MAX_GROUPS = 32;

    /// Maximum number of positions in a forward pass of more than one group, to limit memory.
    private static final int MAX_POSITIONS = 16_384;

    private final Map<String, IntArrayList> verdicts = new LinkedHashMap<>();

    /// Questions of one task that use the same adapter.
    ///
    /// @param items the number of `pairs` to use, from the first; the same in every group
    public record Group(String task, TokenPairs pairs, int items) {}

    /// The source of the adapters.
    @FunctionalInterface
    public interface Adapters {
        /// Adapters for the groups `from … to`: one for each, or one for all.
        ActiveAdapter of(Pass pass, int from, int to);
    }

    /// Answers the questions of all groups and counts correct answers.
    ///
    /// @param length number of positions of the longest question with its answer
    /// @param passes opens a pass that trains nothing
    public static ExactMatch of(Decoder model, int length, List<Group> groups, Supplier<Pass> passes,
            Adapters adapters) {
        var match = new ExactMatch();
        int together = Math.clamp(MAX_POSITIONS / ((long) groups.getFirst().items() * length), 1, MAX_GROUPS);
        for (int from = 0; from < groups.size(); from += together) {
            int to = Math.min(groups.size(), from + together);
            try (Arena arena = Arena.ofShared(); Pass pass = passes.get()) {
                match.ask(model, length, groups.subList(from, to), pass, adapters.of(pass, from, to), arena);
            }
        }
        return match;
    }

    private void ask(Decoder model, int length, List<Group> groups, Pass pass, ActiveAdapter adapter, Arena arena) {
        List<TokenPairs.Row> asked = groups.stream()
                .flatMap(g -> IntStream.range(0, g.items()).mapToObj(i -> new TokenPairs.Row(g.pairs(), i))).toList();
        Batch batch = Batch.of(arena, TaskBatch.none(arena, DType.F32), DType.F32, asked, length, 0, false);
        Var hidden = model.hidden(pass, batch.ids(), new Context(adapter, batch.positions(), batch.span()));
        Tensor logits = model.logits(pass, hidden.gather(batch.rows())).value();
        boolean[] right = new boolean[asked.size()];
        Arrays.fill(right, true);
        for (int i = 0; i < batch.shape().labels(); i++) {
            if (batch.targets().get(i) != CrossEntropy.IGNORE && likeliest(logits, i) != batch.targets().get(i)) {
                right[(int) batch.rows().get(i) / length] = false;
            }
        }
        int row = 0;
        for (Group g : groups) {
            for (int i = 0; i < g.items(); i++) {
                add(g.task(), right[row++]);
            }
        }
    }

    /// The share of correct answers.
    ///
    /// @param mean          mean of the tasks' shares
    /// @param standardError of that mean, over tasks, because answers of one task are not independent; NaN for a single
    ///                      task
    /// @param items         number of answers
    public record Score(double mean, double standardError, int items) {}

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
    void add(String task, boolean right) {
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
        if (verdicts.isEmpty()) {
            throw new IllegalStateException("exact match: needs at least one answer to judge, got none");
        }
        TaskScores.Estimate all = TaskScores.Estimate.of(byTask().values());
        return new Score(all.mean(), all.standardError(), items());
    }

    /// The number of correct answers.
    public int right() {
        return verdicts.values().stream().flatMapToInt(IntArrayList::intStream).sum();
    }

    /// The number of answers.
    public int items() {
        return verdicts.values().stream().mapToInt(IntArrayList::size).sum();
    }
}
