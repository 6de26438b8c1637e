package t2l.spark;

import module java.base;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.*;
import picocli.CommandLine.*;
import scala.Tuple2;

/// A table of descriptions → packs of adapters.
@Command(name = "generate", sortOptions = false, mixinStandardHelpOptions = true,
        description = "Generate an adapter for each description of a table.",
        footer = {"", "Example:",
            "  spark-submit --files t2l.jar t2l-spark.jar generate \\",
            "      --descriptions s3a://mine/tasks.parquet --out s3a://mine/packs \\",
            "      -- --t2l /models/t2l"})
final class GenerateJob extends PackJob {
    private static final int DIGITS = 16;

    @Option(names = "--descriptions", required = true, paramLabel = "TABLE", order = 1,
            description = "A table with a column of descriptions: csv, json, parquet, orc or text.")
    private String table;

    @Option(names = "--format", paramLabel = "NAME", order = 2,
            description = "Its format (default: by the ending of its name).")
    private Optional<String> format;

    @Option(names = "--id-column", paramLabel = "NAME", order = 3,
            description = "The column of ids, if there is one (default: ${DEFAULT-VALUE}).")
    private String idColumn = "id";

    @Option(names = "--describe-column", paramLabel = "NAME", order = 4,
            description = "The column of descriptions (default: ${DEFAULT-VALUE}).")
    private String column = "describe";

    GenerateJob() {
        super(3600, 1L << 30);
    }

    @Override
    JobInput source() {
        return new JobInput.Descriptions();
    }

    /// Ids and descriptions, each once, kept in memory. Without a column of ids, an id is the first digits of the hash of its
    /// description. Throws [BulkException] if the table cannot be read, has no description or a blank one, an id is none, or one
    /// has two descriptions.
    @Override
    JavaPairRDD<String, String> rows(SparkSession spark, JavaSparkContext context) {
        boolean text = kind().equals("text");
        String describe = text ? "value" : column;
        Dataset<Row> read = read(spark);
        List<String> columns = Arrays.asList(read.columns());
        if (!columns.contains(describe)) {
            throw wrong("needs a column " + describe + ", has " + String.join(", ", columns)
                    + "; name it in --describe-column");
        }
        boolean named = !text && columns.contains(idColumn);
        Dataset<Row> chosen = named ? read.select(idColumn, describe) : read.select(describe);
        JavaRDD<Row> all = chosen.javaRDD();
        JavaRDD<Row> given = text ? all.filter(row -> !row.getString(0).isBlank()) : all;
        JavaPairRDD<String, String> rows = given.mapToPair(row -> {
            String description = string(row, named ? 1 : 0);
            return new Tuple2<>(named ? string(row, 0) : made(description), description);
        });
        rows.filter(row -> row._2().isBlank()).take(1).forEach(row -> {
            throw wrong("needs a description in each row, that of " + row._1() + " is blank");
        });
        rows.filter(row -> !row._1().matches(PackMaker.Row.ID)).take(1).forEach(row -> {
            throw wrong("needs ids of 1 to 128 letters, digits, '.', '_' and '-' that begin with a letter or a digit,"
                    + " got '" + row._1() + "'");
        });
        JavaPairRDD<String, String> distinct = rows.distinct().cache();
        if (distinct.isEmpty()) {
            throw wrong("needs at least one description, has none");
        }
        distinct.mapValues(_ -> 1).reduceByKey(Integer::sum).filter(row -> row._2() > 1).take(1).forEach(row -> {
            throw wrong("needs one description for each id, has " + row._2() + " for " + row._1());
        });
        return distinct;
    }

    private BulkException wrong(String sentence) {
        return new BulkException("--descriptions: " + table + ": " + sentence);
    }

    private static String string(Row row, int column) {
        return row.isNullAt(column) ? "" : row.get(column).toString();
    }

    private static String made(String description) {
        return Hashes.of(List.of(description)).substring(0, DIGITS);
    }

    private String kind() {
        String name = table.toLowerCase(Locale.ROOT).replaceFirst("/+$", "");
        String kind = format.orElse(name.substring(name.lastIndexOf('.') + 1));
        return switch (kind) {
            case "csv", "json", "parquet", "orc", "text" -> kind;
            case "jsonl" -> "json";
            case "txt" -> "text";
            default ->
                throw wrong("needs a table of csv, json, parquet, orc or text, cannot tell which; say it in --format");
        };
    }

    private Dataset<Row> read(SparkSession spark) {
        try {
            return spark.read().format(kind()).option("header", true).option("escape", "\"").load(table);
        } catch (Exception e) {
            if (e instanceof AnalysisException) {
                throw wrong("cannot be read: " + e.getMessage().lines().findFirst().orElse("") + "; check the path");
            }
            throw e;
        }
    }
}
