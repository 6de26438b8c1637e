package t2l.cli.training;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import t2l.autograd.Parameters;
import t2l.hypernet.train.Validator;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.SafeTensors;
import t2l.tensor.io.WholeFile;

/// Stores validated values in files `it_<step>.safetensors` of a directory.
///
/// @param onlyBest whether to keep only the best (`keep_only_best`)
record BestValues(Path directory, boolean onlyBest, Kernels kernels) implements Validator.Store {
    private static String name(long step) {
        return "it_" + step + ".safetensors";
    }

    /// Whether a file of this name has such values.
    static boolean isOne(String name) {
        return name.matches("it_\\d+\\.safetensors");
    }

    @Override
    public void offer(long step, Parameters values, boolean best) {
        if (best || !onlyBest) {
            try {
                Files.createDirectories(directory);
            } catch (IOException e) {
                throw new T2lException(directory + ": cannot be made: " + WholeFile.reason(e), e);
            }
            SafeTensors.replace(directory.resolve(name(step)), values.tensors(), Map.of());
        }
    }

    @Override
    public void restore(long best, Parameters values) {
        Path file = directory.resolve(name(best));
        try (Arena arena = Arena.ofShared()) {
            values.load(file.toString(), SafeTensors.open(file, arena).tensors(), kernels);
        }
    }

    @Override
    public void checkpointed(long best) {
        if (onlyBest) {
            RunOptions.delete(directory, file -> isOne(file) && !file.equals(name(best)));
        }
    }
}
