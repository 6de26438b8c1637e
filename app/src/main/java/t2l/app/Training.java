package t2l.app;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import t2l.hypernet.train.Checkpoint;
import t2l.hypernet.train.Trainer;
import t2l.tensor.T2lException;

/// Runs a [Trainer] to its end before the user's eyes: progress with loss and speed, a line of [Metrics] per step, and a
/// checkpoint now and then from which `--resume` goes on in the same bits.
final class Training {
    private final Out out;
    private final String title;
    private final Optional<RunOptions> place;
    private final long every;

    /// @param place for checkpoints and metrics, prepared; none are written without
    /// @param every steps between two checkpoints
    Training(Out out, String title, Optional<RunOptions> place, long every) {
        this.out = out;
        this.title = title;
        this.place = place;
        this.every = Math.max(1, every);
    }

    /// As the other, when nobody wants the losses.
    boolean run(Trainer trainer, long total, String settings, long tokens) {
        return run(trainer, total, settings, tokens, _ -> {});
    }

    /// Trains until `total` steps are done or the user stops it.
    ///
    /// @param settings describes the run: a checkpoint of another is refused
    /// @param tokens   tokens in a step, for the speed
    /// @param losses   hears the loss of every step
    /// @return whether it came to its end
    boolean run(Trainer trainer, long total, String settings, long tokens, DoubleConsumer losses) {
        if (place.filter(RunOptions::resume).isPresent()) {
            try (Arena arena = Arena.ofShared()) {
                trainer.restore(settings, Checkpoint.read(place.orElseThrow().checkpoint(), arena));
            } catch (T2lException e) {
                throw new T2lException("--resume: " + e.getMessage(), e);
            }
            out.say(title + ": goes on after step " + trainer.steps());
        }
        Optional<Metrics> metrics = place.map(p -> new Metrics(p.metrics(), trainer.steps()));
        try {
            go(trainer, total, settings, tokens, losses, metrics);
        } finally {
            metrics.ifPresent(Metrics::close);
        }
        save(trainer, settings);
        if (trainer.steps() < total) {
            out.say(title + ": stopped after step " + trainer.steps()
                    + place.map(p -> "; --resume goes on").orElse(""));
        }
        return trainer.steps() >= total;
    }

    private void go(Trainer trainer, long total, String settings, long tokens, DoubleConsumer losses,
            Optional<Metrics> metrics) {
        long begin = System.nanoTime();
        long first = trainer.steps();
        double smooth = Double.NaN;
        try (Progress progress = out.progress(title, total)) {
            while (trainer.steps() < total && !out.stopping()) {
                Trainer.Progress step = trainer.step();
                smooth = smooth(smooth, step.loss());
                losses.accept(step.loss());
                double seconds = (System.nanoTime() - begin) / 1e9;
                double speed = tokens * (step.step() - first) / seconds;
                progress.at(step.step(), String.format(Locale.ROOT, "loss %.4f, %.0f tokens/s", smooth, speed));
                metrics.ifPresent(m -> m.note(step, seconds));
                if (step.step() % every == 0 && step.step() < total) {
                    save(trainer, settings);
                }
            }
        }
    }

    private void save(Trainer trainer, String settings) {
        place.ifPresent(p -> trainer.checkpoint(settings).write(p.checkpoint()));
    }

    /// The losses as they are shown: each a running mean over about twenty steps.
    static List<Double> smooth(List<Double> losses) {
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
