package t2l.bench;

import t2l.tensor.backend.Kernels;

/// Some work on tensors with any kernels.
@FunctionalInterface
interface Call {
    void on(Kernels kernels);
}
