package t2l.hypernet;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import t2l.tensor.T2lException;
import t2l.tensor.io.TensorFile;

/// Where a hypernetwork lies: in a directory of its own, in that of a training run that is not finished ([RunFolder]), or as
/// a checkpoint of a run.
///
/// @param folder  has `args.yaml` and what else is the same in all checkpoints
/// @param weights the file with the weights
public record HypermodPlace(Path folder, Path weights) {
    static final String PICKLE = "hypermod.pt";
    static final String OURS = "hypermod.safetensors";

    /// The hypernetwork in a directory, or a checkpoint `checkpoints/it_N` of a run: a file, whose ending may be left out, or
    /// as in the reference a directory. Throws [T2lException] if it is neither.
    public static HypermodPlace of(Path given) {
        return find(given).orElseThrow(() -> new T2lException(given + ": needs a hypernetwork, a directory with "
                + Arguments.FILE + ", adapter_config.json and " + OURS + " or " + PICKLE
                + ", or checkpoints/it_N in the directory of its training; there is "
                + (Files.exists(given) ? "no " + Arguments.FILE + " in it" : "nothing of that name")));
    }

    /// The same; empty if there is none.
    public static Optional<HypermodPlace> find(Path given) {
        if (Files.exists(given.resolve(Arguments.FILE))) {
            return Optional.of(new HypermodPlace(given, whole(given)
                    .orElseGet(() -> Files.exists(new RunFolder(given).checkpoint())
                            ? new RunFolder(given).values()
                            : given.resolve(PICKLE))));
        }
        Path named = given.toAbsolutePath().normalize();
        Path kept = named.getParent();
        if (kept == null || !kept.endsWith(RunFolder.KEPT) || !Files.exists(kept.resolveSibling(Arguments.FILE))) {
            return Optional.empty();
        }
        return Stream.of(named, named.resolveSibling(named.getFileName() + ".safetensors"))
                .filter(Files::isRegularFile).findFirst().or(() -> whole(named))
                .map(weights -> new HypermodPlace(kept.getParent(), weights));
    }

    private static Optional<Path> whole(Path directory) {
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
