package t2l.spark;

import java.util.Optional;
import org.apache.spark.api.java.JavaPairRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// A table of descriptions → packs of adapters.
@Command(name = "generate", sortOptions = false, mixinStandardHelpOptions = true,
        description = "Generate an adapter for each description of a table.",
        footer = {"", "Example:",
            "  spark-submit --files t2l.jar t2l-spark.jar generate \\",
            "      --descriptions s3a://mine/tasks.parquet --out s3a://mine/packs \\",
            "      -- --t2l /models/t2l"})
final class GenerateJob extends PackJob {
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

    @Override
    JavaPairRDD<String, String> rows(SparkSession spark, JavaSparkContext context) {
        return new DescriptionTable(table, format, idColumn, column).rows(spark);
    }
}
