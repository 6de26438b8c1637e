package t2l.serve.adapter;

import java.lang.foreign.Arena;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import t2l.Adapter;
import t2l.T2l;
import t2l.transformer.lora.AdapterPacks;
import t2l.transformer.lora.PackEntry;

/// Adapters that a server publishes by name: some that are in memory, and those of packs, of which there may be millions, and
/// which are read when they are asked for. Thread-safe.
public final class Published {
    /// How many of a pack are listed.
    private static final int LISTED = 100;

    private final SequencedMap<String, Found> named = new TreeMap<>();
    private final Optional<Reading> packed;

    /// Adapters of packs that were used last, guarded by this.
    private record Reading(T2l t2l, AdapterPacks packs, RecentAdapters read) {
        Optional<Found> find(String name) {
            return read.take(name).or(() -> packs.find(name, Arena.ofAuto()).map(lora -> {
                Found found = Found.published(name, t2l.adapter(name, lora));
                read.keep(found);
                return found;
            }));
        }
    }

    private Published(Map<String, Adapter> named, Optional<Reading> packed) {
        named.forEach((name, adapter) -> this.named.put(name, Found.published(name, adapter)));
        this.packed = packed;
    }

    /// These adapters, by name.
    public static Published of(Map<String, Adapter> named) {
        return new Published(named, Optional.empty());
    }

    /// The adapters of packs, by id. Throws [t2l.tensor.T2lException] if the first of them is for another model.
    ///
    /// @param most bytes of those that are kept in memory
    public static Published of(T2l t2l, AdapterPacks packs, long most) {
        Published all = new Published(Map.of(), Optional.of(new Reading(t2l, packs, new RecentAdapters(most))));
        packs.entries().findFirst().map(PackEntry::id).ifPresent(all::find);
        return all;
    }

    /// Whether there is one of this name.
    public boolean has(String name) {
        return named.containsKey(name) || packed.flatMap(some -> some.packs().entry(name)).isPresent();
    }

    /// The one of this name, if there is one. Throws [t2l.tensor.T2lException] if it cannot be read, or is for another model.
    public synchronized Optional<Found> find(String name) {
        return Optional.ofNullable(named.get(name)).or(() -> packed.flatMap(some -> some.find(name)));
    }

    /// Those that are listed, in the order of names: all but those of packs, of which the first 100 are.
    public synchronized SequencedMap<String, Found> listed() {
        SequencedMap<String, Found> listed = new TreeMap<>(named);
        packed.ifPresent(some -> some.packs().entries().limit(LISTED)
                .forEach(entry -> some.find(entry.id()).ifPresent(found -> listed.put(entry.id(), found))));
        return Collections.unmodifiableSequencedMap(listed);
    }
}
