package t2l.gpu;

import java.util.List;
import java.util.Optional;
import t2l.tensor.Backend;
import t2l.tensor.Kernels;
import t2l.tensor.Parallel;
import t2l.tensor.T2lException;

/// OpenCL devices. Looks for them and reports them; has no kernels yet, so it is never `Ready`.
public final class OpenClBackend implements Backend {
    @Override
    public String name() {
        return "opencl";
    }

    @Override
    public Found probe() {
        try {
            Optional<OpenCl> library = OpenCl.load();
            if (library.isEmpty()) {
                return new Found.Missing("no OpenCL library found", "install the device's driver with OpenCL");
            }
            List<String> devices = library.get().devices();
            return devices.isEmpty()
                    ? new Found.Missing("the OpenCL library lists no device",
                            "install the device's driver with OpenCL")
                    : new Found.Missing(
                            "found " + String.join(" and ", devices) + ", but this version has no kernels for it",
                            "use --backend simd");
        } catch (T2lException e) {
            return new Found.Missing(e.getMessage(), "check the device's driver");
        }
    }

    @Override
    public Kernels open(Kernels under, Parallel threads) {
        throw new T2lException("backend opencl: this version has no kernels for it; use --backend simd");
    }
}
