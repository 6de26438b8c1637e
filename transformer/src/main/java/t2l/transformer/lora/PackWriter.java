package t2l.transformer.lora;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.io.FileHash;
import t2l.tensor.io.RawTensor;
import t2l.tensor.io.SafeTensors;
import t2l.tensor.io.Unfinished;
import t2l.tensor.io.WholeFile;
import t2l.tensor.settings.Source;

/// Writes an [AdapterPack]: the same adapters give the same bytes under the same name, in whatever order they come.
public final class PackWriter {
    /// The most adapters of a pack: its header has about 300 bytes of each.
    public static final int MAX_ADAPTERS = 100_000;

    /// What it is called before its content is known.
    private static final String PACK = "pack";

    private PackWriter() {}

    /// An adapter to be written.
    ///
    /// @param bytes the content of its `adapter_model.safetensors`
    public record PackedAdapter(PackEntry entry, MemorySegment bytes) {
        /// Throws [T2lException] unless the bytes are those of the entry.
        public PackedAdapter {
            String hash = FileHash.sha256(bytes.asByteBuffer());
            if (bytes.byteSize() != entry.bytes() || !hash.equals(entry.sha256())) {
                throw new T2lException("pack: " + entry.id() + ": needs " + entry.bytes() + " bytes with the SHA-256 "
                        + entry.sha256() + ", got " + bytes.byteSize() + " with " + hash + "; make the adapter again");
            }
        }
    }

    /// Writes `parts` into a file of an existing directory, which is called after its content; if it is there already, it stays.
    /// Throws [T2lException] if there are none or more than [#MAX_ADAPTERS], two have the same id, the configuration is none, or
    /// the file cannot be written.
    ///
    /// @param config the text of the `adapter_config.json` of all
    public static PackManifest.Pack write(Path directory, String config, List<PackedAdapter> parts) {
        SortedMap<String, PackedAdapter> sorted = new TreeMap<>();
        for (PackedAdapter part : parts) {
            if (sorted.put(part.entry().id(), part) != null) {
                throw new T2lException("pack: needs adapters of different ids, got " + part.entry().id() + " twice");
            }
        }
        if (sorted.isEmpty() || sorted.size() > MAX_ADAPTERS) {
            throw new T2lException("pack: needs 1 to " + MAX_ADAPTERS + " adapters, got " + sorted.size());
        }
        LoraFile.config(Source.parse("pack: " + AdapterPack.CONFIG, config));
        Unfinished.sweep(directory.resolve(PACK));
        try (Unfinished part = Unfinished.file(directory.resolve(PACK))) {
            SafeTensors.write(part.channel(), Map.of(), tensors(sorted), Map.of(AdapterPack.KIND, AdapterPack.FORMAT,
                    AdapterPack.CONFIG, config, AdapterPack.INDEX, index(sorted)));
            String hash = FileHash.sha256(part.path());
            long bytes = part.channel().size();
            part.finish(directory.resolve(AdapterPack.name(hash)), true);
            return new PackManifest.Pack(hash, bytes, sorted.size(), sorted.firstKey(), sorted.lastKey());
        } catch (IOException e) {
            throw new T2lException(directory + ": cannot be written: " + WholeFile.reason(e), e);
        }
    }

    private static Map<String, RawTensor> tensors(SortedMap<String, PackedAdapter> sorted) {
        Map<String, RawTensor> tensors = new LinkedHashMap<>();
        sorted.forEach((id, part) -> tensors.put(id, new RawTensor(id, AdapterPack.TYPE,
                List.of(Math.toIntExact(part.bytes().byteSize())), part.bytes())));
        return tensors;
    }

    private static String index(SortedMap<String, PackedAdapter> sorted) {
        Map<String, Object> index = new LinkedHashMap<>();
        sorted.forEach((id, part) -> {
            Map<String, Object> about = new LinkedHashMap<>();
            about.put(AdapterPack.DESCRIPTION, part.entry().description());
            about.put(AdapterPack.HASH, part.entry().sha256());
            index.put(id, about);
        });
        try {
            return JSON.std.asString(index);
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
    }
}
