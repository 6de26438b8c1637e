package t2l.hypernet.train;

import java.util.Locale;
import t2l.tensor.T2lException;

/// Remembers which step of a run had the lowest validation loss, or the highest score, and stops a run that has not improved for a while.
///
/// The reference selects on slices of the benchmarks that it is tested on afterwards, and in another process (t2l-spec
/// Q15, §9.4); here, it is the validation loss of tasks that are neither trained nor tested, or a score
/// on them ([Selection]).
public final class EarlyStopping {
    private final int patience;
    private long bestStep = -1;
    private double bestLoss = Double.POSITIVE_INFINITY;
    private int worse;
    private long lastStep = -1;

    /// @param patience validations without improvement after which the run stops; 0 never stops it
    public EarlyStopping(int patience) {
        this.patience = patience;
    }

    /// Records the validation loss after `step` steps, or a score with the opposite sign; returns whether it is the lowest
    /// so far.
    public boolean record(long step, double loss) {
        boolean better = loss < bestLoss;
        worse = better ? 0 : worse + 1;
        if (better) {
            bestLoss = loss;
            bestStep = step;
        }
        lastStep = step;
        return better;
    }

    /// Whether none of the last `patience` validations improved on the best before them.
    public boolean stops() {
        return patience > 0 && worse >= patience;
    }

    /// The step with the lowest loss, −1 before the first validation.
    public long bestStep() {
        return bestStep;
    }

    /// The step of the last validation, −1 before the first.
    public long lastStep() {
        return lastStep;
    }

    /// The state as text, for a checkpoint.
    String state() {
        return String.format(Locale.ROOT, "%d %s %d %d", bestStep, Double.toHexString(bestLoss), worse, lastStep);
    }

    /// Restores the result of [#state]. Throws [T2lException] if it is invalid.
    void restore(String source, String state) {
        String[] parts = state.split(" ", -1);
        try {
            bestStep = Long.parseLong(parts[0]);
            bestLoss = Double.parseDouble(parts[1]);
            worse = Integer.parseInt(parts[2]);
            lastStep = Long.parseLong(parts[3]);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new T2lException(
                    source + ": needs the best step and loss, the patience used and the last step of its"
                            + " validations, has '" + state + "'",
                    e);
        }
    }
}
