package t2l.app;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import java.util.stream.Stream;
import t2l.hypernet.train.Checkpoint;
import t2l.hypernet.train.Trainer;
import t2l.tensor.T2lException;

/// Runs a [Trainer] to its end before the user's eyes: progress with loss and speed, a line of metrics per step in
/// `metrics.jsonl`, and a checkpoint now and then from which `--resume` goes on in the same bits.
final class Training {
    private static final String CHECKPOINT = "checkpoint.safetensors";
    private static final String METRICS = "metrics.jsonl";

    private final Out out;
    private final String title;
    private final Optional<Path> directory;
    private final long every;

    /// @param directory for checkpoints and metrics; none are written without
    /// @param every     steps between two checkpoints
    Training(Out out, String title, Optional<Path> directory, long every) {
        this.out = out;
        this.title = title;
        this.directory = directory;
        this.every = Math.max(1, every);
    }

    /// Makes `--out` ready for a run. Throws [T2lException] if something is there already, unless it is to be resumed
    /// or overwritten.
    static Path directory(Path path, boolean resume, boolean force) {
        if (resume && !Files.exists(path.resolve(CHECKPOINT))) {
            throw new T2lException(
                    "--resume: needs " + path.resolve(CHECKPOINT) + ", there is none; start without --resume");
        }
        try {
            Files.createDirectories(path);
            try (Stream<Path> there = Files.list(path)) {
                if (!resume && !force && there.findAny().isPresent()) {
                    throw new T2lException(
                            "--out: " + path + " exists already; choose another place, or add --resume or --force");
                }
            }
            if (!resume) {
                Files.deleteIfExists(path.resolve(CHECKPOINT));
                Files.deleteIfExists(path.resolve(METRICS));
            }
            return path;
        } catch (IOException e) {
            throw new T2lException("--out: " + path + " cannot be written: " + e.getMessage(), e);
        }
    }

    /// As the other, when nobody wants the losses.
    boolean run(Trainer trainer, long total, String settings, long tokens, boolean resume) {
        return run(trainer, total, settings, tokens, resume, _ -> {});
    }

    /// Trains until `total` steps are done or the user stops it.
    ///
    /// @param settings describes the run: a checkpoint of another is refused
    /// @param tokens   tokens in a step, for the speed
    /// @param losses   hears the smoothed loss of every step
    /// @return whether it came to its end
    boolean run(Trainer trainer, long total, String settings, long tokens, boolean resume, DoubleConsumer losses) {
        if (resume) {
            try (Arena arena = Arena.ofShared()) {
                trainer.restore(settings, Checkpoint.read(directory.orElseThrow().resolve(CHECKPOINT), arena));
            }
            out.say(title + ": goes on after step " + trainer.steps());
        }
        long begin = System.nanoTime();
        long first = trainer.steps();
        double smooth = Double.NaN;
        try (Progress progress = out.progress(title, total)) {
            while (trainer.steps() < total && !out.stopping()) {
                Trainer.Progress step = trainer.step();
                smooth = Double.isNaN(smooth) ? step.loss() : 0.95 * smooth + 0.05 * step.loss();
                losses.accept(smooth);
                double seconds = (System.nanoTime() - begin) / 1e9;
                double speed = tokens * (step.step() - first) / seconds;
                progress.at(step.step(), String.format(Locale.ROOT, "loss %.4f, %.0f tokens/s", smooth, speed));
                if (directory.isPresent()) {
                    note(directory.get().resolve(METRICS), step, seconds);
                    if (step.step() % every == 0 && step.step() < total) {
                        trainer.checkpoint(settings).write(directory.get().resolve(CHECKPOINT));
                    }
                }
            }
        }
        if (directory.isPresent()) {
            trainer.checkpoint(settings).write(directory.get().resolve(CHECKPOINT));
        }
        if (trainer.steps() < total) {
            out.say(title + ": stopped after step " + trainer.steps()
                    + directory.map(d -> "; --resume goes on").orElse(""));
        }
        return trainer.steps() >= total;
    }

    private static void note(Path file, Trainer.Progress step, double seconds) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", step.step());
        line.put("loss", step.loss());
        line.put("total", step.total());
        line.put("gradient_norm", step.gradient());
        line.put("lr", step.rate());
        line.put("seconds", seconds);
        try (BufferedWriter writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.CREATE,
                StandardOpenOption.APPEND)) {
            writer.write(JSON.std.asString(line));
            writer.newLine();
        } catch (IOException e) {
            throw new T2lException(file + ": cannot be written: " + e.getMessage(), e);
        }
    }
}
