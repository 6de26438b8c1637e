package t2l.spark;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import scala.Tuple2;

/// What the jobs share: their options, the cutting of work into units, and the commit.
abstract class SparkCommand implements Callable<Integer> {
    private static final String MANIFEST = "manifest.json";
    /// About what the index and the header of a safetensors file have of each adapter.
    private static final long OVERHEAD = 4096;
    /// The most adapters of a pack that a worker writes.
    private static final long MOST = 100_000;

    @Spec
    private CommandSpec spec;

    @Option(names = "--out", required = true, paramLabel = "DIR", order = 10,
            description = "The folder of the result: local, hdfs:, s3a: or what else Hadoop knows.")
    private String out;

    @Option(names = "--jar", paramLabel = "FILE", order = 11,
            description = "t2l.jar: its name in --files of spark-submit, or its path on all executors (default: ${DEFAULT-VALUE}).")
    private String jar = "t2l.jar";

    @Option(names = "--partitions", paramLabel = "N", order = 12,
            description = "Workers at the same time (default: as many as there are cores for tasks).")
    private int partitions;

    @Parameters(paramLabel = "-- WORKER OPTIONS",
            description = "Options of t2l worker, such as --t2l and --model.")
    private List<String> workerOptions = List.of();

    /// What a worker says of itself.
    record About(String fingerprint, ObjectNode fields) {}

    /// Does the work. Throws [BulkException] with a sentence for the user.
    abstract void run(SparkSession spark, JavaSparkContext context);

    @Override
    public final Integer call() {
        SparkSession spark = SparkSession.builder().appName("t2l " + spec.name()).getOrCreate();
        try {
            run(spark, new JavaSparkContext(spark.sparkContext()));
        } finally {
            spark.stop();
        }
        return 0;
    }

    /// An exception for wrong usage.
    final ParameterException usage(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }

    final SharedFolder out() {
        return new SharedFolder(out);
    }

    final WorkerCommand worker() {
        return new WorkerCommand(jar, workerOptions);
    }

    /// Tells the user something.
    static void say(String line) {
        System.err.println("t2l-spark: " + line);
    }

    /// Makes the folder of the result; throws [BulkException] if it holds one already.
    final void prepare(String result) {
        if (out().has(result)) {
            throw new BulkException("--out: " + out + ": needs a folder without a result, there is " + result
                    + "; choose another");
        }
        out().make();
    }

    /// Asks a worker what it is: whether it starts, and with which models, before anything is computed.
    final About about(JavaSparkContext context) {
        ObjectNode fields = ask(context, Wire.ask("about"), "");
        return new About(fields.get("fingerprint").asText(), fields);
    }

    /// The answer of a worker on one of the executors to one line.
    private ObjectNode ask(JavaSparkContext context, ObjectNode line, String fingerprint) {
        WorkerCommand command = worker();
        String text = Wire.text(line);
        return Wire.parse("worker", context.parallelize(List.of(text), 1).map(asked -> {
            TaskContext task = TaskContext.get();
            try (WorkerClient client = new WorkerClient(command.command(task.cpus()), fingerprint,
                    task::isInterrupted)) {
                return Wire.text(client.askOne(Wire.parse("line", asked)));
            }
        }).first());
    }

    /// The number of adapters of a pack of about `size` bytes.
    static long perPack(long size, long adapterBytes) {
        return Math.clamp(size / (adapterBytes + OVERHEAD), 1, MOST);
    }

    /// Rows in the order of ids, `each` of them in a unit, and the units dealt out to partitions. Which rows are in a unit depends on
    /// the ids alone.
    final JavaRDD<Unit> units(JavaPairRDD<String, String> rows, long each) {
        JavaPairRDD<Long, Tuple2<Long, Unit.Row>> numbered = rows.sortByKey().zipWithIndex()
                .mapToPair(row -> new Tuple2<>(row._2() / each,
                        new Tuple2<>(row._2(), new Unit.Row(row._1()._1(), row._1()._2()))));
        return numbered.groupByKey(new Dealer(partitions(rows.context().defaultParallelism())))
                .map(unit -> new Unit(unit._1(), sorted(unit._2())));
    }

    /// The number of workers at the same time.
    final int partitions(int usual) {
        if (partitions < 0) {
            throw usage("--partitions: needs a number of at least 1, got " + partitions);
        }
        return partitions == 0 ? usual : partitions;
    }

    private static List<Unit.Row> sorted(Iterable<Tuple2<Long, Unit.Row>> rows) {
        List<Tuple2<Long, Unit.Row>> all = new ArrayList<>();
        rows.forEach(all::add);
        all.sort(Comparator.comparing(Tuple2::_1));
        return all.stream().map(Tuple2::_2).toList();
    }

    /// Writes what could not be made, and at last the manifest.
    final void commit(JavaSparkContext context, String fingerprint, List<Made> made) {
        ObjectNode manifest = Wire.ask("manifest");
        List<String> failed = made.stream().flatMap(unit -> unit.failed().stream()).sorted().toList();
        if (!failed.isEmpty()) {
            byte[] lines = (String.join("\n", failed) + "\n").getBytes(StandardCharsets.UTF_8);
            String hash = Hashes.of(lines);
            out().put(lines, hash + ".jsonl");
            manifest.putObject("failed").put("sha256", hash).put("lines", failed.size());
            say(failed.size() + " adapters could not be made, " + out + "/" + hash + ".jsonl says why; the first: "
                    + failed.getFirst());
        }
        ArrayNode packs = manifest.putArray("packs");
        made.stream().filter(unit -> !unit.pack().isEmpty())
                .forEach(unit -> packs.add(Wire.parse("pack", unit.pack())));
        ObjectNode answer = ask(context, manifest, fingerprint);
        byte[] text = answer.get("manifest").asText().getBytes(StandardCharsets.UTF_8);
        prepare(MANIFEST);
        out().put(text, MANIFEST);
        out().removeUnfinished();
        out().in(PackMaker.RECORDS).removeUnfinished();
        out().in(PackMaker.RECORDS).remove(made.stream().map(unit -> unit.key() + ".json").distinct().toList());
        say(answer.get("adapters").asLong() + " adapters in " + packs.size() + " packs; " + out + "/" + MANIFEST
                + " has the SHA-256 " + Hashes.of(text));
    }

    /// Makes all units and commits them.
    final void make(JavaSparkContext context, String fingerprint, JavaRDD<Unit> units, SharedFolder tasks) {
        commit(context, fingerprint,
                units.mapPartitions(new PackMaker(worker(), fingerprint, out(), tasks)).collect());
    }

    /// Prepares a folder for packs.
    final void prepare() {
        prepare(MANIFEST);
    }
}
