package t2l.transformer.lora;

import com.fasterxml.jackson.jr.ob.JSON;
import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;

/// The file `manifest.json` of a folder of packs: what was made, by what, and in which files. Nothing in it depends on where or
/// when it was made, or on how the work was shared out, so its bytes identify all adapters. It is written last: a folder
/// without it is not finished.
///
/// @param madeBy what made the adapters: names and values
/// @param packs  in the order of ids, which do not overlap
/// @param failed descriptions of which no adapter could be made
public record PackManifest(Map<String, String> madeBy, List<Pack> packs, Failed failed) {
    /// Its name.
    public static final String FILE = "manifest.json";

    /// A file of adapters, [AdapterPack].
    ///
    /// @param sha256 of the file, which is called `SHA256.safetensors`
    /// @param bytes  its length
    /// @param first  the first id in it
    /// @param last   the last one
    public record Pack(String sha256, long bytes, int adapters, String first, String last) {
        /// Reads it from JSON; throws [T2lException] if a field is missing or is none.
        public static Pack of(Source json) {
            return T2lException.blaming(json.where(), () -> {
                AdapterPack.Entry first = new AdapterPack.Entry(json.text("first"), "", json.text("sha256"), 0);
                AdapterPack.Entry last = new AdapterPack.Entry(json.text("last"), "", first.sha256(), 0);
                return new Pack(first.sha256(), json.wholeFrom("bytes", 1), json.count("adapters"), first.id(),
                        last.id());
            });
        }

        /// As JSON.
        public Map<String, Object> json() {
            Map<String, Object> all = new LinkedHashMap<>();
            all.put("sha256", sha256);
            all.put("bytes", bytes);
            all.put("adapters", adapters);
            all.put("first", first);
            all.put("last", last);
            return all;
        }
    }

    /// What could not be made.
    ///
    /// @param sha256 of a file of lines `{"id": …, "error": …}`, called `SHA256.jsonl`; empty if there is none
    /// @param lines  their number
    public record Failed(String sha256, int lines) {
        /// Nothing.
        public static final Failed NONE = new Failed("", 0);
    }

    /// Throws [T2lException] if two packs overlap.
    public PackManifest {
        madeBy = new TreeMap<>(madeBy);
        packs = packs.stream().sorted(Comparator.comparing(Pack::first)).toList();
        for (int i = 0; i < packs.size(); i++) {
            Pack pack = packs.get(i);
            if (pack.first().compareTo(pack.last()) > 0
                    || (i > 0 && packs.get(i - 1).last().compareTo(pack.first()) >= 0)) {
                throw new T2lException("manifest: needs packs whose ids do not overlap, got one from " + pack.first()
                        + " to " + pack.last() + (i == 0 ? "" : " behind one up to " + packs.get(i - 1).last()));
            }
        }
    }

    /// Reads the manifest of a folder. Throws [T2lException] if there is none, or if it is of another format.
    public static PackManifest read(Path folder) {
        return of(Source.read(folder.resolve(FILE)));
    }

    /// Reads its JSON; throws the same.
    static PackManifest of(Source json) {
        if (!json.text(AdapterPack.KIND).equals(AdapterPack.FORMAT)) {
            throw json.wrong(AdapterPack.KIND, AdapterPack.FORMAT, json.text(AdapterPack.KIND));
        }
        Map<String, String> madeBy = new LinkedHashMap<>();
        json.object("made_by").ifPresent(by -> by.values().keySet().forEach(name -> madeBy.put(name, by.text(name))));
        List<Pack> packs = new ArrayList<>();
        json.objects("packs").forEach(pack -> packs.add(Pack.of(pack)));
        Failed failed = json.object("failed").map(some -> new Failed(some.text("sha256"), some.count("lines")))
                .orElse(Failed.NONE);
        PackManifest read;
        try {
            read = new PackManifest(madeBy, packs, failed);
        } catch (T2lException e) {
            throw new T2lException(json.where() + ": " + e.getMessage(), e);
        }
        if (read.adapters() != json.count("adapters")) {
            throw json.wrong("adapters", read.adapters() + ", as in its packs together", json.count("adapters"));
        }
        return read;
    }

    /// The number of all adapters.
    public int adapters() {
        return packs.stream().mapToInt(Pack::adapters).sum();
    }

    /// The content of the file: the same for the same values.
    public String text() {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(AdapterPack.KIND, AdapterPack.FORMAT);
        all.put("made_by", madeBy);
        all.put("adapters", adapters());
        all.put("bytes", packs.stream().mapToLong(Pack::bytes).sum());
        if (failed.lines() > 0) {
            Map<String, Object> lines = new LinkedHashMap<>();
            lines.put("sha256", failed.sha256());
            lines.put("lines", failed.lines());
            all.put("failed", lines);
        }
        all.put("packs", packs.stream().map(Pack::json).toList());
        try {
            return JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(all) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written to", e);
        }
    }
}
