/// In: kernels that a model is used with. Out: their results, element by element or row by row. Read
/// [t2l.tensor.simd.rows.SimdNorm] first.
package t2l.tensor.simd.rows;
