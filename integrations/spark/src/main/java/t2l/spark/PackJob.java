package t2l.spark;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import module java.base;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Option;
import scala.Tuple2;

/// A job that makes adapters: it cuts rows into units, of each of which a partition makes a pack, and writes the manifest at
/// last.
abstract class PackJob extends SparkCommand {
    private static final String MANIFEST = "manifest.json";
    /// About what the index and the header of a safetensors file have of each adapter.
    private static final long OVERHEAD = 4096;
    /// As many as a worker writes into one pack.
    private static final long MAX_ADAPTERS = 100_000;

    @Option(names = "--pack-size", paramLabel = "SIZE", converter = ByteCount.class, order = 14,
            description = "Bytes of a pack, which one worker makes as a whole (default: 1g; of oracles, 64m).")
    private Optional<Long> size = Optional.empty();

    private final long usualSize;

    /// @param usualSize of a pack, in bytes
    PackJob(int usualSeconds, long usualSize) {
        super(usualSeconds);
        this.usualSize = usualSize;
    }

    /// What the adapters are made of.
    abstract JobInput source();

    /// For each adapter its id, and a description or the name of a task. Throws [BulkException] if something is wrong with one.
    abstract JavaPairRDD<String, String> rows(SparkSession spark, JavaSparkContext context);

    @Override
    final void run(SparkSession spark, JavaSparkContext context) {
        prepare(MANIFEST);
        JavaPairRDD<String, String> rows = rows(spark, context);
        ObjectNode about = about(context);
        String fingerprint = about.get("fingerprint").asText();
        long each = Math.clamp(size.orElse(usualSize) / (source().adapterBytes(about) + OVERHEAD), 1, MAX_ADAPTERS);
        say("generating " + rows.count() + " adapters, " + each + " in a pack");
        commit(context, fingerprint, units(rows, each)
                .mapPartitions(new PackMaker(worker(), fingerprint, out(), source())).collect());
    }

    /// Rows in the order of ids, `each` of them in a unit, and the units dealt out to partitions one by one, for the hash of a
    /// unit's number is that number. Which rows are in a unit depends on the ids alone.
    private JavaRDD<List<PackMaker.Row>> units(JavaPairRDD<String, String> rows, long each) {
        JavaPairRDD<Long, Tuple2<Long, PackMaker.Row>> numbered = rows.sortByKey().zipWithIndex()
                .mapToPair(row -> new Tuple2<>(row._2() / each,
                        new Tuple2<>(row._2(), new PackMaker.Row(row._1()._1(), row._1()._2()))));
        return numbered.groupByKey(partitions(rows.context().defaultParallelism())).map(unit -> sorted(unit._2()));
    }

    private static List<PackMaker.Row> sorted(Iterable<Tuple2<Long, PackMaker.Row>> rows) {
        List<Tuple2<Long, PackMaker.Row>> all = new ArrayList<>();
        rows.forEach(all::add);
        all.sort(Comparator.comparing(Tuple2::_1));
        return all.stream().map(Tuple2::_2).toList();
    }

    /// Writes what could not be made, and at last the manifest.
    private void commit(JavaSparkContext context, String fingerprint, List<PackMaker.Made> made) {
        ObjectNode manifest = Wire.ask("manifest");
        List<String> failed = made.stream().flatMap(unit -> unit.failed().stream()).sorted().toList();
        if (!failed.isEmpty()) {
            byte[] lines = (String.join("\n", failed) + "\n").getBytes(StandardCharsets.UTF_8);
            String hash = Hashes.of(lines);
            out().put(lines, hash + ".jsonl");
            manifest.putObject("failed").put("sha256", hash).put("lines", failed.size());
            say(failed.size() + " adapters failed, see " + out().place() + "/" + hash
                    + ".jsonl; the first: " + failed.getFirst());
        }
        ArrayNode packs = manifest.putArray("packs");
        made.stream().filter(unit -> !unit.pack().isEmpty())
                .forEach(unit -> packs.add(Wire.parse("pack", unit.pack())));
        ObjectNode answer = ask(context, manifest, fingerprint);
        byte[] text = answer.get("manifest").asText().getBytes(StandardCharsets.UTF_8);
        prepare(MANIFEST); // nobody else has finished one meanwhile
        out().put(text, MANIFEST);
        out().removeUnfinished();
        SharedFolder records = out().in(PackMaker.RECORDS);
        records.removeUnfinished();
        records.remove(made.stream().map(unit -> unit.key() + ".json").distinct().toList());
        say(answer.get("adapters").asLong() + " adapters in " + packs.size() + " packs; " + out().place() + "/"
                + MANIFEST + " has the SHA-256 " + Hashes.of(text));
    }
}
