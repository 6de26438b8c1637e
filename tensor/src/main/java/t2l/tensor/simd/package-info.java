/// Chapter 3: arithmetic, fast. In: kernels. Out: results. Read [t2l.tensor.simd.SimdKernels] first.
///
/// The kernels of chapter 2, computed with the vector registers of the processor: the JDK's Vector API turns each
/// `FloatVector` operation into one instruction on 4, 8 or 16 floats. [t2l.tensor.simd.SimdKernels] is the table of what is
/// fast. What it leaves (doubles, odd layouts) goes to the kernels under it.
///
/// ```
///   SimdKernels      which kernel has a loop here
///     ├─ product     the matrix product: where the time goes
///     ├─ attention   made of the product's tiles
///     ├─ rows        element by element, row by row
///     ├─ training    losses, column sums, dropout, AdamW
///     │    └─ lanes  what all of them share
///     └─ SimdSideBySide   independent kernels, each on one thread
/// ```
///
/// Results have the same bits for any number of threads and any register width. Two rules make that so: borders between
/// tasks depend on shapes only, and every sum is either a chain over its index in order or runs in the sixteen virtual
/// lanes of [t2l.tensor.simd.lanes.Lanes], folded pairwise.
///
/// How loops are written follows from C2, the compiler: loops are static methods that call the Vector API and return floats or
/// nothing; small methods that take vectors and return them are [t2l.tensor.simd.lanes.Build.Inlined]. docs/c2.md has the
/// rules, which comments cite, and their evidence. `BoxingIT` holds all kernels to them.
///
/// Read in order: [t2l.tensor.simd.lanes.Lanes], [t2l.tensor.simd.SimdKernels], [t2l.tensor.simd.rows.SimdNorm]; then the
/// packages `product` and `attention`. To run: `./t2l bench matmul attention` checks each kernel against its definition and
/// then times it.
package t2l.tensor.simd;
