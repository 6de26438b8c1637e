package t2l.app.train;

import module java.base;
import t2l.app.console.*;
import t2l.hypernet.train.*;
import t2l.tensor.T2lException;

/// Runs a training to its end: shows progress with loss and speed, says if it diverges, writes a line of [Metrics] per
/// step, validates, and writes a checkpoint now and then from which `--resume` continues bit for bit. On several ranks, all of
/// them run it, and rank 0 writes.
///
/// @param place prepared, for checkpoints and metrics, if they are wanted
/// @param every steps between two checkpoints
public record TrainingLoop(Out out, String title, Optional<RunOptions> place, long every) {
    /// Trains until all steps are done, the validator stops the run early, or the user stops it; with `--finish`, not at
    /// all. Finally, restores the best values, if there is a validator.
    ///
    /// @param begin  called before the first step, once it is clear that a checkpoint is of this run
    /// @param losses receives the loss of every step
    /// @return whether the values are a result
    public boolean run(TrainingRun run, Optional<Validator> validator, Runnable begin, DoubleConsumer losses) {
        Validator.EarlyStopping earlyStopping = validator.map(Validator::earlyStopping)
                .orElseGet(() -> new Validator.EarlyStopping(0));
        boolean resumed = place.filter(p -> p.resume() && resume(p, run, earlyStopping)).isPresent();
        if (place.filter(RunOptions::finish).isPresent()) {
            if (!resumed) {
                throw new T2lException("--finish: needs " + place.get().checkpoint()
                        + ", there is none; --resume begins the run");
            }
            validator.ifPresent(this::sayBest);
            return true;
        }
        run.trainer().ranks().first(begin::run);
        Optional<Metrics> metrics = place.filter(_ -> run.trainer().ranks().rank() == 0)
                .map(p -> new Metrics(p.metrics(), run.trainer().steps(), earlyStopping.lastStep()));
        var loop = new Loop(run, validator, earlyStopping, metrics, !resumed);
        try {
            loop.go(losses);
        } finally {
            metrics.ifPresent(Metrics::close);
        }
        boolean over = loop.over();
        if (over) {
            validator.ifPresent(this::sayBest);
        } else {
            out.say(title + ": stopped after step " + run.trainer().steps()
                    + place.map(_ -> "; --resume continues").orElse(""));
        }
        return over;
    }

    private void sayBest(Validator validator) {
        validator.restoreBest().ifPresent(best -> out.say("the values after step " + best + " did best on "
                + validator.deciding() + " and are kept"));
    }

    /// Restores the checkpoint. There is none, and it returns false, if the run was killed before its first one.
    private boolean resume(RunOptions from, TrainingRun run, Validator.EarlyStopping earlyStopping) {
        boolean there = Files.exists(from.checkpoint());
        run.trainer().ranks().requireSame(from.asked(), there ? "a checkpoint" : "no checkpoint");
        if (!there) {
            if (Metrics.hasSteps(from.metrics())) {
                throw new T2lException(from.asked() + ": needs " + from.checkpoint() + ", there is none, though "
                        + from.metrics() + " has steps; add --force instead to begin anew");
            }
            return false;
        }
        try (Arena arena = Arena.ofShared()) {
            run.trainer().restore(run.description(), TrainingCheckpoint.read(from.checkpoint(), arena), earlyStopping);
        } catch (T2lException e) {
            throw new T2lException(from.asked() + ": " + e.getMessage(), e);
        }
        Trainer trainer = run.trainer();
        trainer.ranks().requireSame(from.asked(), "step " + trainer.steps() + ", values " + sum(trainer));
        out.say(title + (from.finish() ? ": stopped after step " : ": resumes after step ") + run.trainer().steps());
        return true;
    }

    /// A checksum of the values.
    private static String sum(Trainer trainer) {
        CRC32C sum = new CRC32C();
        trainer.values().tensors().values().forEach(t -> sum.update(t.forReading()
                .asSlice(t.dtype().bytes(t.offset()), t.dtype().bytes(t.size())).asByteBuffer()));
        return Long.toHexString(sum.getValue());
    }

    /// One run.
    private final class Loop {
        private final TrainingRun run;
        private final Trainer trainer;
        private final Optional<Validator> validator;
        private final Validator.EarlyStopping earlyStopping;
        private final Optional<Metrics> metrics;
        private final long begin = System.nanoTime();
        private final long first;
        private final Divergence divergence = new Divergence();
        private boolean unsaved;
        private double smooth = Double.NaN;
        private String distance = "";

