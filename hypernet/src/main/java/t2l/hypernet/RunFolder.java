package t2l.hypernet;

import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.io.*;

/// The files in the directory of a training run. A hypernetwork's can be used before the run is finished:
///
/// ```
/// args.yaml, adapter_config.json     written when the run starts, and
/// tasks.safetensors                  (TaskAtlas)
/// frozen.safetensors                 the tables that are not trained, and the sizes of the network as metadata
/// checkpoint.safetensors             the newest values, and what else resumes the run
/// checkpoints/it_N.safetensors       values after step N that did best in a validation, or all with keep_only_best: false
/// hypermod.safetensors               the result; hypermod.pt in the reference's format
/// ```
public record RunFolder(Path path) {
    /// The name of the directory of values that were validated, here and in the reference.
    static final String KEPT = "checkpoints";

    /// The metadata of a checkpoint that begins with the step of the best values; −1 before the first validation.
    public static final String EARLY_STOPPING = "early_stopping";

    /// The beginning of the names of the optimiser's tensors in a checkpoint.
    public static final String OPTIMISER = "optimiser.";

    static final String PICKLE = "hypermod.pt";
    static final String OURS = "hypermod.safetensors";

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
        return path.resolve("frozen.safetensors");
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

    /// Where a hypernetwork lies: in a directory of its own, in that of a training run that is not finished, or as
    /// a checkpoint of a run.
    ///
    /// @param folder  has `args.yaml` and what else is the same in all checkpoints
    /// @param weights the file with the weights
    public record Place(Path folder, Path weights) {
        /// The hypernetwork in a directory, or a checkpoint `checkpoints/it_N` of a run: a file, whose ending may be left out, or
        /// as in the reference a directory. Throws [T2lException] if it is neither.
        public static Place of(Path given) {
            return find(given).orElseThrow(() -> new T2lException(given + ": needs a hypernetwork, a directory with "
                    + Arguments.FILE + ", adapter_config.json and " + OURS + " or " + PICKLE
                    + ", or checkpoints/it_N in the directory of its training; there is "
                    + (Files.exists(given) ? "no " + Arguments.FILE + " in it" : "nothing of that name")));
        }

        /// The same; empty if there is none.
        public static Optional<Place> find(Path given) {
            if (Files.exists(given.resolve(Arguments.FILE))) {
                return Optional.of(new Place(given, whole(given)
                        .orElseGet(() -> Files.exists(new RunFolder(given).checkpoint())
                                ? new RunFolder(given).values()
                                : given.resolve(PICKLE))));
            }
            Path named = given.toAbsolutePath().normalize();
            Path kept = named.getParent();
            if (kept == null || !kept.endsWith(KEPT) || !Files.exists(kept.resolveSibling(Arguments.FILE))) {
                return Optional.empty();
            }
            return Stream.of(named, named.resolveSibling(named.getFileName() + ".safetensors"))
                    .filter(Files::isRegularFile).findFirst().or(() -> whole(named))
                    .map(weights -> new Place(kept.getParent(), weights));
        }

        /// Throws [T2lException] if there are two, of which one may be old.
        private static Optional<Path> whole(Path directory) {
            if (Files.exists(directory.resolve(PICKLE)) && Files.exists(directory.resolve(OURS))) {
                throw new T2lException(directory + ": needs " + PICKLE + " or " + OURS
                        + ", has both; delete the one that is not meant");
            }
            return TensorFile.find(directory, PICKLE, OURS);
        }

        /// Whether the file with the weights says all about the network that the arguments do not.
        boolean isWhole() {
            return weights.endsWith(PICKLE) || weights.endsWith(OURS);
        }

        /// The arguments of the training.
        public Arguments arguments() {
            return Arguments.read(folder.resolve(Arguments.FILE));
        }

        /// What they say of the network.
        public NetworkSettings settings() {
            return NetworkSettings.of(arguments().reader());
        }
    }
}
