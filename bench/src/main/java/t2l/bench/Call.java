package t2l.bench;

import t2l.tensor.backend.Kernels;

/// Some work on tensors, by whichever kernels.
@FunctionalInterface
interface Call {
    void on(Kernels kernels);
}
