/// Chapters 1 to 4: numbers, and arithmetic on them.
///
/// A [t2l.tensor.Tensor] is numbers in native memory seen through a shape. [t2l.tensor.DType] says how one element is
/// stored; quantised types are element types that can be read but not written. [t2l.tensor.Kernels] is all the
/// arithmetic there is: a closed list of methods on tensors that the caller supplies.
/// [t2l.tensor.ReferenceKernels] defines it in double precision, and every faster backend is held to that definition.
///
/// ```
///   Tensor ── DType            what numbers are
///     │
///   Kernels ── Contract        what can be done with them, and what that needs
///     ├─ ReferenceKernels      the definition
///     ├─ KernelsOver           base of a backend that speeds up some kernels: simd, gpu
///     └─ Recording             keeps the calls of a step and runs them again
///   Workspace, Parallel        memory and threads they use
/// ```
///
/// Shapes in comments use these letters everywhere: `B` sequences, `T` positions, `N = B·T` rows, `C` model width,
/// `F` feed-forward width, `H` query heads, `G` key/value heads, `D` head width, `V` vocabulary, `L` layers, `r` rank,
/// `E` text-embedding width, `Z` hypernetwork latent width; the sizes of a matrix product are `m n k`.
///
/// Read in order: [t2l.tensor.DType], [t2l.tensor.Tensor], [t2l.tensor.Shapes]; [t2l.tensor.Kernels],
/// [t2l.tensor.ReferenceKernels]; then the package `simd`; then [t2l.tensor.Workspace], [t2l.tensor.Recording].
package t2l.tensor;
