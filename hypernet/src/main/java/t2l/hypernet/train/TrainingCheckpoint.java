package t2l.hypernet.train;

import module java.base;
import t2l.autograd.Update;
import t2l.hypernet.RunFolder;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.SafeTensors;

/// The state of a training run: the values, the optimiser's state, the number of steps and the state of early stopping.
/// Batches and noise are functions of the seed and the step, so this is enough to resume bit for bit.
///
/// In its file the values have their state-dict names, the optimiser's tensors begin with `optimiser.<name>.`, and
/// `step`, `run` and `early_stopping` are metadata.
///
/// @param source        its name in error messages: the file
/// @param run           description of the run, which must be the same when it is resumed
/// @param earlyStopping see [Validator.EarlyStopping#state]
public record TrainingCheckpoint(String source, long step, String run, String earlyStopping,
        Map<String, Tensor> tensors) {
    private static final String STEP = "step";
    private static final String RUN = "run";

    /// The live tensors of a run; must be written before the next step.
    static TrainingCheckpoint of(long step, String run, Validator.EarlyStopping earlyStopping, Update update) {
        return new TrainingCheckpoint("checkpoint", step, run, earlyStopping.state(), live(update));
    }

    private static Map<String, Tensor> live(Update update) {
        Map<String, Tensor> all = new LinkedHashMap<>(update.values().tensors());
        update.state().forEach(
                (name, state) -> state.tensors()
                        .forEach((param, t) -> all.put(RunFolder.OPTIMISER + name + "." + param, t)));
        return all;
    }

    /// Writes or replaces `file` atomically.
    public void write(Path file) {
        SafeTensors.replace(file, tensors,
                Map.of(STEP, Long.toString(step), RUN, run, RunFolder.EARLY_STOPPING, earlyStopping));
    }

    /// Reads a file written by [#write]; the tensors live as long as `arena`. Throws [T2lException] if it is invalid.
    public static TrainingCheckpoint read(Path file, Arena arena) {
        SafeTensors from = SafeTensors.open(file, arena);
        String step = from.metadata().getOrDefault(STEP, "");
        if (!step.matches("\\d{1,18}")
                || !from.metadata().keySet().containsAll(Set.of(RUN, RunFolder.EARLY_STOPPING))) {
            throw new T2lException(file + ": needs a checkpoint of a training run, with step, run and early_stopping"
                    + " among its metadata, has " + from.metadata().keySet());
        }
        return new TrainingCheckpoint(file.toString(), Long.parseLong(step), from.metadata().get(RUN),
                from.metadata().get(RunFolder.EARLY_STOPPING), from.tensors());
    }

    /// The settings of a run that another lacks, or has with other values.
    private static List<String> onlyIn(String run, String other) {
        List<String> settings = new ArrayList<>(List.of(run.split(", ")));
        settings.removeAll(List.of(other.split(", ")));
        return settings;
    }

    /// Restores the state into a run of the same kind. Throws [T2lException] if `run` or the tensors differ.
    void restore(String run, Update update, Kernels kernels) {
        if (!run.equals(this.run)) {
            throw new T2lException(source + ": needs a run of the same settings, was written with "
                    + onlyIn(this.run, run) + ", this run has " + onlyIn(run, this.run));
        }
        Map<String, Tensor> into = live(update);
        if (!into.keySet().equals(tensors.keySet())) {
            throw new T2lException(source + ": needs the tensors of this run, which are " + into.size() + ", holds "
                    + tensors.size() + " others");
        }
        into.forEach((name, t) -> {
            Tensor from = tensors.get(name);
            if (!Shapes.same(from, t) || from.dtype() != t.dtype()) {
                throw new T2lException(source + ": " + name + ": needs " + t + ", holds " + from);
            }
            t.forWriting().asSlice(t.dtype().bytes(t.offset()), t.dtype().bytes(t.size()))
                    .copyFrom(from.forReading().asSlice(0, t.dtype().bytes(t.size())));
        });
        update.resume(kernels, step);
    }
}
