package t2l.gpu;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import module java.base;
import t2l.tensor.backend.*;

/// The OpenCL device that tests run on. Without one they are skipped, except where the environment variable
/// `T2L_TEST_OPENCL` says `required`: there a machine without a device is a failure.
final class Devices {
    /// The library; skips the test, or fails it, if there is none or it lists no device.
    static OpenCl library() {
        Optional<OpenCl> library = OpenCl.load();
        boolean found = library.isPresent() && OpenClDevice.best(library.get()).isPresent();
        if (!found && "required".equals(System.getenv("T2L_TEST_OPENCL"))) {
            fail("T2L_TEST_OPENCL=required: needs an OpenCL device, this machine has none; install pocl-opencl-icd");
        }
        assumeTrue(found, "this machine has no OpenCL device");
        return library.orElseThrow();
    }

    /// The device, as [#library].
    static OpenClDevice device() {
        return OpenClDevice.best(library()).orElseThrow();
    }

    /// `d` as if it had less memory.
    static OpenClDevice within(OpenClDevice d, long memory, long largest) {
        return new OpenClDevice(d.id(), d.name(), d.version(), d.driver(), d.kind(), memory, largest, d.hostMemory(),
                d.vector());
    }

    /// `d` with kernels written for another kind.
    static OpenClDevice as(OpenClDevice d, OpenClDevice.Kind kind) {
        return new OpenClDevice(d.id(), d.name(), d.version(), d.driver(), kind, d.memory(), d.largest(),
                d.hostMemory(), d.vector());
    }

    /// Kernels on it, over the reference.
    static DeviceKernels open() {
        return open(device());
    }

    /// Kernels on it with other facts than its own.
    static DeviceKernels open(OpenClDevice device) {
        return open(device, new ReferenceKernels(), OpenClBackend::source);
    }

    static DeviceKernels open(OpenClDevice device, Kernels under, UnaryOperator<String> sources) {
        return new DeviceKernels(under, new OpenClQueue(library(), device, sources));
    }
}