        Loop(TrainingRun run, Optional<Validator> validator, Validator.EarlyStopping earlyStopping,
                Optional<Metrics> metrics, boolean unsaved) {
            this.run = run;
            this.trainer = run.trainer();
            this.validator = validator;
            this.earlyStopping = earlyStopping;
            this.metrics = metrics;
            this.unsaved = unsaved;
            this.first = trainer.steps();
        }

        boolean over() {
            return earlyStopping.stops()
                    || (trainer.steps() >= run.total() && validator.filter(Validator::isDue).isEmpty());
        }

        void go(DoubleConsumer losses) {
            try (Progress progress = out.progress(title, run.total())) {
                validate();
                save();
                while (!over() && !trainer.ranks().any(out.stopping())) {
                    Trainer.Progress step = trainer.step();
                    unsaved = true;
                    losses.accept(step.loss());
                    tell(step, progress);
                    if (validate() || step.step() % every == 0) {
                        save();
                    }
                }
            } catch (CancellationException e) {
                if (!out.stopping()) {
                    throw e;
                }
            }
            save();
        }

        private void tell(Trainer.Progress step, Progress progress) {
            smooth = smooth(smooth, step.loss());
            double speed = run.tokens() * (step.step() - first) / seconds();
            progress.at(step.step(), String.format(Locale.ROOT, "loss %.4f, mean %.4f%s%s", step.loss(), smooth,
                    distance, run.tokens() == 0 ? "" : String.format(Locale.ROOT, ", %.0f tokens/s", speed)));
            metrics.ifPresent(m -> m.add(step, seconds(), trainer.heap()));
            divergence.after(step.loss())
                    .ifPresent(said -> out.say(title + ": after step " + step.step() + ", " + said));
        }

        private double seconds() {
            return (System.nanoTime() - begin) / 1e9;
        }

        /// Validates the run if that is due; returns whether it did.
        private boolean validate() {
            if (validator.filter(Validator::isDue).isEmpty()) {
                return false;
            }
            Validator.Result found = validator.get().validate();
            Map<String, Double> distances = found.distances(validator.get().deciding());
            found.scores().forEach((name, score) -> {
                boolean decides = name.equals(validator.get().deciding());
                Map<String, Double> answers = decides ? found.answers() : Map.of();
                metrics.ifPresent(m -> m.add(trainer.steps(), name, score, answers, decides ? distances : Map.of()));
                out.say(String.format(Locale.ROOT, "%s: after step %d, %s: loss %.4f, %.1f %% of the tokens right%s",
                        title, trainer.steps(), name, score.loss(), 100 * score.accuracy(), said(answers)));
            });
            Optional.ofNullable(distances.get(ValidationSet.NONSENSE)).ifPresent(nats -> {
                distance = String.format(Locale.ROOT, ", distance %.4f", nats);
                out.say(title + ": after step " + trainer.steps() + distance + " from nonsense");
            });
            unsaved = true;
            return true;
        }

        private static String said(Map<String, Double> answers) {
            return answers.entrySet().stream()
                    .map(each -> String.format(Locale.ROOT, ", %s %.1f %%", each.getKey(), 100 * each.getValue()))
                    .collect(Collectors.joining());
        }

        /// Writes a checkpoint, unless the last one is of this state.
        private void save() {
            if (unsaved && place.isPresent()) {
                TrainingCheckpoint now = trainer.checkpoint(run.description(), earlyStopping);
                trainer.ranks().first(() -> {
                    metrics.ifPresent(Metrics::force);
                    now.write(place.get().checkpoint());
                    validator.ifPresent(Validator::checkpointed);
                });
                unsaved = false;
            }
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

    /// Notices that a training diverges: each of the last [#LAST] losses is more than a tenth above each of the first
    /// [#FIRST]. Noise alone hardly ever does that, and a run that learned and then breaks is noticed as well.
    static final class Divergence {
        static final int FIRST = 4;
        static final int LAST = 8;

        private final double[] last = new double[LAST];
        private double first = Double.NEGATIVE_INFINITY;
        private long count;
        private boolean said;

        /// Takes the loss of a step; returns what to say about it, once in a run.
        Optional<String> after(double loss) {
            if (count < FIRST) {
                first = Math.max(first, loss);
            }
            last[(int) (count % LAST)] = loss;
            count++;
            double least = Arrays.stream(last).min().orElseThrow();
            if (said || count < FIRST + LAST || least <= first + 0.1 * Math.abs(first)) {
                return Optional.empty();
            }
            said = true;
            return Optional.of(String.format(Locale.ROOT,
                    "the loss rose from %.4f to %.4f; this training may diverge: try a lower learning rate, more warm-up or a "
                            + "smaller scale of the adapters (lr, warmup_frac, lora_alpha)",
                    first, Arrays.stream(last).average().orElseThrow()));
        }
    }
}
