/// Chapter 1. Numbers and shapes, and the arithmetic on them.
///
/// Letters in every shape comment of the project: `B` sequences, `T` positions, `N = B·T` rows, `C` model width,
/// `F` feed-forward width, `H` query heads, `G` key/value heads, `D` head width, `V` vocabulary, `L` layers, `r` rank,
/// `E` text-embedding width, `Z` hypernetwork latent width. The sizes of a matrix product are `m n k`.
package t2l.tensor;
