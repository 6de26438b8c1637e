package t2l.gpu.tornado;

import t2l.gpu.DeviceProducts;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.DeviceConformance;
import t2l.tensor.kernel.Kernel;
import t2l.tensor.kernel.Products.LoraAdd;
import t2l.tensor.kernel.Products.MatMul;

/// The conformance suite on the device that TornadoVM takes first.
class TornadoConformanceTest extends DeviceConformance {
    @Override
    protected Kernels open() {
        return new DeviceProducts(new ReferenceKernels(), new TornadoDevices().open());
    }

    @Override
    protected boolean has(Kernel kernel) {
        return kernel instanceof MatMul || kernel instanceof LoraAdd;
    }
}
