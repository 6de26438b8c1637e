/// Adapters and evaluations in bulk on Apache Spark.
///
/// ```
/// SparkMain ── GenerateJob  a table of descriptions → packs of adapters           ┐ PackJob: cuts rows into units,
///           ── OracleJob    a folder of tasks → packs of trained adapters         ┘ writes the manifest
///           ── EvalJob      packs × tasks → one table
///                 │  in every partition
///              PackMaker, EvalAsker
///                 │
///              WorkerClient ── lines ── t2l worker (a process of t2l.jar)
///              SharedFolder ── files ── local, HDFS, S3 (Hadoop's FileSystem)
/// ```
///
/// Nothing is computed here, and nothing is known of formats: processes of t2l.jar do both, with their own class path. What is
/// here decides who does what, and sees to it that the result does not depend on that: work is cut into units by the order of ids
/// alone, a unit's files are called after their content, and the manifest is written last.
package t2l.spark;
