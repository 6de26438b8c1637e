package t2l.transformer.lora;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import t2l.tensor.*;
import t2l.tensor.io.*;
import t2l.tensor.settings.Source;

/// Many adapters of one configuration in one file, which is mapped, and from which they are copied one by one.
///
/// A pack is a safetensors file. Each of its tensors, `U8[bytes]`, is the content of an `adapter_model.safetensors` and has the
/// adapter's id as its name. Its metadata are
///
/// ```
///   format          t2l-adapters/1
///   adapter_config  the text of the adapter_config.json that all share
///   index           JSON: {id: {"describe": description, "sha256": hash of the adapter's bytes}}
/// ```
///
/// The file is called `SHA256.safetensors` after its content: the same adapters give the same bytes under the same name, in
/// whatever order they come. Thread-safe.
public final class AdapterPack {
    /// The value of `format`, here and in [PackManifest].
    static final String FORMAT = "t2l-adapters/1";
    static final String KIND = "format";
    /// The most adapters of a pack: its header has about 300 bytes of each.
    public static final int MAX_ADAPTERS = 100_000;

    private static final String CONFIG = "adapter_config";
    private static final String INDEX = "index";
    private static final String DESCRIPTION = "describe";
    private static final String HASH = "sha256";
    private static final String TYPE = "U8";

