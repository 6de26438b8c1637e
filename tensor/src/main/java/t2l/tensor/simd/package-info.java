/// Chapter 3: arithmetic, fast.
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
/// A vector that the compiler does not inline becomes an object on the heap. Loops are therefore small static methods that
/// call the Vector API directly and return floats or nothing. [t2l.tensor.simd.lanes.Functions] takes vectors and returns
/// them: the program starts its JVM with a flag that has C2 inline all of it. Nor may a method take in many loops, for C2
/// inlines nothing beyond 18,000 nodes, in the middle of a loop if need be: other flags keep loops out of their callers.
///
/// Read in order: [t2l.tensor.simd.lanes.Lanes], [t2l.tensor.simd.SimdKernels], [t2l.tensor.simd.rows.SimdNorm]; then the
/// packages `product` and `attention`. To run: `./t2l bench matmul attention` checks each kernel against its definition and
/// then times it.
package t2l.tensor.simd;
