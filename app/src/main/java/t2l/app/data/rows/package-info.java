/// In: files of a data set. Out: its rows, each a map from the names of columns to texts, numbers, booleans, lists and maps. Read
/// [t2l.app.data.rows.RowFile] first.
///
/// ```
/// DatasetFolder ── which files a split has ── RowFile ── JsonRows, CsvRows
/// SplitExpression  train[:500], which rows of them
/// ```
///
/// Parquet and Arrow are not read: `datasets` and DuckDB write JSON lines of them.
package t2l.app.data.rows;
