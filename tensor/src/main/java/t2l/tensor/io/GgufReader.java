package t2l.tensor.io;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.io.Gguf.Kind;

/// Reads one GGUF file, from front to back.
final class GgufReader {
    /// Real vocabularies take 10 MB; without a limit, a large file could fill the heap with strings.
    private static final long MAX_METADATA = 1 << 27;
    private static final int MAX_NAME = 1 << 16;
    private static final int MAX_AXES = 4;

    private final FileBytes file;
    private long at;

    GgufReader(FileBytes file) {
        this.file = file;
    }

    /// See [Gguf#open].
    Gguf read() {
        int magic = file.i32(0, "the magic number GGUF");
        if (magic != Gguf.MAGIC) {
            throw file.error(0, "needs the magic number GGUF, got " + switch (magic) {
                case 0x67676d6c, 0x67676d66, 0x67676a74 ->
                    "a file of llama.cpp from before August 2023; convert it again";
                case 0x73726576 -> "a pointer of Git LFS; fetch the file itself with git lfs pull";
                default -> Integer.toHexString(magic) + "; name a directory with config.json or a .gguf file";
            });
        }
        int version = file.i32(4, "a version");
        if (version != 2 && version != 3) {
            throw file.error(4,
                    "needs version 2 or 3 of GGUF, little-endian, got " + Integer.toUnsignedString(version));
        }
        at = 8;
        long tensorCount = length(file.size() / 24, "a number of tensors");
        long valueCount = length(file.size() / 13, "a number of metadata values");
        Map<String, Gguf.Value> metadata = new LinkedHashMap<>();
        for (long i = 0; i < valueCount; i++) {
            long start = at;
            String key = string(MAX_NAME, "a metadata key");
            if (metadata.put(key, value(key)) != null) {
                throw file.error(start, "needs every metadata key once, got " + key + " again");
            }
        }
        Map<String, TensorInfo> places = new LinkedHashMap<>();
        for (long i = 0; i < tensorCount; i++) {
            long start = at;
            TensorInfo p = place();
            if (places.put(p.name, p) != null) {
                throw file.error(start, "needs every tensor name once, got " + p.name + " again");
            }
        }
        long alignment = alignment(metadata);
        long data = Math.ceilDiv(at, alignment) * alignment;
        checkApart(places.values().stream().toList(), data, alignment);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, RawTensor> raw = new LinkedHashMap<>();
        places.forEach((name, p) -> {
            MemorySegment bytes = file.data().asSlice(data + p.offset, p.bytes());
            new RawTensor(name, p.type.name(), p.shape, bytes).addTo(tensors, raw);
        });
        return new Gguf(file.path(), metadata, tensors, raw);
    }

    private long alignment(Map<String, Gguf.Value> metadata) {
        return switch (metadata.get(Gguf.ALIGNMENT)) {
            case null -> Gguf.DEFAULT_ALIGNMENT;
            case Gguf.Value(Gguf.Kind _, boolean array, Long v) when !array && v >= 8 && v <= 1 << 20
                    && Long.bitCount(v) == 1 ->
                v;
            case Gguf.Value other ->
                throw file.error(at, "needs a power of two from 8 to 2^20 under " + Gguf.ALIGNMENT + ", got " + other);
        };
    }

    /// No tensor may extend past the end of the file or overlap another.
    private void checkApart(List<TensorInfo> places, long data, long alignment) {
        long free = 0;
        for (TensorInfo p : places.stream()
                .sorted(Comparator.comparingLong(TensorInfo::offset).thenComparingLong(TensorInfo::bytes))
                .toList()) {
            if (p.offset % alignment != 0 || p.offset < free) {
                throw file.error(p.info,
                        p.name + ": needs to begin at a multiple of " + alignment
                                + " after the tensor before it, which ends at "
                                + free + " of the data, got " + p.offset);
            }
            file.slice(data + p.offset, p.bytes(), p.name);
            free = p.offset + p.bytes();
        }
    }

    private Gguf.Value value(String key) {
        Kind kind = kind(key);
        return switch (kind) {
            case STRING -> new Gguf.Value(kind, false, string(MAX_METADATA, key));
            case ARRAY -> array(key);
            case U8, I8, U16, I16, U32, I32, F32, BOOL, U64, I64, F64 ->
                new Gguf.Value(kind, false, number(kind, advance(kind.bytes(), key), key));
        };
    }

