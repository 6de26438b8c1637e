package t2l.transformer.lora;

import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.io.FileHash;
import t2l.tensor.io.RawTensor;
import t2l.tensor.io.SafeTensors;
import t2l.tensor.io.WholeFile;
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
/// The file is called `SHA256.safetensors` after its content. [PackWriter] writes it. Thread-safe.
public final class AdapterPack {
    /// The value of `format`, here and in [PackManifest].
    static final String FORMAT = "t2l-adapters/1";
    static final String KIND = "format";
    static final String CONFIG = "adapter_config";
    static final String INDEX = "index";
    static final String DESCRIPTION = "describe";
    static final String HASH = "sha256";
    static final String TYPE = "U8";
    private static final String ENDING = ".safetensors";

    private final SafeTensors file;
    private final long size;
    private final Source config;
    private final SortedMap<String, PackEntry> entries;

    private AdapterPack(SafeTensors file, long size, Source config, SortedMap<String, PackEntry> entries) {
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
        SortedMap<String, PackEntry> entries = new TreeMap<>();
        Source index = Source.parse(path + ": " + INDEX, metadata.text(INDEX));
        for (String id : index.values().keySet()) {
            Source about = index.requireObject(id);
            RawTensor tensor = file.raw().get(id);
            if (tensor == null || !tensor.dtype().equals(TYPE)) {
                throw new T2lException(
                        about.where() + ": needs a tensor of " + TYPE + " for each adapter in the index, has "
                                + (tensor == null ? "none" : "one of " + tensor.dtype()) + " of this name");
            }
            entries.put(id, T2lException.blaming(about.where(), () -> new PackEntry(id, about.text(DESCRIPTION, ""),
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
        return sha256 + ENDING;
    }

    /// What the index says, in the order of ids.
    public Collection<PackEntry> entries() {
        return Collections.unmodifiableCollection(entries.values());
    }

    /// What the index says about one adapter, if it is here.
    public Optional<PackEntry> entry(String id) {
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

    private MemorySegment verified(PackEntry entry, MemorySegment bytes) {
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
}
