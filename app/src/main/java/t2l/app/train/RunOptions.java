package t2l.app.train;

import module java.base;
import picocli.CommandLine.Option;
import t2l.app.console.*;
import t2l.autograd.Parameters;
import t2l.hypernet.RunFolder;
import t2l.hypernet.train.*;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.*;
import t2l.tensor.ranks.Ranks;
import t2l.transformer.template.ChatTemplate;

/// Options of a training run: how it saves memory, and its directory, which has its checkpoint and metrics during
/// the run, and its result and plots at the end.
public final class RunOptions {
    /// The plot that is drawn last of all: a run that has it is complete.
    private static final String LAST = "loss.svg";

    /// Lists the files of a run besides its result, which a new run deletes; its first file, and what tells a run's directory
    /// from another one with files of the same names.
    private static final String LIST = ".t2l-run";

    /// What may be listed.
    private static final Set<String> OWN = Set.of("checkpoint.safetensors", "metrics.jsonl", LAST, ChatTemplate.FILE,
            "loss.png", "validation-loss.png", "validation-loss.svg", "accuracy.png", "accuracy.svg",
            "distance.png", "distance.svg");

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

    @Option(names = "--accumulate", paramLabel = "N", order = 40, converter = Count.class,
            description = "Batches over which gradients are accumulated (default: 1, or the configuration's"
                    + " grad_accum_steps).")
    private Optional<Integer> accumulate;

    @Option(names = "--recompute", order = 41,
            description = "Recompute the model's layers in the backward pass: less memory, a third more time.")
    private boolean recompute;

    /// Directories that this run has made, inner ones first.
    private List<Path> made = List.of();

    /// Shows other processes that this one has a run in `--out`.
    private Optional<Unfinished> lock = Optional.empty();

    /// The options that save memory, by the reference's names.
    Map<String, Object> memory() {
        Map<String, Object> said = new HashMap<>();
        accumulate.ifPresent(n -> said.put("grad_accum_steps", n));
        if (recompute) said.put("gradient_checkpointing", true);
        return said;
    }

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

    /// Makes the directory ready for a run, and keeps other processes out of it until [#leave]. Throws [T2lException] if it is
    /// not empty, unless it has a run to resume or to start again, if another process has a run in it, or if the ranks do not
    /// share it.
    ///
    /// @param many whether the run writes nothing into it but directories with results
    public void prepare(boolean many, Ranks ranks) {
        ranks.first(() -> prepare(many ? Set.of() : OWN));
        if (ranks.count() > 1) {
            requireShared(ranks);
        }
    }

    /// All ranks must find what rank 0 has locked.
    private void requireShared(Ranks ranks) {
        String sign = ranks.all(lock.map(file -> file.path().getFileName().toString()).orElse("")).getFirst();
        List<byte[]> found = ranks.all(new byte[] {(byte) (Files.exists(to.resolve(sign)) ? 1 : 0)});
        for (int q = 0; q < found.size(); q++) {
            if (found.get(q)[0] == 0) {
                throw new T2lException("--out: " + to + ": needs a directory that all ranks share, rank " + q
                        + " does not find in it what rank 0 has written");
            }
        }
    }

    private void prepare(Set<String> own) {
        Path list = to.resolve(LIST);
        Unfinished.sweep(list);
        String names = own.stream().sorted().map(name -> name + "\n").collect(Collectors.joining());
        boolean begun = Files.exists(list);
        if (begun && (resume() || force) && read(list).isEmpty() != own.isEmpty()) {
            throw new T2lException("--out: " + to + ": needs a run like this, holds one of "
                    + (own.isEmpty() ? "a single result" : "many adapters") + "; choose another directory");
        }
        if (resume() && !begun && (finish || !names(to).equals(Optional.of(List.of())))) {
            throw new T2lException(asked() + ": needs the " + LIST + " of a run in " + to + ", there is none"
                    + (Files.exists(to)
                            ? ", so this is no run, or one of a version before 0.2.0; choose another directory"
                            : "; start without " + asked()));
        }
        made = OutputDirectory.makeForRun(to, resume() || force, LIST);
        try {
            lock = Optional.of(Unfinished.lock(list));
        } catch (IOException e) {
            throw new T2lException("--out: " + to + " cannot be written: " + WholeFile.reason(e), e);
        }
        Unfinished.sweep(to, OWN::contains);
        Unfinished.sweep(folder().kept(), RunFolder::isKept);
        if (!resume() && Files.exists(list)) {
            Set<String> listed = Set.copyOf(read(list).lines().toList());
            delete(to, name -> OWN.contains(name) && listed.contains(name));
            delete(folder().kept(), name -> !listed.isEmpty() && RunFolder.isKept(name));
        }
        if (!Files.exists(list) || !read(list).equals(names)) {
            WholeFile.replace(list, names);
        }
    }

    /// What is in a directory, if that exists.
    private static Optional<List<String>> names(Path directory) {
        return Optional.ofNullable(directory.toFile().list()).map(List::of);
    }

    private static String read(Path list) {
        try {
            return Files.readString(list);
        } catch (IOException e) {
            throw new T2lException(list + ": cannot be read: " + WholeFile.reason(e), e);
        }
    }

    /// Lets other processes use the directory. Deletes it if this run has made it and has written nothing, because it failed
    /// before its first step.
    public void leave() throws IOException {
        if (lock.isPresent()) {
            lock.get().close();
        }
        if (!made.isEmpty() && names(to).equals(Optional.of(List.of(LIST)))) {
            delete(to, LIST::equals);
            OutputDirectory.remove(made);
        }
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
        ranks.first(() -> {
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
                    : Json.object(kind, to.toString(), "steps", losses.size(), "loss", losses.getLast()),
                    to.toString());
        });
    }

    /// Stores validated values in the directory of a run.
    ///
    /// @param onlyBest whether to keep only the best (`keep_only_best`)
    record BestValues(RunFolder run, boolean onlyBest, Kernels kernels) implements Validator.Store {
        @Override
        public void offer(long step, Parameters values, boolean best) {
            if (best || !onlyBest) {
                try {
                    Files.createDirectories(run.kept());
                } catch (IOException e) {
                    throw new T2lException(run.kept() + ": cannot be made: " + WholeFile.reason(e), e);
                }
                SafeTensors.replace(run.kept(step), values.tensors(), Map.of());
            }
        }

        @Override
        public void restore(long best, Parameters values) {
            Path file = run.kept(best);
            try (Arena arena = Arena.ofShared()) {
                values.load(file.toString(), SafeTensors.open(file, arena).tensors(), kernels);
            }
        }

        @Override
        public void checkpointed(long best) {
            if (onlyBest) {
                String kept = run.kept(best).getFileName().toString();
                RunOptions.delete(run.kept(), file -> RunFolder.isKept(file) && !file.equals(kept));
            }
        }
    }
}
