package t2l.gpu.tornado;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import t2l.gpu.DeviceKernels;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.DeviceConformance;

/// The conformance suite on the device that TornadoVM takes first.
class TornadoConformanceTest extends DeviceConformance {
    private DeviceKernels kernels;

    @BeforeAll
    void open() {
        kernels = new DeviceKernels(new ReferenceKernels(), new TornadoDevices().open());
    }

    @AfterAll
    void close() {
        kernels.close();
    }

    @Override
    protected Kernels kernels() {
        return kernels;
    }
}
