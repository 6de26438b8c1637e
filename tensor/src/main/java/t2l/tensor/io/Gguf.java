package t2l.tensor.io;

import module java.base;
import t2l.tensor.*;

/// A GGUF file (llama.cpp's format, versions 2 and 3, little-endian): typed metadata, then tensors, quantised or not.
///
/// Names stay as they are in the file (`blk.0.attn_q.weight`), and so do the rows of q and k. Shapes are reversed: GGUF
/// lists the fastest axis first, a [Tensor] last.
///
/// @param path     the file
/// @param metadata values by key, in file order
public record Gguf(Path path, Map<String, Value> metadata, Map<String, Tensor> tensors, Map<String, RawTensor> raw)
        implements
            TensorFile {
    static final int MAGIC = 0x46554747; // "GGUF"
    static final String ALIGNMENT = "general.alignment";
    static final long DEFAULT_ALIGNMENT = 32;
    /// Of a model in several files: their number, and that of all tensors.
    private static final String PARTS = "split.count";
    private static final String PARTS_TENSORS = "split.tensors.count";
    private static final Pattern PART = Pattern.compile("(.+)-\\d{5}-of-(\\d{5})\\.gguf");

    public Gguf {
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        raw = Collections.unmodifiableMap(new LinkedHashMap<>(raw));
    }

    /// How GGUF stores a metadata value.
    public enum Kind {
        U8(0, 1), I8(1, 1), U16(2, 2), I16(3, 2), U32(4, 4), I32(5, 4), F32(6, 4), BOOL(7, 1), STRING(8, 8),
        ARRAY(9, 12), U64(10, 8), I64(11, 8), F64(12, 8);

        private final int code;
        private final int bytes;

        Kind(int code, int bytes) {
            this.code = code;
            this.bytes = bytes;
        }

        /// Its number in the file.
        int code() {
            return code;
        }

        /// Whether a value of this Java type and size can be stored as this kind.
        private boolean holds(Object v) {
            return switch (this) {
                case U8, U16, U32 -> v instanceof Long whole && (whole >>> (8 * bytes)) == 0;
                case I8, I16, I32 -> v instanceof Long whole && (whole >> (8 * bytes - 1)) == (whole >> 63);
                case U64 -> v instanceof Long whole && whole >= 0;
                case I64 -> v instanceof Long;
                case F32, F64 -> v instanceof Double;
                case BOOL -> v instanceof Boolean;
                case STRING -> v instanceof String;
                case ARRAY -> false;
            };
        }

        /// Bytes of one value; for STRING and ARRAY, the minimum.
        int bytes() {
            return bytes;
        }
    }

    /// A metadata value.
    ///
    /// @param kind    how it is stored; for an array, how its elements are stored
    /// @param array   whether it is an array
    /// @param content a `Long` for integers, a `Double`, a `Boolean` or a `String`; for an array, a list of these,
    ///                valid as long as the file's arena
    public record Value(Kind kind, boolean array, Object content) {
        public Value {
            if (kind == Kind.ARRAY || !(array
                    ? content instanceof List<?> all && all.stream().allMatch(kind::holds)
                    : kind.holds(content))) {
                throw new IllegalArgumentException("metadata: needs " + (array ? "a list of values" : "a value")
                        + " that " + kind + " holds, got " + content);
            }
        }

        /// An integer below 2³², as llama.cpp stores sizes.
        public static Value of(int v) {
            return new Value(Kind.U32, false, Integer.toUnsignedLong(v));
        }

        public static Value of(float v) {
            return new Value(Kind.F32, false, (double) v);
        }

        public static Value of(String v) {
            return new Value(Kind.STRING, false, v);
        }

        public static Value of(boolean v) {
            return new Value(Kind.BOOL, false, v);
        }

        public static Value flags(List<Boolean> v) {
            return new Value(Kind.BOOL, true, List.copyOf(v));
        }

        public static Value of(List<String> v) {
            return new Value(Kind.STRING, true, List.copyOf(v));
        }

        @Override
        public String toString() {
            String type = kind.name().toLowerCase(Locale.ROOT);
            return array ? ((List<?>) content).size() + " × " + type : type + " " + content;
        }
    }

    /// Reads a file into memory of `arena`, where its tensors and lists live. Throws [T2lException] if the file is missing,
    /// invalid, or contains a tensor of an unknown type.
    public static Gguf open(Path path, Arena arena) {
        return of(FileBytes.read(path, arena), file -> FileBytes.read(file, arena));
    }

    /// Like [#open], but maps the file as long as `arena` lives, see [TensorFile#map].
    public static Gguf map(Path path, Arena arena) {
        return of(FileBytes.map(path, arena), file -> FileBytes.map(file, arena));
    }

    /// The content of a file; of a part of a model that `llama-gguf-split` cut, that of all its parts, with the metadata of
    /// the first.
    static Gguf of(FileBytes file, Function<Path, FileBytes> open) {
        Gguf one = new GgufReader(file).read();
        long count = one.has(PARTS) ? one.whole(PARTS) : 1;
        if (count == 1) {
            return one;
        }
        List<Path> paths = parts(file.path());
        if (paths.size() != count) {
            throw new T2lException(file.path() + ": is one of " + count + " parts of a model, needs a name such as"
                    + String.format(Locale.ROOT, " model-00001-of-%05d.gguf", count)
                    + ", by which the others are found beside it; rename the parts");
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, RawTensor> raw = new LinkedHashMap<>();
        Gguf first = null;
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new T2lException(path + ": needs this part of " + count + " beside " + file.path().getFileName()
                        + ", there is none; fetch it, too");
            }
            Gguf part = path.equals(file.path()) ? one : new GgufReader(open.apply(path)).read();
            if (!part.has(PARTS) || part.whole(PARTS) != count || part.whole("split.no") != paths.indexOf(path)) {
                throw new T2lException(path + ": needs part " + (paths.indexOf(path) + 1) + " of " + count
                        + " of a model, got another file; fetch all parts again");
            }
            part.tensors.forEach((name, t) -> once(path, name, tensors.put(name, t)));
            part.raw.forEach((name, t) -> once(path, name, raw.put(name, t)));
            first = first == null ? part : first;
        }
        long all = first.has(PARTS_TENSORS) ? first.whole(PARTS_TENSORS) : tensors.size() + raw.size();
        if (tensors.size() + raw.size() != all) {
            throw new T2lException(first.path + ": needs " + all + " tensors in its " + count + " parts, got "
                    + (tensors.size() + raw.size()) + "; fetch all parts again");
        }
        return new Gguf(file.path(), first.metadata, tensors, raw);
    }

    private static void once(Path path, String name, Object before) {
        if (before != null) {
            throw new T2lException(path + ": has the tensor " + name + " again; fetch all parts again");
        }
    }

    /// The files that hold a model, by the name of one of them: itself, or all parts of `NAME-00002-of-00005.gguf`.
    public static List<Path> parts(Path file) {
        var part = PART.matcher(String.valueOf(file.getFileName()));
        int count = part.matches() ? Integer.parseInt(part.group(2)) : 1;
        return count == 1
                ? List.of(file)
                : IntStream.rangeClosed(1, count)
                        .mapToObj(no -> file.resolveSibling(String.format(Locale.ROOT, "%s-%05d-of-%05d.gguf",
                                part.group(1), no, count)))
                        .toList();
    }

    /// Writes a new file, version 3, tensors in the order of the map; throws [T2lException] if it exists or cannot be
    /// written. Quantised tensors must be contiguous.
    public static void write(Path path, Map<String, Value> metadata, Map<String, Tensor> tensors) {
        WholeFile.create(path, GgufWriter.content(metadata, tensors));
    }

    /// Like [#write], but replaces an existing file.
    public static void replace(Path path, Map<String, Value> metadata, Map<String, Tensor> tensors) {
        WholeFile.replace(path, GgufWriter.content(metadata, tensors));
    }

    /// The same file with every tensor in a type that kernels compute with, in memory of `into`, which is logged once: Q3_K
    /// becomes Q6_K, which changes no number, Q2_K the nearest numbers in Q5_K, a tenth of its own rounding error apart. Throws
    /// [T2lException] if a scale is not finite.
    @Override
    public Gguf computable(SegmentAllocator into) {
        return Unblocked.of(this, into);
    }

    public boolean has(String key) {
        return metadata.containsKey(key);
    }

    /// The string under `key`; throws [T2lException] if there is none.
    public String text(String key) {
        return single(key, String.class, "a string");
    }

    /// The integer under `key`; throws [T2lException] if there is none.
    public long whole(String key) {
        return single(key, Long.class, "a whole number");
    }

    /// The number under `key`, an integer or not; throws [T2lException] if there is none.
    public double real(String key) {
        return single(key, Number.class, "a number").doubleValue();
    }

    /// The boolean under `key`; throws [T2lException] if there is none.
    public boolean flag(String key) {
        return single(key, Boolean.class, "a truth value");
    }

    /// The strings under `key`; throws [T2lException] if there are none.
    public List<String> texts(String key) {
        return many(key, String.class, "strings");
    }

    /// The integers under `key`; throws [T2lException] if there are none.
    public List<Long> wholes(String key) {
        return many(key, Long.class, "whole numbers");
    }

    /// The numbers under `key`, stored as F32 or F64; throws [T2lException] if there are none.
    public List<Double> reals(String key) {
        return many(key, Double.class, "numbers with a fraction");
    }

    private <T> T single(String key, Class<T> type, String what) {
        Value v = metadata.get(key);
        if (v == null || v.array || !type.isInstance(v.content)) {
            throw new T2lException(
                    path + ": needs " + what + " under " + key + ", there is " + (v == null ? "nothing" : v));
        }
        return type.cast(v.content);
    }

    private <T> List<T> many(String key, Class<T> type, String what) {
        Value v = metadata.get(key);
        if (v == null || !v.array || !elements(v.kind).equals(type)) {
            throw new T2lException(path + ": needs an array of " + what + " under " + key + ", there is "
                    + (v == null ? "nothing" : v));
        }
        return ((List<?>) v.content).stream().map(type::cast).toList();
    }

    private static Class<?> elements(Kind kind) {
        return switch (kind) {
            case U8, I8, U16, I16, U32, I32, U64, I64 -> Long.class;
            case F32, F64 -> Double.class;
            case BOOL -> Boolean.class;
            case STRING -> String.class;
            case ARRAY -> List.class;
        };
    }
}
