/// Chapter 3: arithmetic, fast.
///
/// The same [t2l.tensor.Kernels] as the definition in chapter 2, computed with the vector registers of the processor:
/// the JDK's Vector API turns each `FloatVector` operation into one instruction on 4, 8 or 16 floats. What these files
/// do not know (doubles, odd layouts) they hand to the kernels under them.
///
/// Results have the same bits for any number of threads and any register width. Two rules make that so: borders between
/// tasks depend on shapes only, and every sum is either a chain over its index in order or runs in the sixteen virtual
/// lanes of [t2l.tensor.simd.Lanes], folded pairwise.
///
/// Read in order: [t2l.tensor.simd.Lanes], [t2l.tensor.simd.SimdKernels]; for the matrix product
/// [t2l.tensor.simd.SimdMatmul], [t2l.tensor.simd.Tiles], [t2l.tensor.simd.Packing], [t2l.tensor.simd.Blocked].
package t2l.tensor.simd;
