package t2l.tensor.simd;

import java.util.Optional;
import t2l.tensor.Parallel;
import t2l.tensor.backend.Backend;
import t2l.tensor.backend.Backend.Ceiling;
import t2l.tensor.backend.Kernels;
import t2l.tensor.simd.lanes.Lanes;
import t2l.tensor.simd.product.TileShape;

/// `simd`: the vector registers, through the incubating Vector API, which a JVM offers only when asked to.
public final class SimdBackend implements Backend {
    @Override
    public String name() {
        return "simd";
    }

    @Override
    public Availability probe() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return new Availability.Missing("this JVM runs without the module jdk.incubator.vector",
                    "start it with --add-modules=jdk.incubator.vector");
        }
        return new Availability.Ready(Lanes.F.vectorBitSize() + "-bit vectors, " + TileShape.description());
    }

    @Override
    public Kernels open(Kernels under, Parallel threads) {
        return new SimdKernels(under, threads);
    }

    @Override
    public Optional<Ceiling> ceiling() {
        return probe() instanceof Availability.Ready ? Optional.of(new SimdCeiling()) : Optional.empty();
    }
}
