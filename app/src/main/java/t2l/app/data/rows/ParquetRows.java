package t2l.app.data.rows;

import dev.hardwood.HardwoodContext;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.reader.RowReader;
import dev.hardwood.row.PqList;
import dev.hardwood.row.PqMap;
import dev.hardwood.row.PqStruct;
import dev.hardwood.row.StructAccessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import t2l.tensor.T2lException;

/// Rows of a Parquet file (parquet.apache.org), uncompressed or compressed with Snappy, gzip, Zstandard or LZ4.
final class ParquetRows {
    /// Kept, or it would forget its level: the reader tells how it decompresses.
    private static final Logger READER = Logger.getLogger("dev.hardwood");

    /// Shared, because each has threads of its own.
    private static final HardwoodContext THREADS;

    static {
        READER.setLevel(Level.WARNING);
        System.setProperty("hardwood.uselibdeflate", "false"); // native code, where the system has it
        THREADS = HardwoodContext.create(1);
    }

    /// A damaged file may claim billions of rows and values in a few bytes; no task has more than so many of them, or for a byte.
    private static final long MOST = 1_000_000;
    private static final long MOST_PER_BYTE = 64;
    /// Characters of a text that count as a value.
    private static final int TEXT = 16;

    private final Path file;
    private final long most;
    private long count;

    private ParquetRows(Path file, long bytes) {
        this.file = file;
        this.most = Math.max(MOST, MOST_PER_BYTE * bytes);
    }

    static List<Map<String, Object>> read(Path file) {
        List<Map<String, Object>> all = new ArrayList<>();
        try (ParquetFileReader parquet = ParquetFileReader.open(CheckedInput.open(file), THREADS);
                RowReader rows = parquet.rowReader()) {
            var values = new ParquetRows(file, Files.size(file));
            while (rows.hasNext()) {
                rows.next();
                all.add(values.fields(rows));
            }
            return all;
        } catch (T2lException e) {
            throw e;
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            throw new T2lException(
                    file + ": needs a readable Parquet file, uncompressed or compressed with Snappy, gzip, Zstandard or LZ4: "
                            + reason(e),
                    e);
        }
    }

    /// What the reader says at the end of a chain of causes, on one line. It allocates whatever a file claims.
    private static String reason(Throwable e) {
        if (e.getCause() != null) {
            return reason(e.getCause());
        }
        return switch (e) {
            case OutOfMemoryError _ -> "it claims more memory than there is";
            case NullPointerException _ -> "something is missing that it refers to";
            default -> String.valueOf(e.getMessage()).replaceAll("\\s+", " ");
        };
    }

    private Map<String, Object> fields(StructAccessor struct) {
        take(1); // a row may have no columns
        Map<String, Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < struct.getFieldCount(); i++) {
            String name = struct.getFieldName(i);
            fields.put(name, struct.isNull(i) ? value(name, null) : value(name, struct.getValue(i)));
        }
        return fields;
    }

    private void take(long values) {
        count += values;
        if (count > most) {
            throw new T2lException(file + ": needs at most " + most + " rows and values in a file of this size");
        }
    }

    private Object value(String name, Object value) {
        take(1 + (value instanceof String text ? text.length() / TEXT : 0));
        return switch (value) {
            case null -> null;
            case String _,Boolean _,Number _ -> value;
            case PqStruct struct -> fields(struct);
            case PqList list -> {
                List<Object> values = new ArrayList<>();
                for (int i = 0; i < list.size(); i++) {
                    values.add(value(name, list.get(i)));
                }
                yield values;
            }
            case PqMap map -> {
                Map<String, Object> values = new LinkedHashMap<>();
                map.getEntries().forEach(
                        each -> values.put(String.valueOf(each.getKey()), value(name, each.getValue())));
                yield values;
            }
            case byte[] _ -> throw new T2lException(
                    file + ": " + name + ": needs texts, numbers, lists or structs, got bytes; leave this column out");
            default -> value.toString(); // dates and times
        };
    }
}
