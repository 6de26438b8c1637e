/// Attention, from the tiles of the matrix product. Neighbouring lanes hold neighbouring queries, so that the softmax over
/// the keys runs down a table and nothing is added across lanes; keys pass by in blocks, so that no matrix of scores
/// exists:
///
/// ```
///   SimdAttention, SimdAttentionGrad   forward, backward: blocks of queries against blocks of keys
///     ├─ Attended                      the operands, which query sees which key, the products
///     ├─ ScoreTable                    largest scores, weights, slopes, sums, down the columns
///     └─ FewQueries                    one or two queries: decoding
/// ```
///
/// Read in order: [t2l.tensor.simd.attention.Attended], [t2l.tensor.simd.attention.ScoreTable],
/// [t2l.tensor.simd.attention.SimdAttention]. To run: `./t2l bench attention`.
package t2l.tensor.simd.attention;
