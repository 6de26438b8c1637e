/// Backends for devices.
module t2l.gpu {
    requires transitive t2l.tensor;

    exports t2l.gpu;

    uses t2l.gpu.JavaDevices;

    provides t2l.tensor.backend.Backend with t2l.gpu.OpenClBackend, t2l.gpu.TornadoBackend;
}
