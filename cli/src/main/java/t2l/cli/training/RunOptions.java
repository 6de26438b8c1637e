package t2l.cli.training;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import t2l.cli.Out;
import t2l.cli.OutputDirectory;
import t2l.tensor.T2lException;
import t2l.tensor.io.ScratchDirectory;

/// `--out`, `--resume` and `--force`: the directory of a training run, which holds its checkpoint and metrics on the way
/// and its result at the end.
public final class RunOptions {
    private static final String CHECKPOINT = "checkpoint.safetensors";
    private static final String METRICS = "metrics.jsonl";
    private static final String KEPT = "checkpoints";

    @Option(names = "--out", paramLabel = "DIR", required = true, order = 50,
            description = "Where the result goes, and the checkpoints on the way.")
    private Path to;

    @Option(names = "--resume", order = 51, description = "Go on where the run in --out stopped.")
    private boolean resume;

    @Option(names = "--force", order = 52, description = "Begin anew in the directory of an earlier run.")
    private boolean force;

    public boolean resume() {
        return resume;
    }

    public Path directory() {
        return to;
    }

    /// Where values that did well on validation are kept.
    public Path kept() {
        return to.resolve(KEPT);
    }

    private static void delete(Path directory, String pattern) throws IOException {
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, pattern)) {
                for (Path each : all) {
                    ScratchDirectory.remove(each);
                }
            }
        }
    }

    Path checkpoint() {
        return to.resolve(CHECKPOINT);
    }

    Path metrics() {
        return to.resolve(METRICS);
    }

    /// Draws what the metrics tell of a run that has come to its end, and says where its result is.
    ///
    /// @param kind what the result is called in JSON
    /// @param loss what the loss is
    public void finish(String kind, String title, String loss, Out out) throws IOException {
        List<Double> losses = Metrics.losses(metrics());
        LearningPlots.learningCurve(title, loss, losses, to.resolve("loss"));
        LearningPlots.validations(Metrics.validations(metrics()), to);
        if (out.isJson()) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put(kind, to.toString());
            result.put("steps", losses.size());
            result.put("loss", losses.getLast());
            out.json(result);
        } else {
            out.line(to.toString());
        }
    }

    /// Makes the directory ready for a run that is resumed from its checkpoint. Throws [T2lException] if something is
    /// there already, unless it is to be resumed or overwritten.
    public void prepare() {
        prepare(checkpoint());
    }

    /// As the other, for a run that is resumed if there is `sign`.
    public void prepare(Path sign) {
        if (resume && !Files.exists(sign)) {
            throw new T2lException("--resume: needs " + sign + ", there is none; start without --resume");
        }
        OutputDirectory.makeForRun("--out", to, resume || force, METRICS, sign.getFileName().toString());
        try {
            delete(to, ".*.part"); // of a run that was killed
            delete(kept(), ".*.part");
            if (!resume) {
                Files.deleteIfExists(checkpoint());
                Files.deleteIfExists(metrics());
                delete(kept(), "it_*.safetensors");
            }
        } catch (IOException e) {
            throw new T2lException("--out: " + to + " cannot be written: " + e.getMessage(), e);
        }
    }
}
