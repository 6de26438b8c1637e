/// Chapter 13. Devices: backends that the tensor module finds through [java.util.ServiceLoader] and nobody imports.
///
/// This version looks for devices and says what it found; it has no kernels for them, so that no backend here can be
/// opened yet. In reading order: [t2l.gpu.OpenCl] (the calls into the system's library), [t2l.gpu.OpenClBackend],
/// [t2l.gpu.TornadoBackend]. Then run `t2l inspect`.
package t2l.gpu;
