package t2l.transformer.lora;

import module java.base;
import t2l.tensor.T2lException;

/// A folder of packs with its [PackManifest], or a single pack: any number of adapters, of which those that are asked for are
/// read. Packs are mapped when they are first used. Thread-safe.
public final class AdapterPacks {
    private final Path place;
    private final Arena arena;
    /// By the first id in it.
    private final TreeMap<String, Path> files = new TreeMap<>();
    private final Map<Path, AdapterPack> open = new ConcurrentHashMap<>();

    private AdapterPacks(Path place, Arena arena) {
        this.place = place;
        this.arena = arena;
    }

    /// Whether a path is a folder with a manifest, or a pack by its name.
    public static boolean is(Path path) {
        return Files.isRegularFile(path.resolve(PackManifest.FILE))
                || (Files.isRegularFile(path) && path.getFileName().toString().matches("[0-9a-f]{64}\\.safetensors"));
    }

    /// Opens a folder or a pack; both are mapped as long as `arena` lives. Throws [T2lException] if a file is missing or wrong.
    public static AdapterPacks open(Path place, Arena arena) {
        AdapterPacks packs = new AdapterPacks(place, arena);
        if (Files.isRegularFile(place)) {
            AdapterPack pack = AdapterPack.open(place, arena);
            packs.files.put(pack.entries().iterator().next().id(), place);
            packs.open.put(place, pack);
            return packs;
        }
        if (!is(place)) {
            throw new T2lException(place + ": needs a folder of packs with " + PackManifest.FILE + ", has none"
                    + (Files.isDirectory(place) ? "; was the run that makes them finished?" : "; check the path"));
        }
        for (PackManifest.Pack pack : PackManifest.read(place).packs()) {
            Path file = place.resolve(AdapterPack.name(pack.sha256()));
            if (!Files.isRegularFile(file)) {
                throw new T2lException(place + ": needs the file " + file.getFileName() + " of its "
                        + PackManifest.FILE + ", it is not there; fetch all files again");
            }
            packs.files.put(pack.first(), file);
        }
        return packs;
    }

    /// The packs, in the order of ids.
    public Stream<AdapterPack> packs() {
        return List.copyOf(files.values()).stream().map(this::pack);
    }

    private AdapterPack pack(Path file) {
        return open.computeIfAbsent(file, path -> AdapterPack.open(path, arena));
    }

    /// What is known about all adapters, in the order of ids.
    public Stream<AdapterPack.Entry> entries() {
        return packs().flatMap(pack -> pack.entries().stream());
    }

    /// What is known about the adapter of this id, if there is one.
    public Optional<AdapterPack.Entry> entry(String id) {
        return holder(id).flatMap(pack -> pack.entry(id));
    }

    /// The only pack that may hold this id.
    private Optional<AdapterPack> holder(String id) {
        return Optional.ofNullable(files.floorEntry(id)).map(entry -> pack(entry.getValue()));
    }

    /// The adapter of this id, if there is one; its factors live as long as the packs and `into`.
    public Optional<Lora> find(String id, Arena into) {
        return holder(id).flatMap(pack -> pack.read(id, into));
    }

    /// The adapter of this id; throws [T2lException] if there is none.
    public Lora read(String id, Arena into) {
        return find(id, into).orElseThrow(() -> new T2lException(place + ": needs an adapter called " + id
                + ", has none; t2l adapters lists them"));
    }

    /// Throws [T2lException] unless all files and adapters have their hashes, and the ids of a pack are those that the manifest
    /// says.
    public void verify() {
        packs().forEach(AdapterPack::verify);
        if (Files.isDirectory(place)) {
            for (PackManifest.Pack said : PackManifest.read(place).packs()) {
                List<AdapterPack.Entry> entries = List.copyOf(pack(files.get(said.first())).entries());
                if (entries.size() != said.adapters() || !entries.getFirst().id().equals(said.first())
                        || !entries.getLast().id().equals(said.last())) {
                    throw new T2lException(place.resolve(PackManifest.FILE) + ": " + said.sha256() + ": needs "
                            + said.adapters() + " adapters from " + said.first() + " to " + said.last() + ", has "
                            + entries.size() + " from " + entries.getFirst().id() + " to " + entries.getLast().id());
                }
            }
        }
    }
}
