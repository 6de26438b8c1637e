/// In: kernels that only training needs (losses, column sums, dropout, optimisers). Out: results. Read `SimdLoss` first.
package t2l.tensor.simd.training;
