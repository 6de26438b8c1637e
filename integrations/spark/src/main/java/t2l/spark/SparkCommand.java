package t2l.spark;

import com.fasterxml.jackson.databind.node.ObjectNode;
import module java.base;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.*;
import picocli.CommandLine.Model.CommandSpec;

/// What the jobs share: the folder of their result, and their workers.
abstract class SparkCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--out", required = true, paramLabel = "DIR", order = 10,
            description = "The folder of the result: local, hdfs:, s3a: or what else Hadoop knows.")
    private String out;

    @Option(names = "--jar", paramLabel = "FILE", order = 11,
            description = "t2l.jar: its name in --files of spark-submit, or its path on all executors (default: ${DEFAULT-VALUE}).")
    private String jar = "t2l.jar";

    @Option(names = "--partitions", paramLabel = "N", converter = Count.class, order = 12,
            description = "Workers at the same time (default: as many as there are cores for tasks).")
    private Optional<Integer> partitions = Optional.empty();

    @Option(names = "--max-time", paramLabel = "S", converter = Count.class, order = 13,
            description = "Seconds that a worker may take for a line; then it is killed, and the line is given to another, once"
                    + " (default: 86400, a day; of generate, 3600).")
    private Optional<Integer> seconds = Optional.empty();

    @Parameters(paramLabel = "-- WORKER OPTIONS", description = "Options of t2l worker, such as --t2l and --model.")
    private List<String> workerOptions = List.of();

    private final int usualSeconds;

    /// Parses a number of at least 1.
    static final class Count implements ITypeConverter<Integer> {
        @Override
        public Integer convert(String text) {
            if (!text.matches("[1-9]\\d{0,8}")) {
                throw new TypeConversionException("needs a number of at least 1, got " + text);
            }
            return Integer.parseInt(text);
        }
    }

    /// Parses a number of bytes, such as `64m` or `1g`.
    static final class ByteCount implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            String value = text.toLowerCase(Locale.ROOT);
            if (!value.matches("[1-9]\\d{0,8}[kmg]?")) {
                throw new TypeConversionException("needs a size, such as 64m or 1g, got " + text);
            }
            int unit = "kmg".indexOf(value.charAt(value.length() - 1)) + 1;
            return Long.parseLong(value.replaceFirst("[kmg]", "")) << (10 * unit);
        }
    }

    /// @param usualSeconds that a worker may take for a line
    SparkCommand(int usualSeconds) {
        this.usualSeconds = usualSeconds;
    }

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

    final SharedFolder out() {
        return new SharedFolder(out);
    }

    final WorkerCommand worker() {
        return new WorkerCommand(jar, workerOptions, seconds.orElse(usualSeconds));
    }

    /// The number of workers at the same time.
    final int partitions(int usual) {
        return partitions.orElse(usual);
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

    /// What a worker says of itself: whether it starts, and with which models, before anything is computed.
    final ObjectNode about(JavaSparkContext context) {
        return ask(context, Wire.ask("about"), "");
    }

    /// The answer of a worker on one of the executors to one line.
    ///
    /// @param fingerprint that it must have; empty for any
    final ObjectNode ask(JavaSparkContext context, ObjectNode line, String fingerprint) {
        WorkerCommand command = worker();
        String text = Wire.text(line);
        return Wire.parse("worker", context.parallelize(List.of(text), 1).map(asked -> {
            try (WorkerClient client = command.open(TaskContext.get(), fingerprint)) {
                return Wire.text(client.askOne(Wire.parse("line", asked)));
            }
        }).first());
    }
}
