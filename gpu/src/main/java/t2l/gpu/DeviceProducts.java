package t2l.gpu;

import java.util.Optional;
import t2l.tensor.backend.*;
import t2l.tensor.backend.Kernels.Traffic;
import t2l.tensor.kernel.Kernel;
import t2l.tensor.kernel.Products.*;

/// Kernels of a device that runs matrix products and low-rank updates only. The rest, and what the device fails at, goes to the
/// kernels under it, for which [t2l.tensor.Memory] copies home what they need.
public class DeviceProducts extends KernelsOver {
    private final Offload offload;
    private final ProductKernels products;

    /// @param under  runs what the device cannot
    /// @param device closed with this
    public DeviceProducts(Kernels under, Device device) {
        super(under);
        offload = new Offload(device);
        products = new ProductKernels(offload);
    }

    @Override
    protected boolean take(Kernel kernel) {
        return switch (kernel) {
            case MatMul k -> products.run(k);
            case LoraAdd k -> products.run(k);
            default -> false;
        };
    }

    final Offload offload() {
        return offload;
    }

    @Override
    public final String name() {
        return offload.device().backend() + "/" + offload.device().name() + ", over " + under().name();
    }

    /// A device multiplies floats.
    @Override
    public final Kernels rounding(Kernels over) {
        return over;
    }

    @Override
    public final Optional<Traffic> traffic() {
        return Optional.of(offload.traffic());
    }

    @Override
    public final void finish() {
        offload.finish();
    }

    @Override
    public final void close() {
        offload.close();
        super.close();
    }
}
