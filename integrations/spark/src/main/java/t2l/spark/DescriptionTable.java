package t2l.spark;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.AnalysisException;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import scala.Tuple2;

/// A table of descriptions, each with an id: a column, or if there is none the first digits of the description's hash.
///
/// @param place    a file or folder that Spark reads
/// @param format   `csv` (with a header), `json` (lines), `parquet`, `orc` or `text` (a description in each line); by the
///               ending of `place` if empty
/// @param idColumn the name of the column of ids; without one in the table, ids are made
/// @param column   the name of the column of descriptions
record DescriptionTable(String place, Optional<String> format, String idColumn, String column) {
    private static final int DIGITS = 16;

    /// Ids and descriptions, each once, kept in memory. Throws [BulkException] if the table cannot be read, has no description
    /// or a blank one, an id is none, or one has two descriptions.
    JavaPairRDD<String, String> rows(SparkSession spark) {
        boolean text = kind().equals("text");
        String describe = text ? "value" : column;
        Dataset<Row> table = read(spark);
        List<String> columns = Arrays.asList(table.columns());
        if (!columns.contains(describe)) {
            throw new BulkException("--descriptions: " + place + ": needs a column " + describe + ", has "
                    + String.join(", ", columns) + "; name it in --describe-column");
        }
        boolean named = !text && columns.contains(idColumn);
        Dataset<Row> chosen = named ? table.select(idColumn, describe) : table.select(describe);
        JavaRDD<Row> all = chosen.javaRDD();
        JavaRDD<Row> given = text ? all.filter(row -> !row.getString(0).isBlank()) : all;
        JavaPairRDD<String, String> rows = given.mapToPair(row -> {
            String description = string(row, named ? 1 : 0);
            return new Tuple2<>(named ? string(row, 0) : made(description), description);
        });
        rows.filter(row -> row._2().isBlank()).take(1).forEach(row -> {
            throw new BulkException(
                    "--descriptions: " + place + ": needs a description in each row, that of " + row._1()
                            + " is blank");
        });
        rows.filter(row -> !row._1().matches(Unit.Row.ID)).take(1).forEach(row -> {
            throw new BulkException(
                    "--descriptions: " + place + ": needs ids of 1 to 128 letters, digits, '.', '_' and '-'"
                            + " that begin with a letter or a digit, got '" + row._1() + "'");
        });
        JavaPairRDD<String, String> distinct = rows.distinct().cache();
        if (distinct.isEmpty()) {
            throw new BulkException("--descriptions: " + place + ": needs at least one description, has none");
        }
        distinct.mapValues(_ -> 1).reduceByKey(Integer::sum).filter(row -> row._2() > 1).take(1).forEach(row -> {
            throw new BulkException("--descriptions: " + place + ": needs one description for each id, has " + row._2()
                    + " for " + row._1());
        });
        return distinct;
    }

    private static String string(Row row, int column) {
        return row.isNullAt(column) ? "" : row.get(column).toString();
    }

    private static String made(String description) {
        return Hashes.of(List.of(description)).substring(0, DIGITS);
    }

    private String kind() {
        String name = place.toLowerCase(Locale.ROOT).replaceFirst("/+$", "");
        String kind = format.orElse(name.substring(name.lastIndexOf('.') + 1));
        return switch (kind) {
            case "csv", "json", "parquet", "orc", "text" -> kind;
            case "jsonl" -> "json";
            case "txt" -> "text";
            default ->
                throw new BulkException("--descriptions: " + place + ": needs a table of csv, json, parquet, orc or"
                        + " text, cannot tell which; say it in --format");
        };
    }

    private Dataset<Row> read(SparkSession spark) {
        try {
            return spark.read().format(kind()).option("header", true).option("escape", "\"").load(place);
        } catch (Exception e) {
            if (e instanceof AnalysisException) {
                throw new BulkException("--descriptions: " + place + ": cannot be read: "
                        + e.getMessage().lines().findFirst().orElse("") + "; check the path", e);
            }
            throw e;
        }
    }
}
