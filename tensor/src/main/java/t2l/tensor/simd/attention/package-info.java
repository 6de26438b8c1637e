/// In: queries, keys, values. Out: attention, or its gradient. Read [t2l.tensor.simd.attention.SimdAttention] first. No matrix of
/// scores exists, only blocks of it. Nothing is added across lanes: forward, neighbouring lanes hold neighbouring queries, and
/// the softmax over the keys runs down a table; backward, they hold neighbouring keys, as a query's softmax is known by then:
///
/// ```
///   SimdAttention ── ScoreTable          forward; largest scores, weights, sums, down the columns
///     ├─ FewQueries                      one or two queries: decoding
///     └─ ShortTexts                      one block of keys, several heads in a table
///   SimdAttentionGrad ── SlopeTable      backward; weights and slopes, along the lines
///        both over
///          Attended                      the operands; which query sees which key
///          RowBlock, RowLoops            rows of a head, turned over and copied
///          RowProducts                   products of rows
/// ```
///
/// Read in order: [t2l.tensor.simd.attention.RowBlock], [t2l.tensor.simd.attention.Attended],
/// [t2l.tensor.simd.attention.ScoreTable], [t2l.tensor.simd.attention.SimdAttention]; then
/// [t2l.tensor.simd.attention.SlopeTable], [t2l.tensor.simd.attention.SimdAttentionGrad],
/// [t2l.tensor.simd.attention.ShortTexts], [t2l.tensor.simd.attention.FewQueries]. To run: `./t2l bench attention`.
package t2l.tensor.simd.attention;
