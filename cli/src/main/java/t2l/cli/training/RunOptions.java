package t2l.cli.training;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import picocli.CommandLine.Option;
import t2l.cli.Json;
import t2l.cli.Out;
import t2l.cli.OutputDirectory;
import t2l.hypernet.RunFolder;
import t2l.hypernet.train.SftRun;
import t2l.hypernet.train.Validator;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.ScratchDirectory;
import t2l.tensor.io.Unfinished;
import t2l.tensor.io.WholeFile;
import t2l.tensor.ranks.Ranks;
import t2l.transformer.template.ChatTemplate;

/// `--out`, `--resume`, `--force` and `--finish`: the directory of a training run, which has its checkpoint and metrics during the
/// run, and its result and plots at the end.
public final class RunOptions {
    /// The plot that is drawn last of all: a run that has it is complete.
    private static final String LAST = "loss.svg";

    /// Lists the files of a run besides its result, which a new run deletes; its first file, and what tells a run's directory from
    /// another one with files of the same names.
    private static final String LIST = ".t2l-run";

    /// What may be listed.
    private static final Set<String> OWN = Set.of("checkpoint.safetensors", "metrics.jsonl", LAST, ChatTemplate.FILE,
            "loss.png",
            "validation-loss.png", "validation-loss.svg", "accuracy.png", "accuracy.svg");

    @Option(names = "--out", paramLabel = "DIR", required = true, order = 50,
            description = "Directory for the result and the checkpoints.")
    private Path to;

    @Option(names = "--resume", order = 51, description = "Resume the run in --out where it stopped.")
    private boolean resume;

    @Option(names = "--force", order = 52, description = "Start again in the directory of an earlier run.")
    private boolean force;

    @Option(names = "--finish", order = 53,
            description = "Write the result of the stopped run in --out from its newest checkpoint; --resume can still continue it.")
    private boolean finish;

    /// Directories that this run has made, inner ones first.
    private List<Path> made = List.of();

    /// Whether the run in `--out` is wanted, to go on or to be finished.
    public boolean resume() {
        return resume || finish;
    }

    /// Whether only a result of the run in `--out` is wanted.
    public boolean finish() {
        return finish;
    }

    /// The option that asks for the run in `--out`.
    String asked() {
        return finish ? "--finish" : "--resume";
    }

    public Path directory() {
        return to;
    }

    private RunFolder folder() {
        return new RunFolder(to);
    }

    /// Validates a run that is trained here.
    public Validator validator(SftRun<?> run, Kernels kernels) {
        return new Validator(run, new BestValues(folder(), run.settings().validation().onlyBest(), kernels), kernels);
    }

    /// The file of the newest checkpoint, whether it exists or not.
    public Path checkpoint() {
        return folder().checkpoint();
    }

    Path metrics() {
        return to.resolve("metrics.jsonl");
    }

    /// Makes the directory ready for a run. Throws [T2lException] if it is not empty, unless it has a run to resume or
    /// to start again, or if the ranks do not share it.
    public void prepare(Ranks ranks) {
        prepare(metrics(), ranks);
    }

    /// The same for a run that starts with another file.
    ///
    /// @param first the first file of a run, which exists if the run can be resumed
    public void prepare(Path first, Ranks ranks) {
        ranks.first(() -> prepare(first));
        if (ranks.count() > 1) {
            requireShared(ranks);
        }
    }

    /// Rank 0 puts a file into the directory, which all must find.
    private void requireShared(Ranks ranks) {
        String sign = ranks.all(Unfinished.beside(to.resolve("ranks")).getFileName().toString()).getFirst();
        Path file = to.resolve(sign);
        ranks.first(() -> WholeFile.replace(file, "the directory is shared\n"));
        List<byte[]> found = ranks.all(new byte[] {(byte) (Files.exists(file) ? 1 : 0)});
        ranks.first(() -> delete(to, sign::equals));
        for (int q = 0; q < found.size(); q++) {
            if (found.get(q)[0] == 0) {
                throw new T2lException("--out: " + to + ": needs a directory that all ranks share, rank " + q
                        + " does not find in it what rank 0 has written");
            }
        }
    }

