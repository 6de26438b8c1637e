/// Chapters 1 and 4. In: shapes. Out: numbers in native memory. Read [t2l.tensor.Tensor] first. (Chapter 2 is the packages
/// `kernel` and `backend`, chapter 3 the package `simd`, with `scalar` beside it.)
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
/// [t2l.tensor.DType] defines how an element is stored. Every type can be read as a double, quantised ones included;
/// only those with single elements can be written.
///
/// **4. Memory.** A training step needs the same tensors as the one before. [t2l.tensor.Workspace] hands out again the blocks
/// that came back, so that after the first step nothing is taken from the system; [t2l.tensor.Memory] knows the copies that
/// devices hold of a block, so that no outdated number is read; [t2l.tensor.Parallel] divides rows among threads.
/// [t2l.tensor.backend.Recording] keeps the kernels of a step, so that from the second step on nothing is built either.
///
/// ```
///   DType ─ Tensor ─ Shapes      what numbers are, how they are seen, how they fit
///   Memory, Workspace            what holds them
///   Parallel                     threads
///     kernel                     what can be computed: one record for each formula
///     backend                    who computes it: definition, scalar, simd, devices
///     simd, scalar               fast loops
///     io                         tensor files
///     ranks                      processes that compute one thing together
/// ```
///
/// Shapes in comments use these letters everywhere: `B` sequences, `T` positions, `N = B·T` rows, `C` model width,
/// `F` feed-forward width, `H` query heads, `G` key/value heads, `D` head width, `V` vocabulary, `L` layers, `r` rank,
/// `E` text-embedding width, `Z` hypernetwork latent width; the sizes of a matrix product are `m n k`.
///
/// Read in order: [t2l.tensor.DType], [t2l.tensor.Tensor], [t2l.tensor.Shapes]; then the packages `kernel`, `backend` and
/// `simd`; then [t2l.tensor.Workspace], [t2l.tensor.Memory], [t2l.tensor.backend.Recording]. To run: `./t2l inspect FILE`
/// prints the tensors of a file with their types and shapes; with no file it lists the backends of this machine.
package t2l.tensor;
