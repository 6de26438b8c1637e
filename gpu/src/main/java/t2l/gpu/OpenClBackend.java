package t2l.gpu;

import java.io.*;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import t2l.tensor.*;
import t2l.tensor.T2lException.Kind;
import t2l.tensor.backend.*;

/// `opencl`: the OpenCL device of this machine that is likely to be the fastest, found through the system's OpenCL library.
public final class OpenClBackend implements Backend {
    private static final String REMEDY = "install the device's driver with OpenCL";

    @Override
    public String name() {
        return "opencl";
    }

    @Override
    public Availability probe() {
        try {
            Optional<OpenCl> library = OpenCl.load();
            if (library.isEmpty()) {
                return new Availability.Missing("no OpenCL library found", REMEDY);
            }
            return OpenClDevice.best(library.get()).<Availability>map(device -> new Availability.Ready(device.detail()))
                    .orElse(new Availability.Missing(
                            "the OpenCL library lists no device with OpenCL 1.2 and a compiler",
                            REMEDY));
        } catch (DeviceFailure e) {
            return new Availability.Missing(e.getMessage(), "check the device's driver");
        }
    }

    @Override
    public Kernels open(Kernels under, Parallel threads) {
        try {
            OpenCl cl = OpenCl.load().orElseThrow();
            return new DeviceKernels(under,
                    new OpenClQueue(cl, OpenClDevice.best(cl).orElseThrow(), OpenClBackend::source));
        } catch (DeviceFailure e) {
            throw new T2lException(Kind.DEVICE,
                    "backend opencl: cannot be opened: " + e.getMessage() + "; use the backend simd", e);
        }
    }

    /// The text of a program among this package's resources.
    static String source(String program) {
        try (InputStream text = OpenClBackend.class.getResourceAsStream(program + ".cl")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
