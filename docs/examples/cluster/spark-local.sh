#!/usr/bin/env bash
# Adapters for a table of descriptions, on this machine: one task for each core.
#
#   SPARK_HOME=/opt/spark JAVA_HOME=JDK25 docs/examples/cluster/spark-local.sh table.jsonl adapters/ MODEL [HYPERNETWORK]
#
# SPARK_HOME holds Spark 4.2 or newer, JAVA_HOME a JDK 25.
set -euo pipefail
root="$(cd "$(dirname "$0")/../../.." && pwd)"
exec "$SPARK_HOME/bin/spark-submit" --master "local[*]" --conf spark.ui.enabled=false \
    "$root/integrations/spark/target/t2l-spark.jar" "$@"
