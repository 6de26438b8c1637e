#!/usr/bin/env bash
# Adapters for a table of descriptions in HDFS, on YARN.
#
#   docs/examples/cluster/spark-yarn.sh hdfs:///tasks.parquet hdfs:///adapters hdfs:///models/model.zip
#
# The zip holds the files of a base model, with its hypernetwork in the folder t2l; YARN unpacks it once on each node. JAVA_HOME_25 is the path of a JDK 25 on all nodes.
set -euo pipefail
root="$(cd "$(dirname "$0")/../../.." && pwd)"
exec "$SPARK_HOME/bin/spark-submit" --master yarn --deploy-mode cluster \
    --num-executors 25 --executor-cores 4 --executor-memory 2g \
    --conf spark.executor.memoryOverhead=6g \
    --conf spark.executorEnv.JAVA_HOME="$JAVA_HOME_25" --conf spark.yarn.appMasterEnv.JAVA_HOME="$JAVA_HOME_25" \
    --conf spark.speculation=true \
    --archives "$3#model" \
    "$root/integrations/spark/target/t2l-spark.jar" "$1" "$2" ./model
