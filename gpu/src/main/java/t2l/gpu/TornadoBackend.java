package t2l.gpu;

import java.nio.file.Files;
import java.nio.file.Path;
import t2l.tensor.Backend;
import t2l.tensor.Kernels;
import t2l.tensor.Parallel;
import t2l.tensor.T2lException;

/// TornadoVM, if it is installed. Reports it; has no kernels yet, so it is never `Ready`.
public final class TornadoBackend implements Backend {
    private final String home;

    /// As the environment says.
    public TornadoBackend() {
        this(System.getenv("TORNADOVM_HOME"));
    }

    /// @param home the value of `TORNADOVM_HOME`, `null` if it is not set
    TornadoBackend(String home) {
        this.home = home;
    }

    @Override
    public String name() {
        return "tornado";
    }

    @Override
    public Found probe() {
        if (home == null || home.isEmpty()) {
            return new Found.Missing("TORNADOVM_HOME is not set", "install TornadoVM and set it");
        }
        if (!Files.isDirectory(Path.of(home))) {
            return new Found.Missing("TORNADOVM_HOME=" + home + " is not a directory", "set it to TornadoVM's own");
        }
        return new Found.Missing("found TornadoVM in " + home + ", but this version has no kernels for it",
                "use --backend simd");
    }

    @Override
    public Kernels open(Kernels under, Parallel threads) {
        throw new T2lException("backend tornado: this version has no kernels for it; use --backend simd");
    }
}
