package t2l.hypernet.eval;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.function.Supplier;
import t2l.autograd.Pass;
import t2l.autograd.Var;
import t2l.hypernet.data.Batch;
import t2l.hypernet.data.TokenPairs;
import t2l.tensor.DType;
import t2l.tensor.Tensor;
import t2l.tensor.kernel.Losses.CrossEntropy;
import t2l.transformer.ActiveAdapter;
import t2l.transformer.Context;
import t2l.transformer.Decoder;

/// Measures a model with adapters on questions with one correct answer, under greedy decoding.
public final class Evaluation {
    /// Maximum number of groups in a forward pass.
    private static final int TOGETHER = 32;

    /// Maximum number of positions in a forward pass of more than one group, to limit memory.
    private static final int POSITIONS = 16_384;

    private final Decoder model;
    private final int length;

    /// @param length number of positions of the longest question with its answer
    public Evaluation(Decoder model, int length) {
        this.model = model;
        this.length = length;
    }

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
    /// @param passes opens a pass that trains nothing
    public ExactMatch ask(List<Group> groups, Supplier<Pass> passes, Adapters adapters) {
        var match = new ExactMatch();
        int together = Math.clamp(POSITIONS / ((long) groups.getFirst().items() * length), 1, TOGETHER);
        for (int from = 0; from < groups.size(); from += together) {
            int to = Math.min(groups.size(), from + together);
            try (Arena arena = Arena.ofShared(); Pass pass = passes.get()) {
                ask(groups.subList(from, to), pass, adapters.of(pass, from, to), arena, match);
            }
        }
        return match;
    }

    private void ask(List<Group> groups, Pass pass, ActiveAdapter adapter, Arena arena, ExactMatch match) {
        int rows = groups.stream().mapToInt(Group::items).sum();
        int[] ids = new int[rows * length];
        int[] targets = new int[rows * length];
        int row = 0;
        for (Group g : groups) {
            for (int i = 0; i < g.items(); i++) {
                g.pairs().writeRow(i, row++, length, 0, ids, targets);
            }
        }
        Batch batch = new Batch(arena, DType.F32, new Batch.Shape(rows, length, Batch.labels(targets)));
        batch.fill(ids, targets, false, 0, 0);
        Var hidden = model.hidden(pass, batch.ids(), new Context(adapter, batch.positions(), batch.span()));
        Tensor logits = model.logits(pass, hidden.gather(batch.rows())).value();
        int[] predicted = new int[targets.length];
        for (int i = 0, at = 0; i < targets.length; i++) {
            if (targets[i] != CrossEntropy.IGNORE) {
                predicted[i] = ExactMatch.likeliest(logits, at++);
            }
        }
        row = 0;
        for (Group g : groups) {
            for (int i = 0; i < g.items(); i++) {
                match.add(g.task(), ExactMatch.right(predicted, targets, row++, length));
            }
        }
    }
}
