package t2l.gpu.tornado;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import t2l.gpu.DeviceProducts;
import t2l.tensor.backend.Kernels;
import t2l.tensor.backend.ReferenceKernels;
import t2l.tensor.kernel.DeviceConformance;
import t2l.tensor.kernel.Kernel;
import t2l.tensor.kernel.Products.LoraAdd;
import t2l.tensor.kernel.Products.MatMul;

/// The conformance suite on the device that TornadoVM takes first.
class TornadoConformanceTest extends DeviceConformance {
    private DeviceProducts kernels;

    @BeforeAll
    void open() {
        kernels = new DeviceProducts(new ReferenceKernels(), new TornadoDevices().open());
    }

    @AfterAll
    void close() {
        kernels.close();
    }

    @Override
    protected boolean has(Kernel kernel) {
        return kernel instanceof MatMul || kernel instanceof LoraAdd;
    }

    @Override
    protected Kernels kernels() {
        return kernels;
    }
}
