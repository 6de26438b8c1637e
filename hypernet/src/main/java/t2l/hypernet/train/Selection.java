package t2l.hypernet.train;

import java.util.Locale;
import t2l.tensor.T2lException;

/// Which step of a run did best on validation, and whether the run has gone on for long enough without doing better.
///
/// The reference selects on slices of the benchmarks that it is tested on afterwards, and in another process (t2l-spec
/// Q15, §9.4); here it is the validation loss of tasks that are neither trained on nor tested on.
public final class Selection {
    private final int patience;
    private long bestStep = -1;
    private double best = Double.POSITIVE_INFINITY;
    private int worse;

    /// @param patience validations without improvement after which a run has had enough; 0 for no end
    public Selection(int patience) {
        this.patience = patience;
    }

    /// Takes the loss after `step` steps; true if it is the lowest so far.
    public boolean note(long step, double loss) {
        boolean better = loss < best;
        worse = better ? 0 : worse + 1;
        if (better) {
            best = loss;
            bestStep = step;
        }
        return better;
    }

    /// Whether the last `patience` validations were no better than the one before them.
    public boolean enough() {
        return patience > 0 && worse >= patience;
    }

    /// The step that did best; −1 before there was any.
    public long step() {
        return bestStep;
    }

    /// All of it as text, for a checkpoint.
    String state() {
        return String.format(Locale.ROOT, "%d %s %d", bestStep, Double.toHexString(best), worse);
    }

    /// Goes on from what [#state] gave, or begins if that is empty. Throws [T2lException] if it is something else.
    void restore(String state) {
        if (state.isEmpty()) {
            return;
        }
        String[] parts = state.split(" ", -1);
        try {
            bestStep = Long.parseLong(parts[0]);
            best = Double.parseDouble(parts[1]);
            worse = Integer.parseInt(parts[2]);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new T2lException("checkpoint: needs the step, loss and patience of its validations, holds " + state,
                    e);
        }
    }
}
