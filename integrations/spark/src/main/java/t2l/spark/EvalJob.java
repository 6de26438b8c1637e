package t2l.spark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import module java.base;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.*;

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

    @Option(names = "--limit", paramLabel = "N", converter = Count.class, order = 3,
            description = "Only the first N questions of each task (default: all).")
    private Optional<Integer> limit;

    @Option(names = "--together", paramLabel = "N", converter = Count.class, order = 14,
            description = "Adapters that one worker evaluates in turn (default: ${DEFAULT-VALUE}).")
    private int together = 16;

    EvalJob() {
        super(86_400);
    }

    @Override
    void run(SparkSession spark, JavaSparkContext context) {
        prepare(TABLE);
        SharedFolder folder = new SharedFolder(packs);
        SharedFolder asked = new SharedFolder(tasks);
        List<String> names = asked.tasks();
        String place = "--adapters: " + packs + "/manifest.json";
        ObjectNode manifest = Wire.parse(place, folder.text("manifest.json"));
        if (!manifest.path("packs").isArray()) {
            throw new BulkException(
                    place + ": needs a list of packs, has none; name the folder that a job has written");
        }
        List<EvalAsker.Slice> slices = new ArrayList<>(List.of(new EvalAsker.Slice("", 0, 1)));
        for (JsonNode pack : manifest.get("packs")) {
            for (int from = 0; from < pack.path("adapters").asInt(); from += together) {
                slices.add(new EvalAsker.Slice(pack.path("sha256").asText() + ".safetensors", from, together));
            }
        }
        ObjectNode about = about(context);
        Wire.require(about, "oracle_bytes", "a base model", "--model /models/mistral");
        say(manifest.path("adapters").asLong() + " adapters, " + names.size() + " tasks");
        EvalAsker asker = new EvalAsker(worker(), about.get("fingerprint").asText(), folder, asked, names,
                limit.orElse(0));
        int partitions = Math.min(partitions(context.defaultParallelism()), slices.size());
        List<String> rows = context.parallelize(slices, partitions).mapPartitions(asker).collect().stream().sorted()
                .toList();
        byte[] table = (String.join("\n", rows) + "\n").getBytes(StandardCharsets.UTF_8);
        prepare(TABLE);
        out().put(table, TABLE);
        say(rows.size() + " rows; " + out().place() + "/" + TABLE + " has the SHA-256 " + Hashes.of(table));
    }
}
