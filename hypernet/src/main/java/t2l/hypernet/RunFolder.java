package t2l.hypernet;

import module java.base;
import t2l.tensor.io.SafeTensors;

/// The directory of a training run. A hypernetwork's can be used before the run is finished:
///
/// ```
/// args.yaml, adapter_config.json     written when the run starts, and
/// tasks.safetensors                  (TaskAtlas)
/// frozen.safetensors                 the tables that are not trained, and the sizes of the network as metadata
/// checkpoint.safetensors             the newest values, and what else resumes the run
/// checkpoints/it_N.safetensors       values after step N that did best in a validation, or all with keep_only_best: false
/// hypermod.safetensors               the result
/// ```
public record RunFolder(Path path) {
    /// The name of the directory of values that were validated, here and in the reference.
    static final String KEPT = "checkpoints";

    /// The metadata of a checkpoint that begins with the step of the best values; −1 before the first validation.
    public static final String EARLY_STOPPING = "early_stopping";

    /// The beginning of the names of the optimiser's tensors in a checkpoint.
    public static final String OPTIMISER = "optimiser.";

    private static final String FROZEN = "frozen.safetensors";

    /// The newest checkpoint.
    public Path checkpoint() {
        return path.resolve("checkpoint.safetensors");
    }

    /// The directory of values that were validated.
    public Path kept() {
        return path.resolve(KEPT);
    }

    /// The values after `step` steps.
    public Path kept(long step) {
        return kept().resolve("it_" + step + ".safetensors");
    }

    /// Whether a file of this name has values that were validated.
    public static boolean isKept(String name) {
        return name.matches("it_\\d+\\.safetensors");
    }

    /// What of a hypernetwork is not trained.
    Path frozen() {
        return path.resolve(FROZEN);
    }

    /// The values that the run would end with now: the best, or the newest if none were validated. If they were deleted
    /// after a checkpoint named them, because the run goes on, a newer checkpoint names others.
    Path values() {
        Path values = named();
        return Files.exists(values) ? values : named();
    }

    /// What the checkpoint says now.
    private Path named() {
        if (!Files.exists(checkpoint())) {
            return checkpoint();
        }
        try (Arena arena = Arena.ofConfined()) {
            String best = SafeTensors.map(checkpoint(), arena).metadata().getOrDefault(EARLY_STOPPING, "")
                    .split(" ", 2)[0];
            return best.matches("\\d{1,18}") ? kept(Long.parseLong(best)) : checkpoint();
        }
    }
}
