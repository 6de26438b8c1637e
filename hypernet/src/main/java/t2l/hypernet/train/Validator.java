package t2l.hypernet.train;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import t2l.autograd.Parameters;
import t2l.tensor.backend.Kernels;
import t2l.tensor.ranks.Ranks;

/// Validates a run at its start, every `val_freq` steps and at its end, stops it early, and keeps the best values. The
/// last of the run's validation sets decides, by its loss or by the answers to it ([Selection]).
public final class Validator {
    /// Stores values of earlier steps. Rank 0 offers what all can restore.
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

    /// What a validation found.
    ///
    /// @param scores  on each validation set
    /// @param answers the score of the answers to the deciding set by its name, if they decide
    public record Result(Map<String, ValidationSet.Score> scores, Map<String, Double> answers) {}

    private final SftRun<?> run;
    private final Store store;
    private final Kernels kernels;
    private final Ranks ranks;
    private final long every;
    private final EarlyStopping earlyStopping;

    /// @param store keeps values
    public Validator(SftRun<?> run, Store store, Kernels kernels) {
        this.run = run;
        this.store = store;
        this.kernels = kernels;
        this.ranks = run.trainer().ranks();
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

    /// Validates the run's values: the ranks share the work, and find the same.
    public Result validate() {
        Parameters values = run.trainer().values();
        Map<String, ValidationSet.Score> scores = new LinkedHashMap<>();
        for (ValidationSet set : run.validationSets()) {
            scores.put(set.name(), set.score(run.objective(), values, kernels, ranks));
        }
        Map<String, Double> answers = new LinkedHashMap<>();
        run.answers().ifPresent(
                check -> answers.put(check.by().toString(), check.score(run.objective(), values, kernels, ranks)));
        double loss = answers.values().stream().findFirst().map(score -> -score)
                .orElseGet(() -> scores.get(deciding()).loss());
        long step = run.trainer().steps();
        boolean best = earlyStopping.record(step, loss);
        ranks.first(() -> store.offer(step, values, best));
        return new Result(scores, answers);
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

    /// The name of the validation set that decides.
    public String deciding() {
        return run.validationSets().getLast().name();
    }
}
