#!/usr/bin/env bash
# Adapters for a table of descriptions in HDFS, on YARN.
#
#   docs/examples/cluster/spark-yarn.sh hdfs:///tasks.parquet hdfs:///packs hdfs:///models/t2l.zip
#
# The zip holds the files of a hypernetwork; YARN unpacks it once on each node. JAVA_HOME_25 is the path of a JDK 25 on all nodes.
set -euo pipefail
root="$(cd "$(dirname "$0")/../../.." && pwd)"
exec "$SPARK_HOME/bin/spark-submit" --master yarn --deploy-mode cluster \
    --num-executors 25 --executor-cores 4 --executor-memory 2g \
    --conf spark.executor.memoryOverhead=6g \
    --conf spark.executorEnv.JAVA_HOME="$JAVA_HOME_25" --conf spark.yarn.appMasterEnv.JAVA_HOME="$JAVA_HOME_25" \
    --conf spark.executorEnv.T2L_HOME=./t2l-home \
    --conf spark.speculation=true \
    --files "$root/app/target/t2l.jar" --archives "$3#t2l-model" \
    "$root/integrations/spark/target/t2l-spark.jar" generate --descriptions "$1" --out "$2" \
    -- --t2l "./t2l-model"
