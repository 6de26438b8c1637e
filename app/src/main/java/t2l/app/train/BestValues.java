package t2l.app.train;

import module java.base;
import t2l.autograd.Parameters;
import t2l.hypernet.RunFolder;
import t2l.hypernet.train.Validator;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.SafeTensors;
import t2l.tensor.io.WholeFile;

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
