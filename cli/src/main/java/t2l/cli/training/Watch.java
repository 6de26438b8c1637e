package t2l.cli.training;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import t2l.hypernet.Arguments;
import t2l.hypernet.train.Selection;
import t2l.hypernet.train.SftRun;
import t2l.hypernet.train.Trainer;
import t2l.hypernet.train.Validation;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.SafeTensors;

/// Looks at a training now and then: measures it on validation sets and keeps the values that did best on the last of
/// them, in `checkpoints/it_<step>.safetensors` of its directory.
public interface Watch {
    /// Sees nothing.
    Watch NONE = new Watch() {};

    /// A run that begins.
    default Selection selection() {
        return new Selection(0);
    }

    /// Whether to look after this step.
    default boolean due(long step, long total) {
        return false;
    }

    /// Measures, and keeps the values if they are the best so far. Nothing if there are no validation sets.
    default Map<String, Validation.Score> look(Trainer trainer, Selection selection) {
        return Map.of();
    }

    /// Removes values that are no longer the best; a checkpoint knows by now which are.
    default void forget(Selection selection) {}

    /// Gives the trainer the values that did best; says so if they are not its own.
    default Optional<String> restoreBest(Trainer trainer, Selection selection) {
        return Optional.empty();
    }

    /// Over a run with validation sets, as its arguments say: every `val_freq` steps, at the beginning and at the end.
    ///
    /// @param directory for the values that are kept
    static Watch of(SftRun<?> run, Path directory, Arguments arguments, Kernels kernels) {
        return run.validations().isEmpty()
                ? NONE
                : new Kept(run, directory, Math.max(1, arguments.whole("val_freq")),
                        arguments.count("patience"), arguments.flag("keep_only_best"), kernels);
    }

    /// See [#of].
    record Kept(SftRun<?> run, Path directory, long every, int patience, boolean onlyBest, Kernels kernels)
            implements
                Watch {
        @Override
        public Selection selection() {
            return new Selection(patience);
        }

        @Override
        public boolean due(long step, long total) {
            return step % every == 0 || step == total;
        }

        @Override
        public Map<String, Validation.Score> look(Trainer trainer, Selection selection) {
            Map<String, Validation.Score> scores = new LinkedHashMap<>();
            for (Validation v : run.validations()) {
                scores.put(v.name(), v.score(run.objective(), trainer.values(), kernels));
            }
            double deciding = scores.get(run.validations().getLast().name()).loss();
            if (selection.note(trainer.steps(), deciding) || !onlyBest) {
                try {
                    Files.createDirectories(directory);
                } catch (IOException e) {
                    throw new T2lException(directory + ": cannot be made: " + e.getMessage(), e);
                }
                SafeTensors.replace(file(trainer.steps()), trainer.values().tensors(), Map.of());
            }
            return scores;
        }

        private Path file(long step) {
            return directory.resolve("it_" + step + ".safetensors");
        }

        @Override
        public void forget(Selection selection) {
            if (!onlyBest || !Files.isDirectory(directory)) {
                return;
            }
            try (DirectoryStream<Path> all = Files.newDirectoryStream(directory)) {
                for (Path each : all) {
                    if (!each.equals(file(selection.step()))) {
                        Files.delete(each);
                    }
                }
            } catch (IOException e) {
                throw new T2lException(directory + ": cannot be tidied: " + e.getMessage(), e);
            }
        }

        @Override
        public Optional<String> restoreBest(Trainer trainer, Selection selection) {
            if (selection.step() < 0 || selection.step() == trainer.steps()) {
                return Optional.empty();
            }
            try (Arena arena = Arena.ofShared()) {
                Path best = file(selection.step());
                trainer.values().load(best.toString(), SafeTensors.open(best, arena).tensors(), kernels);
            }
            return Optional.of("the values after step " + selection.step() + " did best on "
                    + run.validations().getLast().name() + " and are kept");
        }
    }
}
