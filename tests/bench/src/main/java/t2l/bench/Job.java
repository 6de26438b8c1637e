package t2l.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import t2l.tensor.Tensor;

/// The content of a benchmark row: work to be timed, a check of its result, and rivals.
///
/// @param check throws [t2l.tensor.T2lException] if the result is wrong; called after `work` has run at least once
/// @param model the model that an external program has to open for this work
public record Job(Cost cost, Runnable work, Runnable check, List<Rival> rivals, Optional<Path> model) {
    public Job {
        rivals = List.copyOf(rivals);
    }

    /// Work whose result is checked by `check`, without rivals or a model in a file.
    public static Job of(Cost cost, Runnable work, Runnable check) {
        return new Job(cost, work, check, List.of(), Optional.empty());
    }

    /// A call of the scene's kernels, checked against the definition in double precision.
    ///
    /// @param written every tensor that the call writes or adds to
    static Job of(RowContext scene, Cost cost, Call call, Tensor... written) {
        return of(cost, () -> call.on(scene.kernels()), () -> Agreement.withReference(call, scene.kernels(), written));
    }

    /// The same for a model in a file or a directory.
    public Job on(Path file) {
        return new Job(cost, work, check, rivals, Optional.of(file));
    }

    /// The same with another rival.
    public Job against(Rival rival) {
        List<Rival> all = new ArrayList<>(rivals);
        all.add(rival);
        return new Job(cost, work, check, all, model);
    }
}
