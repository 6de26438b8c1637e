/// Adapters in bulk on Apache Spark. In: a table of descriptions. Out: a table of adapters and a manifest. Read
/// [GenerateJob][t2l.spark.GenerateJob] first.
package t2l.spark;
