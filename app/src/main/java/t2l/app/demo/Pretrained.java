package t2l.app.demo;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

import t2l.app.suite.TinyBase;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.ScratchDirectory;

/// The tiny model of a demonstration: an existing one, or one trained for it.
///
/// @param name  the name to open it by
/// @param scrap its directory, if it is temporary
record Pretrained(String name, Optional<ScratchDirectory> scrap) implements AutoCloseable {
    /// An existing model.
    static Pretrained of(String name) {
        return new Pretrained(name, Optional.empty());
    }

    /// Trains a model like `t2l pretrain`.
    ///
    /// @param place where to keep it, if it is to be kept
    static Pretrained train(ExperimentRunner runner, Kernels kernels, long seed, Optional<Path> place) {
        Pretrained made = empty(place);
        try (Arena arena = Arena.ofShared()) {
            TinyBase.Run run = TinyBase.start(kernels, Pretrain.usual(seed), arena);
            try (var trainer = run.trainer()) {
                runner.train("tiny model", run, _ -> {});
                TinyBase.write(Path.of(made.name()), trainer.values(), kernels);
            }
            return made;
        } catch (RuntimeException | Error e) {
            made.close();
            throw e;
        }
    }

    private static Pretrained empty(Optional<Path> place) {
        try {
            if (place.isPresent()) {
                return of(Files.createDirectories(place.get()).toString());
            }
            ScratchDirectory scrap = ScratchDirectory.make();
            return new Pretrained(scrap.path().toString(), Optional.of(scrap));
        } catch (IOException e) {
            throw new T2lException("--from-scratch: no directory for the model can be made: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        if (scrap.isEmpty()) {
            return;
        }
        try {
            scrap.get().close();
        } catch (IOException e) {
            throw new T2lException(scrap.get().path() + ": cannot be removed: " + e.getMessage(), e);
        }
    }
}
