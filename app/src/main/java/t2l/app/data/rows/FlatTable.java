package t2l.app.data.rows;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import t2l.tensor.T2lException;

/// A table of flatbuffers (flatbuffers.dev, "FlatBuffers Binary Format"): fields by their numbers, each at an offset that
/// the table's own table of offsets gives, 0 for an absent one. Throws [IndexOutOfBoundsException] outside of `data`.
///
/// @param at where the table is in `data`
record FlatTable(MemorySegment data, long at) {
    private static final int DEEPEST = 20;
    private static final int MOST = 10_000;

    static FlatTable root(MemorySegment data, long at) {
        return new FlatTable(data, at + u32(data, at));
    }

    static int u8(MemorySegment data, long at) {
        return Byte.toUnsignedInt(data.get(JAVA_BYTE, at));
    }

    static int u16(MemorySegment data, long at) {
        return Short.toUnsignedInt(data.get(JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), at));
    }

    static int i32(MemorySegment data, long at) {
        return data.get(JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), at);
    }

    private static long u32(MemorySegment data, long at) {
        return Integer.toUnsignedLong(i32(data, at));
    }

    static long i64(MemorySegment data, long at) {
        return data.get(JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), at);
    }

    /// Where field `i` is; 0 if it is absent.
    private long field(int i) {
        long offsets = at - i32(data, at);
        int entry = 4 + 2 * i;
        int offset = entry < u16(data, offsets) ? u16(data, offsets + entry) : 0;
        return offset == 0 ? 0 : at + offset;
    }

    boolean has(int i) {
        return field(i) != 0;
    }

    private long required(int i) {
        long field = field(i);
        if (field == 0) {
            throw new IndexOutOfBoundsException("field " + i + " is absent");
        }
        return field;
    }

    int u8(int i) {
        return has(i) ? u8(data, field(i)) : 0;
    }

    int u16(int i) {
        return has(i) ? u16(data, field(i)) : 0;
    }

    int i32(int i) {
        return has(i) ? i32(data, field(i)) : 0;
    }

    long i64(int i, long otherwise) {
        return has(i) ? i64(data, field(i)) : otherwise;
    }

    FlatTable table(int i) {
        return root(data, required(i));
    }

    String text(int i) {
        long start = required(i) + u32(data, required(i));
        return new String(data.asSlice(start + 4, u32(data, start)).toArray(JAVA_BYTE), StandardCharsets.UTF_8);
    }

    /// The start of element `k` of a vector of structs of `size` bytes.
    long struct(int i, int k, int size) {
        long start = required(i) + u32(data, required(i));
        if (k >= u32(data, start)) {
            throw new IndexOutOfBoundsException("element " + k + " is absent");
        }
        return start + 4 + (long) k * size;
    }

    /// A vector of tables; empty if it is absent.
    List<FlatTable> tables(int i) {
        if (!has(i)) {
            return List.of();
        }
        long start = required(i) + u32(data, required(i));
        long count = u32(data, start);
        if (count > MOST) {
            throw new IndexOutOfBoundsException(count + " tables");
        }
        List<FlatTable> all = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            all.add(root(data, start + 4 + 4L * k));
        }
        return all;
    }

    /// A column of an Arrow schema.
    ///
    /// @param bits   of a number
    /// @param signed whether an integer has a sign
    record Field(String name, Type type, int bits, boolean signed, List<Field> children) {
        /// The types that are read, with their numbers in the format.
        enum Type {
            NULL(1), INT(2), FLOAT(3), UTF8(5), BOOL(6), LIST(12), STRUCT(13), LARGE_UTF8(20), LARGE_LIST(21);

            private final int number;

            Type(int number) {
                this.number = number;
            }
        }

        static List<Field> all(List<FlatTable> tables, Path file) {
            return all(tables, file, 0);
        }

        private static List<Field> all(List<FlatTable> tables, Path file, int depth) {
            if (depth > DEEPEST || tables.size() > (depth == 0 ? MOST : MOST >> (2 * depth))) {
                throw new T2lException(file + ": needs columns that are nested less deep, or fewer of them");
            }
            return tables.stream().map(table -> of(table, file, depth)).toList();
        }

        private static Field of(FlatTable table, Path file, int depth) {
            String name = table.text(0);
            for (Type type : Type.values()) {
                if (type.number == table.u8(2) && !table.has(4)) {
                    List<Field> children = all(table.tables(5), file, depth + 1);
                    if (children.size() != 1 && (type == Type.LIST || type == Type.LARGE_LIST)) {
                        throw new T2lException(file + ": " + name + ": needs one kind of elements, has "
                                + children.size());
                    }
                    int bits = switch (type) {
                        case INT -> table.table(3).i32(0);
                        case FLOAT -> 16 << table.table(3).u16(0);
                        default -> 0;
                    };
                    return new Field(name, type, bits, type == Type.INT && table.table(3).u8(1) != 0, children);
                }
            }
            throw new T2lException(file + ": " + name.replaceAll("\\s+", " ")
                    + ": needs a column of texts, numbers, booleans, lists or structs, got "
                    + (table.has(4) ? "a dictionary" : "type " + table.u8(2)) + "; leave this column out");
        }
    }
}
