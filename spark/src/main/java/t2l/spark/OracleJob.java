package t2l.spark;

import java.util.List;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import scala.Tuple2;

/// A folder of tasks → packs of adapters, each trained on one task.
@Command(name = "oracles", sortOptions = false, mixinStandardHelpOptions = true,
        description = "Train an adapter for each task of a folder.",
        footer = {"", "Example:",
            "  spark-submit --files t2l.jar t2l-spark.jar oracles \\",
            "      --tasks hdfs:///tasks --out hdfs:///oracles \\",
            "      -- --model /models/mistral --lr 2e-4 --steps 200"})
final class OracleJob extends SparkCommand {
    @Option(names = "--tasks", required = true, paramLabel = "DIR", order = 1,
            description = "A folder of tasks: .jsonl files and task folders. Names are ids.")
    private String tasks;

    @Option(names = "--pack-size", paramLabel = "SIZE", converter = ByteCount.class, order = 13,
            description = "Bytes of a pack, whose tasks one worker trains in turn (default: 64m).")
    private long size = 64L << 20;

    @Override
    void run(SparkSession spark, JavaSparkContext context) {
        prepare();
        SharedFolder folder = new SharedFolder(tasks);
        List<Tuple2<String, String>> named = folder.tasks().stream()
                .map(name -> new Tuple2<>(name.replaceFirst("\\.jsonl$", ""), name)).toList();
        named.stream().filter(task -> !task._1().matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}")).findFirst()
                .ifPresent(task -> {
                    throw new BulkException(
                            "--tasks: " + tasks + ": needs names of letters, digits, '.', '_' and '-', got "
                                    + task._2());
                });
        if (named.stream().map(Tuple2::_1).distinct().count() < named.size()) {
            throw new BulkException(
                    "--tasks: " + tasks + ": needs tasks of different names, has a file and a folder of one");
        }
        About about = about(context);
        if (!about.fields().has("oracle_bytes")) {
            throw new BulkException("oracles: needs a base model; name it behind --, as in -- --model /models/mistral");
        }
        long each = perPack(size, about.fields().get("oracle_bytes").asLong());
        say(named.size() + " tasks, " + each + " in a pack");
        JavaPairRDD<String, String> rows = context.parallelizePairs(named);
        make(context, about.fingerprint(), units(rows, each), folder);
    }
}
