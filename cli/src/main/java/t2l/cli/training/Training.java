package t2l.cli.training;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import t2l.cli.Out;
import t2l.cli.Progress;
import t2l.hypernet.train.Checkpoint;
import t2l.hypernet.train.Selection;
import t2l.hypernet.train.Trainer;
import t2l.tensor.T2lException;

/// Runs a [Trainer] to its end before the user's eyes: progress with loss and speed, a line of [Metrics] per step, a
/// [Watch] over it, and a checkpoint now and then from which `--resume` goes on in the same bits.
public final class Training {
    private final Out out;
    private final String title;
    private final Optional<RunOptions> place;
    private final long every;
    private final Watch watch;

    /// Without validation.
    ///
    /// @param place for checkpoints and metrics, prepared; none are written without
    /// @param every steps between two checkpoints
    public Training(Out out, String title, Optional<RunOptions> place, long every) {
        this(out, title, place, every, Watch.NONE);
    }

    /// @param watch looks at the run now and then
    public Training(Out out, String title, Optional<RunOptions> place, long every, Watch watch) {
        this.out = out;
        this.title = title;
        this.place = place;
        this.every = Math.max(1, every);
        this.watch = watch;
    }

    /// As the other, when nobody wants the losses.
    public boolean run(Trainer trainer, long total, String settings, long tokens) {
        return run(trainer, total, settings, tokens, _ -> {});
    }

    /// Trains until `total` steps are done, the watch has seen enough, or the user stops it. At its end the trainer has
    /// the values that did best, if the watch knows.
    ///
    /// @param settings describes the run: a checkpoint of another is refused
    /// @param tokens   tokens in a step, for the speed
    /// @param losses   hears the loss of every step
    /// @return whether it came to its end
    public boolean run(Trainer trainer, long total, String settings, long tokens, DoubleConsumer losses) {
        Selection selection = watch.selection();
        place.filter(RunOptions::resume).ifPresent(p -> resume(p, trainer, settings, selection));
        Optional<Metrics> metrics = place.map(p -> new Metrics(p.metrics(), trainer.steps()));
        var loop = new Loop(trainer, total, settings, tokens, selection, metrics);
        try {
            loop.go(losses);
        } finally {
            metrics.ifPresent(Metrics::close);
        }
        boolean over = loop.over();
        if (over) {
            watch.restoreBest(trainer, selection).ifPresent(out::say);
        } else {
            out.say(title + ": stopped after step " + trainer.steps()
                    + place.map(p -> "; --resume goes on").orElse(""));
        }
        return over;
    }

    private void resume(RunOptions from, Trainer trainer, String settings, Selection selection) {
        try (Arena arena = Arena.ofShared()) {
            trainer.restore(settings, Checkpoint.read(from.checkpoint(), arena), selection);
        } catch (T2lException e) {
            throw new T2lException("--resume: " + e.getMessage(), e);
        }
        out.say(title + ": goes on after step " + trainer.steps());
    }

    /// One run.
    private final class Loop {
        private final Trainer trainer;
        private final long total;
        private final String settings;
        private final long tokens;
        private final Selection selection;
        private final Optional<Metrics> metrics;
        private final long begin = System.nanoTime();
        private final long first;
        private double smooth = Double.NaN;

        Loop(Trainer trainer, long total, String settings, long tokens, Selection selection,
                Optional<Metrics> metrics) {
            this.trainer = trainer;
            this.total = total;
            this.settings = settings;
            this.tokens = tokens;
            this.selection = selection;
            this.metrics = metrics;
            this.first = trainer.steps();
        }

        boolean over() {
            return trainer.steps() >= total || selection.enough();
        }

        void go(DoubleConsumer losses) {
            if (first == 0) {
                look();
                save();
            }
            try (Progress progress = out.progress(title, total)) {
                while (!over() && !out.stopping()) {
                    Trainer.Progress step = trainer.step();
                    losses.accept(step.loss());
                    tell(step, progress);
                    boolean looked = watch.due(step.step(), total) && look();
                    if (looked || step.step() % every == 0 || over()) {
                        save();
                    }
                }
            }
            save();
        }

        private void tell(Trainer.Progress step, Progress progress) {
            smooth = smooth(smooth, step.loss());
            double speed = tokens * (step.step() - first) / seconds();
            progress.at(step.step(), String.format(Locale.ROOT, "loss %.4f%s", smooth,
                    tokens == 0 ? "" : String.format(Locale.ROOT, ", %.0f tokens/s", speed)));
            metrics.ifPresent(m -> m.note(step, seconds()));
        }

        private double seconds() {
            return (System.nanoTime() - begin) / 1e9;
        }

        /// Whether there was anything to look with.
        private boolean look() {
            var scores = watch.look(trainer, selection);
            scores.forEach((name, score) -> {
                metrics.ifPresent(m -> m.note(trainer.steps(), name, score));
                out.say(String.format(Locale.ROOT, "%s: after step %d, %s: loss %.4f, %.1f %% of the tokens right",
                        title, trainer.steps(), name, score.loss(), 100 * score.accuracy()));
            });
            return !scores.isEmpty();
        }

        private void save() {
            place.ifPresent(p -> {
                trainer.checkpoint(settings, selection).write(p.checkpoint());
                watch.forget(selection);
            });
        }
    }

    /// The losses as they are shown: each a running mean over about twenty steps.
    public static List<Double> smooth(List<Double> losses) {
        List<Double> all = new ArrayList<>();
        double mean = Double.NaN;
        for (double loss : losses) {
            mean = smooth(mean, loss);
            all.add(mean);
        }
        return all;
    }

    private static double smooth(double before, double loss) {
        return Double.isNaN(before) ? loss : 0.95 * before + 0.05 * loss;
    }
}
