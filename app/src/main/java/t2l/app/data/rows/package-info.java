/// Rows of data sets as they lie on disk, each a map from the names of columns to texts, numbers, booleans, lists and maps.
///
/// ```
/// DatasetFolder ── which files a split has ── RowFile ── ParquetRows, ArrowRows, JsonRows, CsvRows
/// SplitExpression  train[:500], which rows of them
/// ```
///
/// Parquet is read with hardwood, a reader without dependencies; its codecs are those of [t2l.app.data.codec], and the rest is read
/// here.
package t2l.app.data.rows;
