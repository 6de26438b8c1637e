package t2l.app.data.rows;

import module java.base;
import t2l.tensor.T2lException;

/// Reads the rows of one file by the ending of its name.
public final class RowFile {
    private static final List<String> ENDINGS = List.of(".jsonl", ".json", ".csv", ".tsv");

    /// For files of a data set that are not read here.
    static final String ADVICE = "; in Python, datasets.load_dataset(…)['train'].to_json('train.jsonl') makes JSON lines of Parquet and Arrow";

    private RowFile() {}

    /// Whether a file has an ending that is read.
    public static boolean is(Path file) {
        return ENDINGS.stream().anyMatch(name(file)::endsWith);
    }

    /// All rows. Throws [T2lException] if the file cannot be read or is none of these.
    public static List<Map<String, Object>> read(Path file) {
        String name = name(file);
        return switch (name.substring(Math.max(0, name.lastIndexOf('.')))) {
            case ".jsonl", ".json" -> JsonRows.read(file);
            case ".csv" -> CsvRows.read(file, ',');
            case ".tsv" -> CsvRows.read(file, '\t');
            default -> throw new T2lException(file + ": needs a file " + String.join(", ", ENDINGS) + ADVICE);
        };
    }

    private static String name(Path file) {
        return file.getFileName().toString().toLowerCase(Locale.ROOT);
    }
}
