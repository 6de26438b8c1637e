/// In: kernels. Out: their results in tensors. Read [t2l.tensor.backend.Kernels] first; backends are stacked, and what one does
/// not take goes to the one below:
///
/// ```
///   Recording          keeps what runs, to run it again
///     opencl, tornado  a device (modules gpu, gpu/tornado)
///       simd           vector registers
///         scalar       plain loops over floats, instead of simd: for short runs, and without the Vector API
///           reference  the definitions, in double
/// ```
///
/// Over `simd`, `WatchedKernels` say if the compiler has boxed vectors. A [t2l.tensor.backend.Session] is what a command
/// computes with: it owns the threads, and ends the work when the user stops it.
///
/// A [t2l.tensor.backend.Backend] is what a machine may offer; [t2l.tensor.backend.Backends] finds, explains and opens it.
package t2l.tensor.backend;
