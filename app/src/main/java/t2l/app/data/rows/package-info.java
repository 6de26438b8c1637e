/// Rows of data sets as they lie on disk, each a map from the names of columns to texts, numbers, booleans, lists and maps.
///
/// ```
/// DatasetFolder ── which files a split has ── RowFile ── JsonRows, CsvRows
/// SplitExpression  train[:500], which rows of them
/// ```
///
/// Parquet and Arrow are not read: `datasets` and DuckDB write JSON lines of them.
package t2l.app.data.rows;
