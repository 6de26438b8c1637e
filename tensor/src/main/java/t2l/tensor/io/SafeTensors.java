package t2l.tensor.io;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import module java.base;
import t2l.tensor.*;

/// A safetensors checkpoint: eight bytes of header length, a JSON header, the data. One file, or several with a
/// `model.safetensors.index.json` that maps tensors to files.
///
/// Reading accepts exactly what the reference (safetensors 0.5) accepts: the tensors must fill the data without gaps or
/// overlaps. Writing produces the reference's bytes: the header padded with spaces to a multiple of 8, tensors ordered
/// by element type, widest first, then by name.
///
/// @param path     the file or the index
/// @param metadata the strings of `__metadata__`, empty if there are none
public record SafeTensors(Path path, Map<String, Tensor> tensors, Map<String, RawTensor> raw,
        Map<String, String> metadata) implements TensorFile {
    private static final JsonFactory JSON = JsonFactory.builder()
            .disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE)
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build();
    /// The reference's own limit.
    private static final long MAX_HEADER = 100_000_000;
    /// Room for the header of an adapter; a longer one takes more.
    private static final int HEADER_ROOM = 1 << 16;
    private static final String METADATA = "__metadata__";

    public SafeTensors {
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        raw = Collections.unmodifiableMap(new LinkedHashMap<>(raw));
        metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    }

    /// Reads a file, an index (`….index.json`), or those of a model in a directory into memory of `arena`. Throws
    /// [T2lException] if it is missing or invalid.
    public static SafeTensors open(Path path, Arena arena) {
        return open(path, file -> FileBytes.read(file, arena));
    }

    /// Like [#open], but maps the files as long as `arena` lives, see [TensorFile#map].
    public static SafeTensors map(Path path, Arena arena) {
        return open(path, file -> FileBytes.map(file, arena));
    }

    private static SafeTensors open(Path path, Function<Path, FileBytes> open) {
        return of(open.apply(TensorFile.file(path)), open);
    }

    /// The content of a file or an index, whose shards are opened the same way.
    static SafeTensors of(FileBytes file, Function<Path, FileBytes> open) {
        return file.path().toString().endsWith(".index.json") ? sharded(file, open) : single(file);
    }

    /// The same file; throws [T2lException] if it has a tensor in float8, which nothing here computes with.
    @Override
    public SafeTensors computable(SegmentAllocator into) {
        raw.values().stream().filter(tensor -> tensor.dtype().startsWith("F8")).findFirst().ifPresent(tensor -> {
            throw new T2lException(path + ": needs numbers of F32, F16 or BF16, " + tensor.name() + " is of "
                    + tensor.dtype() + "; take the model as it was before it was quantised");
        });
        return this;
    }

    /// Writes a new file; throws [T2lException] if it exists or cannot be written, [IllegalArgumentException] if a
    /// tensor is quantised. Views are written in row-major order.
    public static void write(Path path, Map<String, Tensor> tensors, Map<String, String> metadata) {
        WholeFile.create(path, channel -> write(channel, tensors, Map.of(), metadata));
    }

    /// Like [#write], but replaces an existing file.
    public static void replace(Path path, Map<String, Tensor> tensors, Map<String, String> metadata) {
        replace(path, tensors, Map.of(), metadata);
    }

    /// The same with tensors of other types, which are written unchanged.
    public static void replace(Path path, Map<String, Tensor> tensors, Map<String, RawTensor> raw,
            Map<String, String> metadata) {
        WholeFile.replace(path, channel -> write(channel, tensors, raw, metadata));
    }

    /// The bytes of the file that [#write(Path, Map, Map)] writes; throws the same [IllegalArgumentException].
    public static byte[] bytes(Map<String, Tensor> tensors, Map<String, String> metadata) {
        long numbers = tensors.values().stream().mapToLong(t -> t.dtype().bytes(t.size())).sum();
        var out = new ByteArrayOutputStream(Math.toIntExact(numbers + HEADER_ROOM));
        try (WritableByteChannel channel = Channels.newChannel(out)) {
            write(channel, tensors, Map.of(), metadata);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
        return out.toByteArray();
    }

    /// Reads a file that lies in memory, which has to stay as long as the tensors are used. Throws [T2lException] if it is
    /// invalid.
    ///
    /// @param path  its name in error messages
    /// @param bytes in native memory, at a multiple of 8
    public static SafeTensors over(Path path, MemorySegment bytes) {
        return single(new FileBytes(path, bytes.asReadOnly()));
    }

    /// Appends the file that [#replace(Path, Map, Map, Map)] writes to a channel; throws the same [IllegalArgumentException].
    public static void write(WritableByteChannel channel, Map<String, Tensor> tensors, Map<String, RawTensor> raw,
            Map<String, String> metadata) throws IOException {
        List<HeaderEntry> order = new ArrayList<>();
        tensors.forEach((name, t) -> order.add(HeaderEntry.of(name, t)));
        raw.forEach((name, t) -> order.add(HeaderEntry.of(name, t)));
        order.sort(Comparator.comparing((HeaderEntry p) -> p.type)
                .thenComparing(p -> p.name.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned));
        byte[] header = header(order, metadata);
        ByteBuffer start = ByteBuffer.allocate(8 + Math.ceilDiv(header.length, 8) * 8).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.fill(start.array(), (byte) ' ');
        start.putLong(start.capacity() - 8).put(header).rewind();
        WholeFile.writeAll(channel, start);
        for (HeaderEntry p : order) {
            p.numbers.writeTo(channel);
        }
    }

    /// Something that is written in one go.
    private interface Numbers {
        void writeTo(WritableByteChannel channel) throws IOException;
    }

    /// A tensor to write.
    private record HeaderEntry(String name, StoredType type, List<Integer> shape, long bytes, Numbers numbers) {
        private static HeaderEntry of(String name, Tensor t) {
            List<Integer> shape = Arrays.stream(t.dims()).boxed().toList();
            return new HeaderEntry(name, known(name, t.dtype().name(), shape), shape, t.dtype().bytes(t.size()),
                    channel -> RowMajor.write(t, channel));
        }

        private static HeaderEntry of(String name, RawTensor t) {
            return new HeaderEntry(name, known(name, t.dtype(), t.shape()), t.shape(), t.data().byteSize(),
                    channel -> RowMajor.write(t.data(), channel));
        }

        private static StoredType known(String name, String dtype, List<Integer> shape) {
            return StoredType.ofSafetensors(dtype).orElseThrow(() -> new IllegalArgumentException(
                    name + ": needs a type that safetensors knows ("
                            + String.join(" ", StoredType.namesInSafetensors()) + "), got " + dtype + shape));
        }
    }

    private static byte[] header(List<HeaderEntry> order, Map<String, String> metadata) {
        var out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            if (!metadata.isEmpty()) {
                json.writeObjectFieldStart(METADATA);
                for (Map.Entry<String, String> e : new TreeMap<>(metadata).entrySet()) {
                    json.writeStringField(e.getKey(), e.getValue());
                }
                json.writeEndObject();
            }
            long at = 0;
            for (HeaderEntry p : order) {
                long end = Math.addExact(at, p.bytes);
                json.writeObjectFieldStart(p.name);
                json.writeStringField("dtype", p.type.name());
                json.writeFieldName("shape");
                json.writeArray(dims(p.shape), 0, p.shape.size());
                json.writeFieldName("data_offsets");
                json.writeArray(new long[] {at, end}, 0, 2);
                json.writeEndObject();
                at = end;
            }
            json.writeEndObject();
        } catch (IOException e) {
            throw new IllegalArgumentException("safetensors: needs names in valid Unicode: " + e.getMessage(), e);
        }
        return out.toByteArray();
    }

    private static SafeTensors single(FileBytes file) {
        long length = file.count(0, MAX_HEADER, "a header length");
        Map<String, DataRange> places = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        try (var json = JsonReader.within(file, 8, length, "header")) {
            json.fields(name -> {
                if (name.equals(METADATA)) {
                    metadata.putAll(json.strings());
                } else {
                    places.put(name, place(json, name));
                }
            });
            json.end();
        }
        long data = 8 + length;
        checkCover(file, places, data);
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, RawTensor> raw = new LinkedHashMap<>();
        places.forEach((name, p) -> {
            MemorySegment bytes = file.data().asSlice(data + p.begin, p.end - p.begin);
            new RawTensor(name, p.type.name(), p.shape, bytes).addTo(tensors, raw);
        });
        return new SafeTensors(file.path(), tensors, raw, metadata);
    }

    private static DataRange place(JsonReader json, String name) {
        var dtype = new String[1];
        var shape = new ArrayList<Long>();
        var offsets = new ArrayList<Long>();
        var seen = new LinkedHashSet<String>();
        json.fields(field -> {
            seen.add(field);
            switch (field) {
                case "dtype" -> dtype[0] = json.string();
                case "shape" -> shape.addAll(json.counts());
                case "data_offsets" -> offsets.addAll(json.counts());
                default -> json.skip();
            }
        });
        if (!seen.containsAll(List.of("dtype", "shape", "data_offsets")) || offsets.size() != 2) {
            throw json.error(name + ": needs dtype, shape and two data_offsets, got " + seen + " with " + offsets.size()
                    + " offsets");
        }
        StoredType type = StoredType.ofSafetensors(dtype[0])
                .orElseThrow(() -> json.error(name + ": needs a type of safetensors 0.5, got " + dtype[0]));
        long bytes = type.bytes();
        List<Integer> dims = new ArrayList<>();
        for (long d : shape) {
            if (d > Integer.MAX_VALUE || (d > 0 && bytes > Long.MAX_VALUE / d)) {
                throw json.error(name + ": needs sizes below 2^31 and fewer than 2^63 bytes, got " + dtype[0] + shape);
            }
            dims.add((int) d);
            bytes *= d;
        }
        long begin = offsets.get(0);
        long end = offsets.get(1);
        if (end - begin != bytes) {
            throw json.error(
                    name + ": needs " + bytes + " bytes for " + dtype[0] + shape + ", its data_offsets are " + offsets);
        }
        return new DataRange(type, dims, begin, end);
    }

    /// The tensors, ordered by position, must cover the data from the first byte to the last.
    private static void checkCover(FileBytes file, Map<String, DataRange> places, long data) {
        long at = 0;
        List<Map.Entry<String, DataRange>> order = new ArrayList<>(places.entrySet());
        order.sort(Comparator.comparingLong((Map.Entry<String, DataRange> e) -> e.getValue().begin)
                .thenComparingLong(e -> e.getValue().end));
        for (Map.Entry<String, DataRange> e : order) {
            DataRange p = e.getValue();
            if (p.begin != at) {
                throw file.error(data + at, "needs the next tensor here, " + e.getKey() + " begins at " + p.begin
                        + " of the data instead of " + at);
            }
            at = p.end;
        }
        if (at != file.size() - data) {
            throw file.error(data + at,
                    "needs the end of the file after the last tensor, the file has " + file.size() + " bytes");
        }
    }

    static int[] dims(List<Integer> shape) {
        return shape.stream().mapToInt(Integer::intValue).toArray();
    }

    private static SafeTensors sharded(FileBytes index, Function<Path, FileBytes> open) {
        Map<String, String> shardOf = new LinkedHashMap<>();
        try (var json = JsonReader.within(index, 0, Math.min(index.size(), MAX_HEADER), "index")) {
            json.fields(name -> {
                if (name.equals("weight_map")) {
                    shardOf.putAll(json.strings());
                } else {
                    json.skip();
                }
            });
            json.end();
        }
        if (shardOf.isEmpty()) {
            throw new T2lException(
                    index.path()
                            + ": needs a weight_map that names the file of every tensor, has none; fetch it again");
        }
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, RawTensor> raw = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        for (String name : new LinkedHashSet<>(shardOf.values())) {
            SafeTensors shard = single(open.apply(beside(index.path(), name)));
            Set<String> held = new LinkedHashSet<>(shard.tensors.keySet());
            held.addAll(shard.raw.keySet());
            for (String tensor : held) {
                if (!name.equals(shardOf.get(tensor))) {
                    throw new T2lException(
                            shard.path + ": holds " + tensor + ", which " + index.path().getFileName() + " places "
                                    + (shardOf.containsKey(tensor) ? "in " + shardOf.get(tensor) : "nowhere"));
                }
            }
            tensors.putAll(shard.tensors);
            raw.putAll(shard.raw);
            metadata.putAll(shard.metadata);
        }
        shardOf.forEach((tensor, name) -> {
            if (!tensors.containsKey(tensor) && !raw.containsKey(tensor)) {
                throw new T2lException(index.path().resolveSibling(name) + ": needs the tensor " + tensor + " that "
                        + index.path().getFileName() + " places in it, has others; fetch both again");
            }
        });
        return new SafeTensors(index.path(), tensors, raw, metadata);
    }

    /// The file of this name beside the index.
    private static Path beside(Path index, String name) {
        return WholeFile.name(name).filter(_ -> name.endsWith(".safetensors") && !name.contains("\\"))
                .map(index::resolveSibling).orElseThrow(() -> new T2lException(
                        index + ": needs the name of a .safetensors file beside it, got " + name));
    }

    /// The position of a tensor: bytes `begin … end` of the data.
    private record DataRange(StoredType type, List<Integer> shape, long begin, long end) {}
}
