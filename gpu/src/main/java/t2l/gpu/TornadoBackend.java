package t2l.gpu;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import t2l.tensor.*;
import t2l.tensor.T2lException.Kind;
import t2l.tensor.backend.*;

/// `tornado`: matrix products by kernels in Java, which TornadoVM compiles for the device. It takes three things: TornadoVM's
/// SDK in the folder that `TORNADOVM_HOME` names, a program built with the module `gpu/tornado`, and a JVM started with the
/// SDK's flags, as the program restarts itself for `--backend tornado`.
public final class TornadoBackend implements Backend {
    private static final String INSTALL = "install TornadoVM 5.2.0-jdk25 (sdk install tornadovm 5.2.0-jdk25-opencl), and"
            + " let TORNADOVM_HOME name its folder";

    private final String home;
    private final Supplier<Optional<JavaDevices>> module;

    /// As the environment says.
    public TornadoBackend() {
        this(System.getenv("TORNADOVM_HOME"), () -> ServiceLoader.load(JavaDevices.class).findFirst());
    }

    /// @param home   the value of `TORNADOVM_HOME`, `null` if it is not set
    /// @param module what the module `gpu/tornado` provides, nothing if the program was built without it
    TornadoBackend(String home, Supplier<Optional<JavaDevices>> module) {
        this.home = home;
        this.module = module;
    }

    @Override
    public String name() {
        return "tornado";
    }

    @Override
    public Availability probe() {
        if (home == null || home.isEmpty()) {
            return new Availability.Missing("TORNADOVM_HOME is not set", INSTALL);
        }
        Path flags = Path.of(home, "tornado-argfile");
        if (!Files.isRegularFile(flags)) {
            return new Availability.Missing("TORNADOVM_HOME=" + home + " holds no tornado-argfile", INSTALL);
        }
        String found = "found TornadoVM in " + home;
        Optional<JavaDevices> devices = module.get();
        if (devices.isEmpty()) {
            return new Availability.Missing(found + ", but this program was built without it",
                    "build it with mvn -Ptornado -DskipTests package -pl app -am");
        }
        if (ModuleLayer.boot().findModule("tornado.runtime").isEmpty()) {
            return new Availability.Missing(found + ", but this JVM was started without its flags",
                    "start it with java @" + flags + ", as t2l does where a command names this backend");
        }
        try {
            return new Availability.Ready(devices.orElseThrow().detail());
        } catch (DeviceFailure | LinkageError e) {
            return new Availability.Missing(found + ", which does not start: " + why(e),
                    "check that the SDK is for this JDK and that its device works");
        }
    }

    private static String why(Throwable e) {
        return e instanceof DeviceFailure ? e.getMessage() : e.toString();
    }

    @Override
    public Kernels open(Kernels under, Parallel threads) {
        try {
            return new DeviceProducts(under, module.get().orElseThrow().open());
        } catch (DeviceFailure | LinkageError e) {
            throw new T2lException(Kind.DEVICE,
                    "backend tornado: cannot be opened: " + why(e) + "; use the backend simd", e);
        }
    }
}
