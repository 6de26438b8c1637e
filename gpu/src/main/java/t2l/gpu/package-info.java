/// Chapter 13. In: kernels. Out: results on a device. Read [t2l.gpu.OpenClBackend] first; [java.util.ServiceLoader] finds it.
///
/// A device computes in its own memory, and moving numbers there and back is expensive. So results stay where they are: a
/// layer of a model uploads its input and downloads its output, and nothing in between. [t2l.tensor.Memory] knows every
/// copy, so reading a number on the host always gives the newest one.
///
/// ```text
///   MatMul(x, w, y)          x: host → device (first use)    w: host → device (once)    y: stays on the device
///   Softmax(y, y)            y: on the device
///   y.get(0)                 y: device → host
///   y.set(0, 1)              y: the device's copy is outdated
/// ```
///
/// What a library offers is a [t2l.gpu.Device]: memory in blocks ([t2l.gpu.DeviceMemory]) and kernels by name
/// ([t2l.gpu.Device.Launch]). Everything else is the same for all of them. In reading order: [t2l.gpu.DeviceCopy],
/// [t2l.gpu.Residency] and [t2l.gpu.Copies] (what lies where), [t2l.gpu.DeviceCall] and [t2l.gpu.Offload] (one kernel,
/// and what happens if it fails), then [t2l.gpu.ElementKernels], [t2l.gpu.RowKernels], [t2l.gpu.AttentionKernels]
/// and [t2l.gpu.ProductKernels], each beside its program in OpenCL C among the resources, and the
/// tables of what a device runs: [t2l.gpu.DeviceProducts] (products only) and [t2l.gpu.DeviceKernels] (everything).
///
/// Then OpenCL itself: [t2l.gpu.OpenCl] (the functions of the system's library, called through `java.lang.foreign`),
/// [t2l.gpu.OpenClDevice] (which one), [t2l.gpu.OpenClQueue] (programs, launches, buffers). [t2l.gpu.TornadoBackend] says
/// what TornadoVM needs; its kernels are in a module of their own, `gpu/tornado`.
///
/// All kernels, those for processors and those for GPUs, agree with the definition on PoCL, Intel's runtime for processors
/// and Mesa's rusticl, and oclgrind finds no race and no access out of bounds in them (November 2026). They have not run
/// on a GPU yet.
///
/// Run `docs/examples/Offload.java`: three operations, and what moved for them. Then `t2l inspect`,
/// `t2l bench matmul --backend opencl`, and `t2l complete --model builtin:tiny --prompt "…" --backend opencl`.
package t2l.gpu;
