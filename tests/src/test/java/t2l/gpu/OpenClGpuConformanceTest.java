package t2l.gpu;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.DeviceConformance;

/// The conformance suite on this machine's OpenCL device, with the kernels made for GPUs whatever the device is.
class OpenClGpuConformanceTest extends DeviceConformance {
    private DeviceKernels kernels;

    @BeforeAll
    void open() {
        kernels = Devices.open(Devices.as(Devices.device(), OpenClDevice.Kind.GPU));
    }

    @AfterAll
    void close() {
        if (kernels != null) {
            kernels.close();
        }
    }

    @Override
    protected Kernels kernels() {
        return kernels;
    }
}
