#!/usr/bin/env bash
# Adapters for a table of descriptions, on this machine: one worker for each core.
#
#   SPARK_HOME=/opt/spark JAVA_HOME=JDK25 docs/examples/cluster/spark-local.sh table.jsonl packs/ [--t2l DIR]
#
# SPARK_HOME holds Spark 4.2 or newer, JAVA_HOME a JDK 25.
set -euo pipefail
root="$(cd "$(dirname "$0")/../../.." && pwd)"
table="$1" out="$2"
shift 2
exec "$SPARK_HOME/bin/spark-submit" --master "local[*]" --conf spark.ui.enabled=false \
    "$root/integrations/spark/target/t2l-spark.jar" generate --descriptions "$table" --out "$out" \
    --jar "$root/app/target/t2l.jar" -- "$@"
