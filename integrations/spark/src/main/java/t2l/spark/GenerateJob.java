package t2l.spark;

import static org.apache.spark.sql.functions.*;

import module java.base;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.*;
import org.apache.spark.sql.types.*;
import org.apache.spark.util.TaskCompletionListener;
import t2l.*;
import t2l.tensor.T2lException;
import t2l.transformer.lora.LoraFile;
import t2l.transformer.template.ChatTemplate;

/// A table of descriptions → a table of adapters, by a [T2l] in each partition. Spark reads and writes; the bits are those of
/// [T2l#generate(String)] on one machine, for any number of partitions and executors.
///
/// ```
/// spark-submit t2l-spark.jar TABLE OUT MODEL [HYPERNETWORK]
/// ```
///
/// | | |
/// |---|---|
/// | TABLE | csv, json, jsonl, parquet, orc or txt, with a column `describe` and perhaps `id` |
/// | OUT | a new folder: `adapters`, in Parquet, and `manifest`, in JSON, which is written last |
/// | MODEL, HYPERNETWORK | as of [T2l#builder]; directories have the same path on all executors |
///
/// The columns of `adapters` are those of the manifest (`id`, `describe`, `outside`, `error`, `sha256`, `bytes`) and the
/// content of the files of a PEFT directory: `adapter_model`, in safetensors, `adapter_config` and `chat_template`. A description
/// of which no adapter can be made has `error` instead. Exit code 0: success; 1: the work failed; 2: wrong usage.
public final class GenerateJob {
    /// Without `sha256` and `bytes`, which Spark computes.
    private static final StructType SCHEMA = new StructType()
            .add("id", DataTypes.StringType).add("describe", DataTypes.StringType)
            .add("outside", DataTypes.BooleanType).add("error", DataTypes.StringType)
            .add("adapter_model", DataTypes.BinaryType).add("adapter_config", DataTypes.StringType)
            .add("chat_template", DataTypes.StringType);
    private static final String ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,127}";
    private static final int ID_DIGITS = 16;

    private GenerateJob() {}

    /// Runs the job; ends the process only if it failed, because a cluster takes any other end for a failure.
    public static void main(String[] args) {
        int code = run(args);
        if (code != 0) {
            System.exit(code);
        }
    }

    static int run(String... args) {
        if (args.length < 3 || args.length > 4) {
            System.err.println("error: t2l-spark: needs TABLE OUT MODEL [HYPERNETWORK], got " + args.length
                    + " arguments; docs/cluster.md describes them");
            return 2;
        }
        try (SparkSession spark = SparkSession.builder().appName("t2l generate").getOrCreate()) {
            Dataset<Row> made = descriptions(spark, args[0])
                    .mapPartitions(new Maker(args[2], args.length == 4 ? args[3] : null), Encoders.row(SCHEMA))
                    .withColumn("sha256", sha2(col("adapter_model"), 256))
                    .withColumn("bytes", length(col("adapter_model")));
            made.write().parquet(args[1] + "/adapters");
            Dataset<Row> written = spark.read().parquet(args[1] + "/adapters");
            written.select("id", "describe", "outside", "error", "sha256", "bytes")
                    .repartition(1).sortWithinPartitions("id").write().json(args[1] + "/manifest");
            System.err.println("t2l-spark: " + written.filter(col("error").isNull()).count() + " adapters, "
                    + written.filter(col("error").isNotNull()).count() + " errors; " + args[1]
                    + "/manifest lists them");
            return 0;
        } catch (Exception e) {
            return failed(e);
        }
    }

    /// An exception of an executor comes wrapped in those of Spark.
    private static int failed(Exception e) {
        Optional<Throwable> known = Stream.<Throwable>iterate(e, Objects::nonNull, Throwable::getCause)
                .filter(cause -> cause instanceof T2lException || cause instanceof AnalysisException).findFirst();
        if (known.isEmpty()) {
            e.printStackTrace();
        }
        System.err.println("error: " + String.valueOf(known.orElse(e).getMessage()).lines().findFirst().orElse(""));
        return 1;
    }

    /// Ids and descriptions, each once. Throws [T2lException] for a table without a column `describe` or any row, a blank
    /// description, an id that cannot name a file, or one with two descriptions.
    private static Dataset<Row> descriptions(SparkSession spark, String table) {
        String format = switch (table.replaceFirst(".*\\.", "").replaceFirst("/+$", "").toLowerCase(Locale.ROOT)) {
            case "csv" -> "csv";
            case "json", "jsonl" -> "json";
            case "parquet" -> "parquet";
            case "orc" -> "orc";
            case "txt" -> "text";
            default -> throw wrong(table, "needs a name that ends with .csv, .json, .jsonl, .parquet, .orc or .txt");
        };
        Dataset<Row> read = spark.read().format(format).option("header", true).option("escape", "\"").load(table);
        if (format.equals("text")) {
            read = read.withColumnRenamed("value", "describe").filter(not(trim(col("describe")).equalTo("")));
        }
        List<String> columns = Arrays.asList(read.columns());
        if (!columns.contains("describe")) {
            throw wrong(table, "needs a column describe, has " + String.join(", ", columns));
        }
        Column describe = coalesce(col("describe").cast(DataTypes.StringType), lit(""));
        Column id = columns.contains("id")
                ? coalesce(col("id").cast(DataTypes.StringType), lit(""))
                : sha2(describe, 256).substr(1, ID_DIGITS);
        Dataset<Row> rows = read.select(id.as("id"), describe.as("describe")).distinct().cache();
        if (rows.isEmpty()) {
            throw wrong(table, "needs at least one description, has none");
        }
        first(rows.filter(not(col("describe").rlike("\\S")))).ifPresent(row -> {
            throw wrong(table, "needs a description in each row, that of " + row.getString(0) + " is blank");
        });
        first(rows.filter(not(col("id").rlike("^" + ID + "$")))).ifPresent(row -> {
            throw wrong(table,
                    "needs ids of 1 to 128 letters, digits, '.', '_' and '-' that begin with a letter or a digit,"
                            + " got '" + row.getString(0) + "'");
        });
        first(rows.groupBy("id").count().filter(col("count").gt(1))).ifPresent(row -> {
            throw wrong(table, "needs one description for each id, has " + row.getLong(1) + " for " + row.getString(0));
        });
        return rows;
    }

    private static Optional<Row> first(Dataset<Row> rows) {
        return rows.takeAsList(1).stream().findFirst();
    }

    private static T2lException wrong(String table, String sentence) {
        return new T2lException("table: " + table + ": " + sentence);
    }

    /// Makes the adapters of a partition, in its task's share of the processor.
    ///
    /// @param hypernetwork `null` for that of the model
    private record Maker(String model, String hypernetwork) implements MapPartitionsFunction<Row, Row> {
        @Override
        public Iterator<Row> call(Iterator<Row> rows) {
            if (!rows.hasNext()) {
                return rows;
            }
            // The backend would else depend on the machine, and with it the last bits.
            T2l t2l = T2l.builder().model(model).hypernetwork(hypernetwork).mapped().backend("simd")
                    .threads(TaskContext.get().cpus()).open();
            TaskContext.get().addTaskCompletionListener((TaskCompletionListener) _ -> t2l.close());
            t2l.targets(); // throws before any row if there is no hypernetwork
            return StreamSupport.stream(Spliterators.spliteratorUnknownSize(rows, 0), false)
                    .map(row -> made(t2l, row.getString(0), row.getString(1))).iterator();
        }

        private static Row made(T2l t2l, String id, String describe) {
            try (Arena memory = Arena.ofShared()) {
                Adapter adapter = t2l.generate(describe, memory);
                return RowFactory.create(id, describe, adapter.outside(), null, LoraFile.bytes(adapter.lora()),
                        LoraFile.configText(adapter.lora().config()),
                        adapter.template().map(ChatTemplate::source).orElse(null));
            } catch (T2lException | IllegalArgumentException e) {
                return RowFactory.create(id, describe, null, e.getMessage(), null, null, null);
            }
        }
    }
}
