/// Adapters in bulk on Apache Spark: [GenerateJob][t2l.spark.GenerateJob] takes a table of descriptions, and gives a table of
/// adapters and a manifest.
package t2l.spark;