    private Gguf.Value array(String key) {
        Kind kind = kind(key);
        if (kind == Kind.ARRAY) {
            throw file.error(at, key + ": needs an array of plain values, got one of arrays");
        }
        int count = (int) length(Math.min(Integer.MAX_VALUE, file.size() - at) / kind.bytes(),
                "an array length of " + key);
        if (kind != Kind.STRING) {
            long bytes = (long) count * kind.bytes();
            file.slice(at, bytes, key);
            long start = advance(bytes, key);
            // read from the file on access
            final class Numbers extends AbstractList<Object> implements RandomAccess {
                @Override
                public Object get(int i) {
                    Objects.checkIndex(i, count);
                    return number(kind, start + (long) i * kind.bytes(), "an array element");
                }

                @Override
                public int size() {
                    return count;
                }
            }
            return new Gguf.Value(kind, true, Collections.unmodifiableList(new Numbers()));
        }
        List<String> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(string(MAX_METADATA, key));
        }
        return new Gguf.Value(kind, true, Collections.unmodifiableList(all));
    }

    private Kind kind(String key) {
        int code = file.i32(advance(4, key), "a type of " + key);
        for (Kind kind : Kind.values()) {
            if (kind.code() == code) {
                return kind;
            }
        }
        throw file.error(at - 4, key + ": needs a value type from 0 to 12, got " + Integer.toUnsignedString(code));
    }

    private TensorInfo place() {
        long info = at;
        String name = string(MAX_NAME, "a tensor name");
        int axes = file.i32(advance(4, name), "a number of axes");
        if (axes < 0 || axes > MAX_AXES) {
            throw file.error(at - 4,
                    name + ": needs at most " + MAX_AXES + " axes, got " + Integer.toUnsignedString(axes));
        }
        List<Integer> shape = new ArrayList<>();
        for (int k = 0; k < axes; k++) {
            shape.addFirst((int) length(Integer.MAX_VALUE, "a size of " + name));
        }
        int code = file.i32(advance(4, name), "a type of " + name);
        StoredType type = StoredType.ofGguf(code)
                .orElseThrow(() -> file.error(at - 4, name + ": needs one of the types "
                        + String.join(" ", StoredType.namesInGguf()) + ", got " + StoredType.nameInGguf(code)
                        + "; take the model in another type, such as Q4_K_M"));
        long offset = length(Long.MAX_VALUE - MAX_METADATA, "an offset of " + name);
        if (type.elements() > 1 && (axes == 0 || shape.getLast() % type.elements() != 0)) {
            throw file.error(info, name + ": needs a last axis that is a multiple of " + type.elements() + " for "
                    + type + ", got " + shape);
        }
        var p = new TensorInfo(name, type, shape, offset, info);
        try {
            if (p.bytes() > file.size()) {
                throw file.error(info, name + ": needs " + p.bytes() + " bytes for " + type + shape
                        + ", the file has " + file.size());
            }
        } catch (ArithmeticException e) {
            throw new T2lException(
                    file.error(info, name + ": needs fewer than 2^63 bytes, got " + type + shape).getMessage(), e);
        }
        return p;
    }

    private String string(long most, String what) {
        long n = length(most, "a length of " + what);
        return file.utf8(advance(n, what), n, what);
    }

    private long length(long most, String what) {
        return file.count(advance(8, what), most, what);
    }

    /// The position before the step. Limits the size of metadata and tensor descriptions together.
    private long advance(long bytes, String what) {
        long before = at;
        at += bytes;
        if (at > MAX_METADATA) {
            throw file.error(before,
                    "needs all metadata in the first " + MAX_METADATA + " bytes, " + what + " ends at " + at);
        }
        return before;
    }

    private Object number(Kind kind, long at, String what) {
        return switch (kind) {
            case U8 -> (long) file.u8(at, what);
            case I8 -> (long) (byte) file.u8(at, what);
            case U16 -> (long) file.u16(at, what);
            case I16 -> (long) (short) file.u16(at, what);
            case U32 -> Integer.toUnsignedLong(file.i32(at, what));
            case I32 -> (long) file.i32(at, what);
            case U64 -> file.count(at, Long.MAX_VALUE, what);
            case I64 -> file.i64(at, what);
            case F32 -> (double) Float.intBitsToFloat(file.i32(at, what));
            case F64 -> Double.longBitsToDouble(file.i64(at, what));
            case BOOL -> truth(at, what);
            case STRING, ARRAY -> throw new IllegalStateException(kind + " is no number");
        };
    }

    private boolean truth(long at, String what) {
        int v = file.u8(at, what);
        if (v > 1) {
            throw file.error(at, "needs 0 or 1 for " + what + ", got " + v);
        }
        return v == 1;
    }

    /// A tensor's position relative to the data, whose start is not known yet.
    private record TensorInfo(String name, StoredType type, List<Integer> shape, long offset, long info) {
        private long bytes() {
            return Math.multiplyExact(size() / type.elements(), (long) type.bytes());
        }

        private long size() {
            return shape.stream().mapToLong(Integer::longValue).reduce(1, Math::multiplyExact);
        }
    }
}
