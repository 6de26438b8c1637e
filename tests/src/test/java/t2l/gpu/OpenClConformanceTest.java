package t2l.gpu;

import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.DeviceConformance;

/// The conformance suite on this machine's OpenCL device, with the kernels made for it.
class OpenClConformanceTest extends DeviceConformance {
    @Override
    protected Kernels open() {
        return Devices.open();
    }

    /// Not with the kernels for processors, whose products are that much faster.
    @Override
    protected boolean fuses() {
        return false;
    }
}
