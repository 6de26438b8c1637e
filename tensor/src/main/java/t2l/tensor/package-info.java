/// Chapters 1, 2 and 4: numbers, the arithmetic on them, and the memory both use. (Chapter 3 is the package `simd`,
/// with `scalar` beside it.)
///
/// **1. Numbers and shapes.** A [t2l.tensor.Tensor] is numbers in native memory seen through a shape. It owns nothing,
/// so looking at the same numbers another way costs nothing either: element `[i,j]` lies at `offset + i·strides[0] +
/// j·strides[1]`, and a view has other strides.
///
/// ```
///   x = [2,3], strides 3,1        x.t() = [3,2], strides 1,3        x.narrow(1, 1, 2) = [2,2], strides 3,1
///
///   memory  0 1 2 3 4 5           memory  0 1 2 3 4 5               memory  0 1 2 3 4 5
///   rows    0 1 2                 rows    0 3                       rows      1 2
///           3 4 5                         1 4                                 4 5
///                                         2 5
/// ```
///
/// [t2l.tensor.DType] says how one element is stored. Every type can be read as a double, quantised ones included; only
/// those with single elements can be written.
///
/// **2. Arithmetic, defined.** [t2l.tensor.backend.Kernels] is all the arithmetic there is: a closed list of methods on tensors
/// that the caller supplies. [t2l.tensor.backend.ReferenceKernels] is the definition of each, in double and slow on purpose; a
/// backend that is faster covers some of them, hands the rest on, and is held to the definition by tests whose bounds
/// are derived from the numbers at hand. [t2l.tensor.kernel.Contract] says what a kernel needs; one that is given something
/// else throws a sentence.
///
/// ```
///   Tensor ── DType            what numbers are
///     │
///   Kernels ── Contract        what can be done with them, and what that needs
///     ├─ ReferenceKernels      the definition
///     ├─ KernelsOver           base of a backend that speeds up some kernels: scalar, simd, gpu
///     └─ Recording             keeps the calls of a step and runs them again
///   Workspace, Parallel        memory and threads they use
/// ```
///
/// **4. Memory.** A training step needs the same tensors as the one before. [t2l.tensor.Workspace] hands blocks out again
/// that came back, so from the second step on nobody asks the system for memory; [t2l.tensor.backend.Recording] keeps the calls
/// of a step, so that from the second step on nothing is built either. What changes between steps therefore stands in
/// tensors, randomness included: [t2l.tensor.kernel.Noise] is a function of a key and a place.
///
/// Shapes in comments use these letters everywhere: `B` sequences, `T` positions, `N = B·T` rows, `C` model width,
/// `F` feed-forward width, `H` query heads, `G` key/value heads, `D` head width, `V` vocabulary, `L` layers, `r` rank,
/// `E` text-embedding width, `Z` hypernetwork latent width; the sizes of a matrix product are `m n k`.
///
/// Read in order: [t2l.tensor.DType], [t2l.tensor.Tensor], [t2l.tensor.Shapes]; [t2l.tensor.backend.Kernels] with
/// [t2l.tensor.kernel.Heads] and [t2l.tensor.kernel.Mask], [t2l.tensor.backend.ReferenceKernels]; then chapter 3; then
/// [t2l.tensor.Workspace], [t2l.tensor.backend.Recording], [t2l.tensor.kernel.Noise]. To run: `./t2l inspect FILE` prints the tensors of
/// a file with their types and shapes; with no file it says which backends this machine has.
package t2l.tensor;
