package t2l.demo.suite;

import java.util.List;
import java.util.function.DoubleConsumer;
import t2l.hypernet.train.TrainingRun;
import t2l.tensor.backend.Kernels;

/// Runs the long tasks of an experiment, with progress and cancellation.
///
/// Cancelled work throws [java.util.concurrent.CancellationException].
public interface ExperimentRunner {
    /// Trains to the end.
    ///
    /// @param losses is given the loss of every step
    void train(String title, TrainingRun run, DoubleConsumer losses);

    /// Starts work of `total` steps.
    ProgressReport begin(String title, long total);

    /// The kernels of each thread, for parallel work.
    List<Kernels> workers();

    /// Reports the progress of some work; closed when it is done.
    interface ProgressReport extends AutoCloseable {
        /// Reports that `done` steps are done, with a `note`. Throws [java.util.concurrent.CancellationException] if
        /// the work is cancelled. Thread-safe.
        void at(long done, String note);

        @Override
        void close();
    }
}
