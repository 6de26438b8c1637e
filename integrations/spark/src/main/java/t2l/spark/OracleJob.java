package t2l.spark;

import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.*;
import scala.Tuple2;

/// A folder of tasks → packs of adapters, each trained on one task.
@Command(name = "oracles", sortOptions = false, mixinStandardHelpOptions = true,
        description = "Train an adapter for each task of a folder.",
        footer = {"", "Example:",
            "  spark-submit --files t2l.jar t2l-spark.jar oracles \\",
            "      --tasks hdfs:///tasks --out hdfs:///oracles \\",
            "      -- --model /models/mistral --lr 2e-4 --steps 200"})
final class OracleJob extends PackJob {
    @Option(names = "--tasks", required = true, paramLabel = "DIR", order = 1,
            description = "A folder of tasks: .jsonl files and task folders. Names are ids.")
    private String tasks;

    OracleJob() {
        super(86_400, 64L << 20);
    }

    @Override
    JobInput source() {
        return new JobInput.Tasks(new SharedFolder(tasks));
    }

    @Override
    JavaPairRDD<String, String> rows(SparkSession spark, JavaSparkContext context) {
        List<Tuple2<String, String>> named = new SharedFolder(tasks).tasks().stream()
                .map(name -> new Tuple2<>(name.replaceFirst("\\.jsonl$", ""), name)).toList();
        named.stream().filter(task -> !task._1().matches(PackMaker.Row.ID)).findFirst().ifPresent(task -> {
            throw new BulkException("--tasks: " + tasks + ": needs names of letters, digits, '.', '_' and '-', got "
                    + task._2());
        });
        if (named.stream().map(Tuple2::_1).distinct().count() < named.size()) {
            throw new BulkException(
                    "--tasks: " + tasks + ": needs tasks of different names, has a file and a folder of one");
        }
        return context.parallelizePairs(named);
    }
}