    /// What the index of a pack says about one adapter.
    ///
    /// @param id          its name, unique in the folder of its pack, which can be the name of a file: 1 to 128 letters, digits,
    ///                    `.`, `_` and `-` of ASCII, not beginning with one of the last three
    /// @param description what it was made for, may be empty
    /// @param sha256      of its `adapter_model.safetensors`, in hexadecimal
    /// @param bytes       the length of that file
    public record Entry(String id, String description, String sha256, long bytes) {
        /// Throws [IllegalArgumentException] if the id or the hash is none.
        public Entry {
            if (!id.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}")) {
                throw new IllegalArgumentException(
                        "pack: needs an id of 1 to 128 letters, digits, '.', '_' and '-' that begins with a letter"
                                + " or a digit, got " + (id.isEmpty() ? "an empty one" : id));
            }
            if (!sha256.matches("[0-9a-f]{64}")) {
                throw new IllegalArgumentException(
                        "pack: " + id + ": needs a SHA-256 of 64 hexadecimal digits, got " + sha256);
            }
        }
    }

    /// An adapter to be written.
    ///
    /// @param bytes the content of its `adapter_model.safetensors`
    public record Packed(Entry entry, MemorySegment bytes) {
        /// Throws [T2lException] unless the bytes are those of the entry.
        public Packed {
            String hash = FileHash.sha256(bytes.asByteBuffer());
            if (bytes.byteSize() != entry.bytes() || !hash.equals(entry.sha256())) {
                throw new T2lException("pack: " + entry.id() + ": needs " + entry.bytes() + " bytes with the SHA-256 "
                        + entry.sha256() + ", got " + bytes.byteSize() + " with " + hash + "; make the adapter again");
            }
        }
    }

    private final SafeTensors file;
    private final long size;
    private final Source config;
    private final SortedMap<String, Entry> entries;

    private AdapterPack(SafeTensors file, long size, Source config, SortedMap<String, Entry> entries) {
        this.file = file;
        this.size = size;
        this.config = config;
        this.entries = entries;
    }

    /// Opens a pack; it is mapped as long as `arena` lives. Throws [T2lException] if the file is none.
    public static AdapterPack open(Path path, Arena arena) {
        SafeTensors file = SafeTensors.map(path, arena);
        Source metadata = Source.of(path.toString(), Source.Form.SPELLED, file.metadata());
        String format = metadata.text(KIND, "none");
        if (!format.equals(FORMAT)) {
            throw new T2lException(path + ": needs a pack of adapters in the format " + FORMAT + ", got " + format);
        }
        SortedMap<String, Entry> entries = new TreeMap<>();
        Source index = Source.parse(path + ": " + INDEX, metadata.text(INDEX));
        for (String id : index.values().keySet()) {
            Source about = index.requireObject(id);
            RawTensor tensor = file.raw().get(id);
            if (tensor == null || !tensor.dtype().equals(TYPE)) {
                throw new T2lException(
                        about.where() + ": needs a tensor of " + TYPE + " for each adapter in the index, has "
                                + (tensor == null ? "none" : "one of " + tensor.dtype()) + " of this name");
            }
            entries.put(id, T2lException.blaming(about.where(), () -> new Entry(id, about.text(DESCRIPTION, ""),
                    about.text(HASH), tensor.data().byteSize())));
        }
        Set<String> all = new TreeSet<>(file.raw().keySet());
        all.addAll(file.tensors().keySet());
        all.removeAll(entries.keySet());
        if (!all.isEmpty() || entries.isEmpty()) {
            throw new T2lException(path + ": needs an index of all its adapters, of at least one, "
                    + (all.isEmpty() ? "it has none" : "it leaves out " + all.iterator().next()));
        }
        return new AdapterPack(file, size(path), Source.parse(path + ": " + CONFIG, metadata.text(CONFIG)), entries);
    }

    /// The name of the file with this hash.
    static String name(String sha256) {
        return sha256 + ".safetensors";
    }

    /// What the index says, in the order of ids.
    public Collection<Entry> entries() {
        return Collections.unmodifiableCollection(entries.values());
    }

    /// What the index says about one adapter, if it is here.
    public Optional<Entry> entry(String id) {
        return Optional.ofNullable(entries.get(id));
    }

    /// The adapter of this id, if it is here; its factors are in memory of `arena`. Throws [T2lException] if they cannot be
    /// read, or are not those of the index.
    public Optional<Lora> read(String id, Arena arena) {
        return entry(id).map(entry -> {
            Path path = file.path().resolve(id).resolve(LoraFile.WEIGHTS);
            return LoraFile.read(config, () -> SafeTensors.over(path, verified(entry, copy(bytes(id), arena)))
                    .computable(arena));
        });
    }

    /// A copy, because the JVM survives no kernel that reads a mapped file where it has become shorter, but a copy.
    private MemorySegment copy(MemorySegment bytes, Arena arena) {
        try {
            return arena.allocate(bytes.byteSize(), Tensor.ALIGNMENT).copyFrom(bytes);
        } catch (InternalError e) {
            throw new T2lException(file.path() + ": needs the " + size + " bytes that it was opened with, has "
                    + size(file.path()) + "; put it back whole", e);
        }
    }

    private MemorySegment verified(Entry entry, MemorySegment bytes) {
        String hash = FileHash.sha256(bytes.asByteBuffer());
        if (!hash.equals(entry.sha256())) {
            throw new T2lException(file.path() + ": " + entry.id() + ": needs the SHA-256 " + entry.sha256()
                    + " of the index, has " + hash + "; put the pack back whole, or make it again");
        }
        return bytes;
    }

    private static long size(Path path) {
        try {
            return Files.size(path);
        } catch (IOException e) {
            throw new T2lException(path + ": cannot be read: " + WholeFile.reason(e), e);
        }
    }

    private MemorySegment bytes(String id) {
        return file.raw().get(id).data();
    }

    /// Throws [T2lException] unless the file has the hash that it is called after, and each adapter that in the index.
    public void verify() {
        String name = name(FileHash.sha256(file.path()));
        if (!file.path().getFileName().toString().equals(name)) {
            throw new T2lException(file.path() + ": needs the content with the hash in its name, has that of " + name
                    + "; fetch it again");
        }
        entries.values().forEach(entry -> verified(entry, bytes(entry.id())));
    }

    /// Writes `parts` into a file of an existing directory, which is called after its content; if it is there already, it stays.
    /// Throws [T2lException] if there are none or more than [#MAX_ADAPTERS], two have the same id, the configuration is none, or
    /// the file cannot be written.
    ///
    /// @param config the text of the `adapter_config.json` of all
    public static PackManifest.Pack write(Path directory, String config, List<Packed> parts) {
        SortedMap<String, Packed> sorted = new TreeMap<>();
        for (Packed part : parts) {
            if (sorted.put(part.entry().id(), part) != null) {
                throw new T2lException("pack: needs adapters of different ids, got " + part.entry().id() + " twice");
            }
        }
        if (sorted.isEmpty() || sorted.size() > MAX_ADAPTERS) {
            throw new T2lException("pack: needs 1 to " + MAX_ADAPTERS + " adapters, got " + sorted.size());
        }
        LoraFile.config(Source.parse("pack: " + CONFIG, config));
        Path unnamed = directory.resolve("pack"); // before its content is known
        Unfinished.sweep(unnamed);
        try (Unfinished part = Unfinished.file(unnamed)) {
            SafeTensors.write(part.channel(), Map.of(), tensors(sorted), Map.of(KIND, FORMAT,
                    CONFIG, config, INDEX, index(sorted)));
            String hash = FileHash.sha256(part.path());
            long bytes = part.channel().size();
            part.finish(directory.resolve(name(hash)), true);
            return new PackManifest.Pack(hash, bytes, sorted.size(), sorted.firstKey(), sorted.lastKey());
        } catch (IOException e) {
            throw new T2lException(directory + ": cannot be written: " + WholeFile.reason(e), e);
        }
    }

    private static Map<String, RawTensor> tensors(SortedMap<String, Packed> sorted) {
        Map<String, RawTensor> tensors = new LinkedHashMap<>();
        sorted.forEach((id, part) -> tensors.put(id, new RawTensor(id, TYPE,
                List.of(Math.toIntExact(part.bytes().byteSize())), part.bytes())));
        return tensors;
    }

    private static String index(SortedMap<String, Packed> sorted) {
        Map<String, Object> index = new LinkedHashMap<>();
        sorted.forEach((id, part) -> index.put(id,
                new TreeMap<>(Map.of(DESCRIPTION, part.entry().description(), HASH, part.entry().sha256()))));
        try {
            return JSON.std.asString(index);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
    }
}
