package t2l.app.data.rows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import t2l.app.data.rows.FlatTable.Field;
import t2l.tensor.T2lException;

/// Rows of an Arrow file, streaming or not, as `datasets` caches and saves them (arrow.apache.org, "Columnar Format" and
/// its flatbuffers): a schema and record batches, each a message with a table that describes its body.
///
/// Compressed bodies, dictionaries and types that hold no text, number or boolean are refused.
final class ArrowRows {
    private static final int SCHEMA = 1;
    private static final int RECORD_BATCH = 3;
    private static final int CONTINUES = -1;
    private static final byte[] MAGIC = "ARROW1".getBytes(StandardCharsets.US_ASCII);

    private final Path file;
    private final MemorySegment data;
    private final List<Map<String, Object>> rows = new ArrayList<>();
    private List<Field> schema = List.of();

    private ArrowRows(Path file, MemorySegment data) {
        this.file = file;
        this.data = data;
    }

    static List<Map<String, Object>> read(Path file) {
        try (Arena arena = Arena.ofConfined(); FileChannel channel = FileChannel.open(file)) {
            return new ArrowRows(file, channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena)).messages();
        } catch (IndexOutOfBoundsException e) {
            throw new T2lException(file + ": needs a whole Arrow file, something in it lies beyond its end", e);
        } catch (IOException e) {
            throw new T2lException(file + ": cannot be read: " + e.getMessage(), e);
        }
    }

    private List<Map<String, Object>> messages() {
        boolean framed = data.byteSize() > MAGIC.length
                && data.asSlice(0, MAGIC.length).mismatch(MemorySegment.ofArray(MAGIC)) < 0;
        for (long at = framed ? 8 : 0; at < data.byteSize();) {
            long start = at + 8;
            if (FlatTable.i32(data, at) != CONTINUES) {
                throw wrong("messages", "something else at byte " + at);
            }
            int length = FlatTable.i32(data, at + 4);
            if (length == 0) {
                return rows;
            }
            FlatTable message = FlatTable.root(data, start);
            long body = message.i64(3, 0);
            if (length < 0 || body < 0 || body > data.byteSize()) {
                throw wrong("messages", "a length of " + length + " and " + body);
            }
            MemorySegment bytes = data.asSlice(start + length, body);
            switch (message.u8(1)) {
                case SCHEMA -> schema = Field.all(message.table(2).tables(1), file);
                case RECORD_BATCH -> new Batch(message.table(2), bytes).addRows();
                default -> throw wrong("a schema and record batches", "message type " + message.u8(1)
                        + "; save the data set without dictionaries");
            }
            at = start + length + body;
        }
        return rows;
    }

    private T2lException wrong(String needed, Object got) {
        return new T2lException(file + ": needs an Arrow file with " + needed + ", got " + got);
    }

    /// A record batch: for each field, its length, and buffers of bits that say which values are there, of offsets and of
    /// values.
    private final class Batch {
        private final long length;
        private final FlatTable table;
        private final MemorySegment body;
        private int node;
        private int buffer;

        Batch(FlatTable table, MemorySegment body) {
            this.table = table;
            this.body = body;
            this.length = table.i64(0, 0);
            if (table.has(3)) {
                throw wrong("bodies that are not compressed", "a compressed one; save it without compression");
            }
            if (length < 0 || length > 8 * data.byteSize()) {
                throw wrong("batches of rows that it has room for", length + " rows");
            }
        }

        void addRows() {
            Map<String, List<Object>> columns = new LinkedHashMap<>();
            schema.forEach(field -> columns.put(field.name(), column(field)));
            columns.forEach((name, values) -> {
                if (values.size() != length)
                    throw wrong("columns of " + length + " rows", name + " of " + values.size());
            });
            for (int i = 0; i < length; i++) {
                Map<String, Object> row = new LinkedHashMap<>();
                for (Map.Entry<String, List<Object>> column : columns.entrySet()) {
                    row.put(column.getKey(), column.getValue().get(i));
                }
                rows.add(row);
            }
        }

        private MemorySegment buffer() {
            long at = table.struct(2, buffer++, 16);
            return body.asSlice(FlatTable.i64(data, at), FlatTable.i64(data, at + 8));
        }

        private List<Object> column(Field field) {
            long count = FlatTable.i64(data, table.struct(1, node++, 16));
            if (count < 0 || count > 8 * data.byteSize()) {
                throw wrong("columns that it has room for", count + " values of " + field.name());
            }
            int n = Math.toIntExact(count);
            return switch (field.type()) {
                case NULL -> Collections.nCopies(n, null);
                case BOOL -> column(n, buffer(), bits(buffer()));
                case INT -> column(n, buffer(), whole(field, buffer()));
                case FLOAT -> column(n, buffer(), real(field, buffer()));
                case UTF8, LARGE_UTF8 -> {
                    MemorySegment valid = buffer();
                    Offsets offsets = new Offsets(buffer(), field.type() == Field.Type.LARGE_UTF8);
                    MemorySegment bytes = buffer();
                    yield column(n, valid, i -> new String(
                            bytes.asSlice(offsets.at(i), offsets.at(i + 1) - offsets.at(i)).toArray(JAVA_BYTE),
                            StandardCharsets.UTF_8));
                }
                case LIST, LARGE_LIST -> {
                    MemorySegment valid = buffer();
                    Offsets offsets = new Offsets(buffer(), field.type() == Field.Type.LARGE_LIST);
                    List<Object> inner = column(field.children().getFirst());
                    yield column(n, valid, i -> {
                        Objects.checkFromToIndex(offsets.at(i), offsets.at(i + 1), inner.size());
                        return inner.subList((int) offsets.at(i), (int) offsets.at(i + 1));
                    });
                }
                case STRUCT -> {
                    MemorySegment valid = buffer();
                    Map<String, List<Object>> inner = new LinkedHashMap<>();
                    field.children().forEach(child -> inner.put(child.name(), column(child)));
                    yield column(n, valid, i -> {
                        Map<String, Object> struct = new LinkedHashMap<>();
                        inner.forEach((name, values) -> struct.put(name, values.get(i)));
                        return struct;
                    });
                }
            };
        }

        /// The values of a column, `null` where its bit in `valid` is not set; without bits, all are there.
        private static List<Object> column(int count, MemorySegment valid, IntFunction<Object> value) {
            List<Object> values = new ArrayList<>();
            IntFunction<Object> there = bits(valid);
            for (int i = 0; i < count; i++) {
                values.add(valid.byteSize() == 0 || (boolean) there.apply(i) ? value.apply(i) : null);
            }
            return values;
        }

        private static IntFunction<Object> bits(MemorySegment bits) {
            return i -> (FlatTable.u8(bits, i >> 3) >> (i & 7) & 1) == 1;
        }

        private static IntFunction<Object> whole(Field field, MemorySegment values) {
            return switch (field.bits()) {
                case 8 -> i -> field.signed() ? (int) (byte) FlatTable.u8(values, i) : FlatTable.u8(values, i);
                case 16 -> i -> field.signed()
                        ? (int) (short) FlatTable.u16(values, 2L * i)
                        : FlatTable.u16(values, 2L * i);
                case 32 -> i -> field.signed()
                        ? (Object) FlatTable.i32(values, 4L * i)
                        : (Object) Integer.toUnsignedLong(FlatTable.i32(values, 4L * i));
                default -> i -> FlatTable.i64(values, 8L * i);
            };
        }

        private static IntFunction<Object> real(Field field, MemorySegment values) {
            return switch (field.bits()) {
                case 16 -> i -> Float.float16ToFloat((short) FlatTable.u16(values, 2L * i));
                case 32 -> i -> Float.intBitsToFloat(FlatTable.i32(values, 4L * i));
                default -> i -> Double.longBitsToDouble(FlatTable.i64(values, 8L * i));
            };
        }
    }

    /// Where the values of a column begin and end, in 32 or 64 bits.
    private record Offsets(MemorySegment data, boolean large) {
        long at(int i) {
            return large ? FlatTable.i64(data, 8L * i) : FlatTable.i32(data, 4L * i);
        }
    }
}
