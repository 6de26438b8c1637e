#!/usr/bin/env bash
# Adapters for a table of descriptions in S3, on Kubernetes.
#
#   docker build -f docs/examples/cluster/Dockerfile.spark -t registry.example.org/t2l-spark . && docker push registry.example.org/t2l-spark
#   docs/examples/cluster/spark-kubernetes.sh s3a://bucket/tasks.parquet s3a://bucket/adapters
#
# The image holds Spark, a JDK 25 and t2l-spark.jar. The service account `spark` may make pods:
#   kubectl create serviceaccount spark
#   kubectl create rolebinding spark --clusterrole=edit --serviceaccount=default:spark
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
exec "$SPARK_HOME/bin/spark-submit" --master "k8s://$(kubectl config view --minify -o jsonpath='{.clusters[0].cluster.server}')" \
    --deploy-mode cluster --name t2l-adapters \
    --conf spark.kubernetes.container.image=registry.example.org/t2l-spark \
    --conf spark.kubernetes.authenticate.driver.serviceAccountName=spark \
    --conf spark.kubernetes.executor.podTemplateFile="$here/spark-executor.yaml" \
    --conf spark.executor.instances=25 --conf spark.executor.cores=4 --conf spark.executor.memory=2g \
    --conf spark.executor.memoryOverhead=6g \
    --packages org.apache.hadoop:hadoop-aws:3.5.0 \
    --conf spark.speculation=true \
    local:///opt/t2l/t2l-spark.jar "$1" "$2" /models/base /models/t2l