    private void prepare(Path first) {
        Path list = to.resolve(LIST);
        String names = first.equals(metrics()) ? String.join("\n", new TreeSet<>(OWN)) + "\n" : "";
        boolean begun = Files.exists(first) || hasNothing(to) || (Files.exists(list) && read(list).equals(names));
        if (resume() && !(finish ? Files.exists(first) : begun)) {
            throw new T2lException(asked() + ": needs " + first + ", there is none; start without " + asked());
        }
        if (resume() || force) {
            delete(to, RunOptions::isUnfinished);
            delete(folder().kept(), RunOptions::isUnfinished);
        }
        made = OutputDirectory.makeForRun("--out", to, resume() || force, LIST,
                resume() ? first.getFileName().toString() : LIST);
        if (!resume() && Files.exists(list)) {
            Set<String> listed = Set.copyOf(read(list).lines().toList());
            delete(to, name -> OWN.contains(name) && listed.contains(name));
            delete(folder().kept(), name -> !listed.isEmpty() && RunFolder.isKept(name));
        }
        if (!Files.exists(list) || !read(list).equals(names)) {
            WholeFile.replace(list, names);
        }
    }

    /// Whether a run was killed before it had written anything whole.
    private static boolean hasNothing(Path directory) {
        String[] all = directory.toFile().list();
        return all != null && Stream.of(all).allMatch(RunOptions::isUnfinished);
    }

    private static String read(Path list) {
        try {
            return Files.readString(list);
        } catch (IOException e) {
            throw new T2lException(list + ": cannot be read: " + WholeFile.reason(e), e);
        }
    }

    /// Deletes the directory if this run has made it and has written nothing, because it failed before its first step.
    public void tidy() {
        String[] all = to.toFile().list();
        if (!made.isEmpty() && all != null && all.length == 1 && all[0].equals(LIST)) {
            delete(to, LIST::equals);
            OutputDirectory.remove(made);
        }
    }

    /// Whether a file or directory of this name was being written when its run was killed.
    private static boolean isUnfinished(String name) {
        return name.matches("\\..+\\.\\d+(\\.\\d+)?\\.part");
    }

    /// Deletes files of such names in a directory, if it exists.
    static void delete(Path directory, Predicate<String> name) {
        if (Files.isDirectory(directory)) {
            try (DirectoryStream<Path> all = Files.newDirectoryStream(directory,
                    path -> name.test(path.getFileName().toString()))) {
                for (Path each : all) {
                    ScratchDirectory.remove(each);
                }
            } catch (IOException e) {
                throw new T2lException(directory + ": cannot be tidied: " + WholeFile.reason(e), e);
            }
        }
    }

    /// Whether the run in `--out` has its result and plots.
    public boolean isComplete() {
        return Files.exists(to.resolve(LAST));
    }

    /// Writes the result of a run, and if it is finished the plots, unless they all exist, and prints their path.
    ///
    /// @param kind   name of the result in JSON
    /// @param loss   description of the loss
    /// @param result writes it
    /// @param ranks  of which the first does all this
    public void finish(String kind, String title, String loss, Runnable result, Out out, Ranks ranks)
            throws IOException {
        ranks.first(() -> finish(kind, title, loss, result, out));
    }

    private void finish(String kind, String title, String loss, Runnable result, Out out) throws IOException {
        Metrics.History history = Metrics.read(metrics());
        if (!isComplete()) {
            result.run();
        }
        if (!isComplete() && !finish) {
            LearningPlots.validations(history.validations(), to);
            LearningPlots.learningCurves(title, loss, Map.of("loss", history.losses()), to.resolve("loss"));
        }
        List<Double> losses = history.losses();
        out.result(finish || losses.isEmpty() // somebody has deleted the metrics of a complete run
                ? Json.object(kind, to.toString())
                : Json.object(kind, to.toString(), "steps", losses.size(), "loss", losses.getLast()), to.toString());
    }
}
