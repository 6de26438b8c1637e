package t2l.gpu;

import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.DeviceConformance;

/// The conformance suite on this machine's OpenCL device, with the kernels made for GPUs whatever the device is.
class OpenClGpuConformanceTest extends DeviceConformance {
    @Override
    protected Kernels open() {
        return Devices.open(Devices.as(Devices.device(), OpenClDevice.Kind.GPU));
    }
}
