package t2l.app.demo;

import module java.base;
import t2l.app.console.CommonOptions;
import t2l.app.console.Out;
import t2l.app.console.Progress;
import t2l.app.suite.Suite;
import t2l.app.train.TrainingLoop;
import t2l.hypernet.TaskEmbedder;
import t2l.hypernet.train.TrainingRun;
import t2l.tensor.backend.Kernels;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.family.TextEncoder;

/// Runs the long tasks of an experiment and shows their progress. After Ctrl-C, they throw [CancellationException].
public final class ExperimentRunner implements AutoCloseable {
    private static final String ENCODER = "builtin:minilm";

    private final Out out;
    private final CommonOptions options;
    private final List<Kernels> workers = new ArrayList<>();

    public ExperimentRunner(Out out, CommonOptions options) {
        this.out = out;
        this.options = options;
        for (int i = 0; i < options.threads(); i++) {
            workers.add(options.kernels(1));
        }
    }

    /// Opens a model and the text encoder for the duration of `work`.
    ///
    /// @param model name of the frozen model
    public void open(String model, Suite suite, Kernels kernels, Consumer<Experiment> work) {
        try (LanguageModel base = LanguageModel.open(model, options.held(), kernels);
                TextEncoder reader = TextEncoder.open(ENCODER, Optional.empty(), kernels);
                var experiment = new Experiment(kernels, base.decoder(), base.format(),
                        TaskEmbedder.of(reader, ENCODER, kernels, out::say), suite)) {
            work.accept(experiment);
        }
    }

    /// Trains to the end.
    ///
    /// @param losses is given the loss of every step
    public void train(String title, TrainingRun run, DoubleConsumer losses) {
        if (!new TrainingLoop(out, title).run(run, Optional.empty(), losses)) {
            throw new CancellationException(title);
        }
    }

    /// Starts work of `total` steps. Its progress may be reported by any thread.
    Progress begin(String title, long total) {
        Progress progress = out.progress(title, total);
        return new Progress() {
            @Override
            public synchronized void at(long done, String note) {
                if (out.stopping()) {
                    throw new CancellationException(title);
                }
                progress.at(done, note);
            }

            @Override
            public void close() {
                progress.close();
            }
        };
    }

    /// The kernels of each thread, for parallel work.
    List<Kernels> workers() {
        return List.copyOf(workers);
    }

    @Override
    public void close() {
        workers.forEach(Kernels::close);
    }
}
