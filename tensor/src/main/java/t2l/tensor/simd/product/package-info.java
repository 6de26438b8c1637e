/// In: two matrices. Out: their product. Read [t2l.tensor.simd.product.SimdMatmul] first, which chooses the loop:
///
/// ```
///   SimdMatmul ── Product                which loop, from strides and sizes
///     ├─ Blocked                         cut for the caches
///     │    ├─ Panels ── FrozenWeights    pieces in reading order; frozen weights become floats here
///     │    └─ Tile ── TileShape          registers
///     ├─ FewRows                         decoding: bound by memory
///     │    ├─ OneRow ── Halves
///     │    └─ RowTiles ── FrozenWeights  several rows
///     └─ PackedRows ── Tile              several rows of an encoder
///          └─ PackedWeight               kept as it is read, if its owner gives memory
/// ```
///
/// Read in order, from the inside out: [t2l.tensor.simd.product.Tile], [t2l.tensor.simd.product.Panels],
/// [t2l.tensor.simd.product.Blocked], [t2l.tensor.simd.product.SimdMatmul]; then
/// [t2l.tensor.simd.lanes.FrozenWeights], [t2l.tensor.simd.product.OneRow], [t2l.tensor.simd.product.RowTiles],
/// [t2l.tensor.simd.product.FewRows], [t2l.tensor.simd.product.PackedWeight], [t2l.tensor.simd.product.PackedRows]. To run:
/// `./t2l bench matmul gemv`.
package t2l.tensor.simd.product;
