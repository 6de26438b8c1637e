package t2l.hypernet.suite;

import java.util.List;
import java.util.function.DoubleConsumer;
import t2l.hypernet.train.SftRun;
import t2l.hypernet.train.Trainer;
import t2l.tensor.backend.Kernels;

/// Where the long work of an experiment is done: someone watches, and may stop it.
///
/// Stopped work ends with a [java.util.concurrent.CancellationException].
public interface Workshop {
    /// A training to be run.
    ///
    /// @param total    steps in all
    /// @param tokens   that the model reads in a step, 0 if there is none
    /// @param settings describes it
    record Training(Trainer trainer, long total, long tokens, String settings) {
        public static Training of(SftRun<?> run) {
            return new Training(run.trainer(), run.total(), run.tokens(), run.settings());
        }
    }

    /// Trains to the end.
    ///
    /// @param losses hears the loss of every step
    void train(String title, Training training, DoubleConsumer losses);

    /// Begins work of `total` steps.
    Watch begin(String title, long total);

    /// The kernels of the threads, for work that is done side by side.
    List<Kernels> workers();

    /// Follows some work; closed when it is done.
    interface Watch extends AutoCloseable {
        /// `done` steps are done; `note` says how it goes. Throws [java.util.concurrent.CancellationException] if the
        /// work is to stop. May be called by several threads.
        void at(long done, String note);

        @Override
        void close();
    }
}
