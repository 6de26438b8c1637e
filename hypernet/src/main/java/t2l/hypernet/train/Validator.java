package t2l.hypernet.train;

import module java.base;
import t2l.autograd.Parameters;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.tensor.ranks.Ranks;

/// Validates a run at its start, every `val_freq` steps and at its end, stops it early, and keeps the best values. The
/// last of the run's validation sets decides, by its loss or by the answers to it ([AnswerCheck.Selection]).
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
    /// @param scores  on each validation set, and with the descriptions of its controls on the deciding one
    /// @param answers the score of the answers to the deciding set by its name, if they decide
    public record Result(Map<String, ValidationSet.Score> scores, Map<String, Double> answers) {
        /// How far the loss on a set is below that with the descriptions of its controls, by control.
        public Map<String, Double> distances(String set) {
            Map<String, Double> all = new LinkedHashMap<>();
            for (String control : List.of(ValidationSet.OTHER, ValidationSet.NONSENSE)) {
                Optional.ofNullable(scores.get(ValidationSet.control(set, control)))
                        .ifPresent(score -> all.put(control, score.loss() - scores.get(set).loss()));
            }
            return all;
        }
    }

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
        Stream.of(run.validationSets(), run.controls()).flatMap(List::stream)
                .forEach(set -> scores.put(set.name(), set.score(run.objective(), values, kernels, ranks)));
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

    /// Remembers which step of a run had the lowest validation loss, or the highest score, and stops a run that has not
    /// improved for a while.
    ///
    /// The reference selects on slices of the benchmarks that it is tested on afterwards, and in another process (t2l-spec
    /// Q15, §9.4); here, it is the validation loss of tasks that are neither trained nor tested, or a score
    /// on them ([AnswerCheck.Selection]).
    public static final class EarlyStopping {
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
}
