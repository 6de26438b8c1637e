/// Tensors, kernels and tensor files. It needs native access: `--enable-native-access=t2l.tensor`.
module t2l.tensor {
    requires com.fasterxml.jackson.core;
    requires java.management;
    requires jdk.incubator.vector;
    requires jdk.management;

    exports t2l.tensor;
    exports t2l.tensor.backend;
    exports t2l.tensor.io;
    exports t2l.tensor.kernel;
    exports t2l.tensor.ranks;
    exports t2l.tensor.settings;

    uses t2l.tensor.backend.Backend;
    uses t2l.tensor.ranks.RankLibrary;

    provides t2l.tensor.backend.Backend with t2l.tensor.scalar.ScalarBackend, t2l.tensor.simd.SimdBackend;
}
