/// Chapter 3: arithmetic, fast.
///
/// The same [t2l.tensor.backend.Kernels] as the definition in chapter 2, computed with the vector registers of the processor:
/// the JDK's Vector API turns each `FloatVector` operation into one instruction on 4, 8 or 16 floats. What these files
/// do not know (doubles, odd layouts) they hand to the kernels under them.
///
/// Results have the same bits for any number of threads and any register width. Two rules make that so: borders between
/// tasks depend on shapes only, and every sum is either a chain over its index in order or runs in the sixteen virtual
/// lanes of [t2l.tensor.simd.Lanes], folded pairwise.
///
/// The matrix product is where the time goes, and where one sees how a fast kernel comes about:
///
/// ```
///   SimdMatmul ── Product, Operand     which loop, from strides and sizes
///     ├─ Blocked                       cut for the caches
///     │    ├─ Packing ── Weights       pieces in reading order; frozen weights become floats here
///     │    └─ Tiles                    registers
///     ├─ Wide                          some rows, a weight too wide to be packed
///     ├─ Dots                          few rows
///     └─ Gemv                          one row: a race against the memory
/// ```
///
/// Attention is made of the same tiles. Neighbouring lanes hold neighbouring queries, so that the softmax over the keys
/// runs down a table and nothing is added across lanes; keys pass by in blocks, so that no matrix of scores exists:
///
/// ```
///   SimdAttention, SimdAttentionGrad   forward, backward: blocks of queries against blocks of keys
///     ├─ Attended                      the operands, who sees which key, the products
///     ├─ ScoreTable                    largest scores, weights, slopes, sums, down the columns
///     └─ FewQueries                    one or two queries: decoding
/// ```
///
/// What the compiler does not inline cannot stay in a register, and becomes an object on the heap. That is why loops here
/// are small static methods that call the Vector API directly and return floats or nothing. [t2l.tensor.simd.Functions]
/// takes vectors and returns them: the program starts its JVM with a flag that has C2 inline all of it.
///
/// Read in order: [t2l.tensor.simd.Lanes], [t2l.tensor.simd.SimdKernels]; the product from the inside out,
/// [t2l.tensor.simd.Tiles], [t2l.tensor.simd.Packing], [t2l.tensor.simd.Blocked], [t2l.tensor.simd.SimdMatmul], then
/// [t2l.tensor.simd.Weights], [t2l.tensor.simd.Wide], [t2l.tensor.simd.Dots], [t2l.tensor.simd.Gemv]; attention, [t2l.tensor.simd.Attended],
/// [t2l.tensor.simd.ScoreTable], [t2l.tensor.simd.SimdAttention]; of the other kernels [t2l.tensor.simd.SimdNorm]. To run:
/// `./t2l bench matmul attention` checks each kernel against its definition and then times it.
package t2l.tensor.simd;
