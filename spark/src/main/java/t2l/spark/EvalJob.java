package t2l.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Adapters × tasks → one table.
@Command(name = "eval", sortOptions = false, mixinStandardHelpOptions = true,
        description = "Evaluate all adapters of packs, and the bare model, on all tasks of a folder.",
        footer = {"", "Example:",
            "  spark-submit --files t2l.jar t2l-spark.jar eval \\",
            "      --adapters hdfs:///packs --tasks hdfs:///tasks --out hdfs:///results \\",
            "      -- --model /models/mistral"})
final class EvalJob extends SparkCommand {
    private static final String TABLE = "results.jsonl";

    @Option(names = "--adapters", required = true, paramLabel = "DIR", order = 1,
            description = "A folder of packs with its manifest.json.")
    private String packs;

    @Option(names = "--tasks", required = true, paramLabel = "DIR", order = 2,
            description = "A folder of tasks: .jsonl files and task folders.")
    private String tasks;

    @Option(names = "--limit", paramLabel = "N", order = 3,
            description = "Only the first N questions of each task (default: all).")
    private int limit;

    @Option(names = "--together", paramLabel = "N", order = 13,
            description = "Adapters that one worker evaluates in turn (default: ${DEFAULT-VALUE}).")
    private int together = 16;

    @Override
    void run(SparkSession spark, JavaSparkContext context) {
        if (together < 1 || limit < 0) {
            throw usage("--together, --limit: need a number of at least 1, got " + Math.min(together, limit));
        }
        prepare(TABLE);
        SharedFolder folder = new SharedFolder(packs);
        SharedFolder asked = new SharedFolder(tasks);
        List<String> names = asked.tasks();
        ObjectNode manifest = Wire.parse("--adapters: " + packs + "/manifest.json", folder.text("manifest.json"));
        List<EvalSlice> slices = new ArrayList<>(List.of(EvalSlice.BARE));
        for (JsonNode pack : manifest.path("packs")) {
            for (int from = 0; from < pack.get("adapters").asInt(); from += together) {
                slices.add(new EvalSlice(pack.get("sha256").asText() + ".safetensors", from, together));
            }
        }
        About about = about(context);
        if (!about.fields().has("oracle_bytes")) {
            throw new BulkException("eval: needs a base model; name it behind --, as in -- --model /models/mistral");
        }
        say(manifest.path("adapters").asLong() + " adapters, " + names.size() + " tasks");
        EvalAsker asker = new EvalAsker(worker(), about.fingerprint(), folder, asked, names, limit);
        int partitions = Math.min(partitions(context.defaultParallelism()), slices.size());
        List<String> rows = context.parallelize(slices, partitions).mapPartitions(asker).collect().stream().sorted()
                .toList();
        byte[] table = (String.join("\n", rows) + "\n").getBytes(StandardCharsets.UTF_8);
        prepare(TABLE);
        out().put(table, TABLE);
        say(rows.size() + " rows; " + out().place() + "/" + TABLE + " has the SHA-256 " + Hashes.of(table));
    }
}
