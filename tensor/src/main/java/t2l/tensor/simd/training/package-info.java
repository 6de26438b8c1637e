/// Kernels that only training needs: losses, sums down the columns, dropout, and the step of the optimiser.
package t2l.tensor.simd.training;
