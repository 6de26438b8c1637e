package t2l.hypernet.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import t2l.autograd.Parameters;
import t2l.tensor.backend.Kernels;

/// Validates a run at its start, every `val_freq` steps and at its end, stops it early, and keeps the best values. The
/// last of the run's validation sets decides.
public final class Validator {
    /// Stores values of earlier steps.
    public interface Store {
        /// Offers the values after `step` steps, which have just been validated.
        ///
        /// @param best whether they are the best so far, and so must be kept
        void offer(long step, Parameters values, boolean best);

        /// A checkpoint with the best step has been written: other values may be deleted.
        default void checkpointed(long best) {}

        /// Copies the values of the best step into `values`.
        void restore(long best, Parameters values);
    }

    private final SftRun<?> run;
    private final Store store;
    private final Kernels kernels;
    private final long every;
    private final EarlyStopping earlyStopping;

    /// @param store keeps values
    public Validator(SftRun<?> run, Store store, Kernels kernels) {
        this.run = run;
        this.store = store;
        this.kernels = kernels;
        this.every = run.settings().validation().every();
        this.earlyStopping = new EarlyStopping(run.settings().validation().patience());
    }

    /// The state of early stopping.
    public EarlyStopping earlyStopping() {
        return earlyStopping;
    }

    /// Whether the run is to be validated now: this step is one of those and has not been validated yet.
    public boolean isDue() {
        long step = run.trainer().steps();
        return !run.validationSets().isEmpty() && (step % every == 0 || step == run.total())
                && step > earlyStopping.lastStep();
    }

    /// The scores of the run's values on each validation set.
    public Map<String, ValidationSet.Score> validate() {
        Parameters values = run.trainer().values();
        Map<String, ValidationSet.Score> scores = new LinkedHashMap<>();
        for (ValidationSet set : run.validationSets()) {
            scores.put(set.name(), set.score(run.objective(), values, kernels));
        }
        long step = run.trainer().steps();
        store.offer(step, values, earlyStopping.record(step, scores.get(deciding()).loss()));
        return scores;
    }

    /// Must be called after writing a checkpoint.
    public void checkpointed() {
        store.checkpointed(earlyStopping.bestStep());
    }

    /// Restores the best values; returns their step if it is not the current one.
    public Optional<Long> restoreBest() {
        long best = earlyStopping.bestStep();
        if (best < 0 || best == run.trainer().steps()) {
            return Optional.empty();
        }
        store.restore(best, run.trainer().values());
        return Optional.of(best);
    }

    /// The name of the validation set whose loss decides.
    public String deciding() {
        return run.validationSets().getLast().name();
    }
}
