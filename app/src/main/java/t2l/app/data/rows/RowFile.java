package t2l.app.data.rows;

import module java.base;
import t2l.hypernet.data.JsonLines;
import t2l.tensor.T2lException;
import t2l.tensor.io.JsonReader;
import t2l.tensor.settings.Source;

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

    /// Rows of JSON: lines of objects, a list of objects, or an object with one such list, as `datasets` reads them.
    private static final class JsonRows {
        static List<Map<String, Object>> read(Path file) {
            if (file.toString().endsWith(".jsonl") || isLines(file)) {
                return JsonLines.read(file).stream().map(Source::values).toList();
            }
            List<?> rows = list(file, value(file));
            return IntStream.range(0, rows.size())
                    .mapToObj(i -> Source.of(file + ": row " + i, rows.get(i)).values()).toList();
        }

        /// Whether the first line is an object of its own.
        private static boolean isLines(Path file) {
            List<String> lines = JsonLines.lines(file);
            if (lines.isEmpty() || !lines.getFirst().startsWith("{")) {
                return false;
            }
            try {
                Map<String, Object> first = Source.parse("", lines.getFirst()).values();
                return lines.size() > 1 || first.values().stream().noneMatch(List.class::isInstance);
            } catch (T2lException _) {
                return false;
            }
        }

        private static Object value(Path file) {
            try (InputStream in = Files.newInputStream(file); JsonReader reader = JsonReader.of(file.toString(), in)) {
                Object value = reader.value();
                reader.end();
                return value;
            } catch (IOException e) {
                throw new T2lException(file + ": cannot be read: " + e.getMessage(), e);
            }
        }

        private static List<?> list(Path file, Object value) {
            List<List<?>> lists = switch (value) {
                case List<?> list -> List.of(list);
                case Map<?, ?> map ->
                    map.values().stream().filter(each -> each instanceof List<?> list && !list.isEmpty()
                            && list.getFirst() instanceof Map<?, ?>).<List<?>>map(each -> (List<?>) each).toList();
                default -> List.of();
            };
            if (lists.size() != 1) {
                throw new T2lException(file + ": needs a list of objects, or an object with one; has " + lists.size());
            }
            return lists.getFirst();
        }
    }
}
