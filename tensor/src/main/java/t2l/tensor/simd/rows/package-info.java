/// Kernels that a model is used with: element by element, or row by row. [t2l.tensor.simd.rows.SimdNorm] is the one to read
/// first.
package t2l.tensor.simd.rows;
