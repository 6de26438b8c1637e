package t2l.gpu;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.DeviceConformance;

/// The conformance suite on this machine's OpenCL device, with the kernels made for it.
class OpenClConformanceTest extends DeviceConformance {
    private DeviceKernels kernels;

    @BeforeAll
    void open() {
        kernels = Devices.open();
    }

    @AfterAll
    void close() {
        if (kernels != null) {
            kernels.close();
        }
    }

    /// Not with the kernels for processors, whose products are that much faster.
    @Override
    protected boolean fuses() {
        return false;
    }

    @Override
    protected Kernels kernels() {
        return kernels;
    }
}
