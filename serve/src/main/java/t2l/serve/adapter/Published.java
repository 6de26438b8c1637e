package t2l.serve.adapter;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import t2l.Adapter;
import t2l.T2l;
import t2l.tensor.T2lException;
import t2l.transformer.hub.HubCache;
import t2l.transformer.lora.AdapterPacks;
import t2l.transformer.lora.PackEntry;
import t2l.transformer.lora.RecentAdapters;

/// Adapters that are published by name: some that are in memory, and those on disk, of which there may be millions, and which are
/// read when they are asked for. Thread-safe.
public final class Published {
    /// How many of those on disk are listed.
    private static final int LISTED = 100;

    private final SequencedMap<String, RequestAdapter> named = new TreeMap<>();
    private final Optional<Disk> disk;

    /// Adapters on disk. Those that were used last are kept, guarded by this.
    private record Disk(Predicate<String> has, Function<String, Adapter> read, Supplier<Stream<String>> names,
            RecentAdapters<String, RequestAdapter> kept) {
        Optional<RequestAdapter> find(String name) {
            return kept.take(name).or(() -> Optional.of(name).filter(has).map(read).map(adapter -> {
                RequestAdapter found = RequestAdapter.published(name, adapter);
                kept.keep(name, found);
                return found;
            }));
        }
    }

    private Published(Map<String, Adapter> named, Optional<Disk> disk) {
        named.forEach((name, adapter) -> this.named.put(name, RequestAdapter.published(name, adapter)));
        this.disk = disk;
    }

    /// These adapters, by name.
    public static Published of(Map<String, Adapter> named) {
        return new Published(named, Optional.empty());
    }

    /// The adapters of packs, by id. Throws [T2lException] if the first of them is for another model.
    ///
    /// @param most bytes of those that are kept in memory
    public static Published of(T2l t2l, AdapterPacks packs, long most) {
        Published all = new Published(Map.of(), Optional.of(new Disk(name -> packs.entry(name).isPresent(),
                name -> t2l.adapter(name, packs.read(name, Arena.ofAuto())),
                () -> packs.entries().map(PackEntry::id), kept(most))));
        packs.entries().findFirst().map(PackEntry::id).ifPresent(all::find);
        return all;
    }

    /// The adapters of all files, by path: PEFT directories, GGUF files and `PACK/ID`. None is listed.
    ///
    /// @param most as in the other
    public static Published files(T2l t2l, long most) {
        return new Published(Map.of(), Optional.of(new Disk(Published::isFile,
                name -> t2l.adapter(HubCache.path(name)), Stream::of, kept(most))));
    }

    private static RecentAdapters<String, RequestAdapter> kept(long most) {
        return new RecentAdapters<>(most, found -> found.adapter().lora());
    }

    private static boolean isFile(String name) {
        Path path = HubCache.path(name).toAbsolutePath();
        return Files.exists(path) || AdapterPacks.is(path.getParent());
    }

    /// Whether there is one of this name.
    public boolean has(String name) {
        return named.containsKey(name) || disk.filter(some -> some.has().test(name)).isPresent();
    }

    /// The one of this name, if there is one. Throws [T2lException] if it cannot be read, or is for another model.
    public synchronized Optional<RequestAdapter> find(String name) {
        return Optional.ofNullable(named.get(name)).or(() -> disk.flatMap(some -> some.find(name)));
    }

    /// Those that are listed, in the order of names: all but those on disk, of which the first 100 are, if they can be read.
    public synchronized SequencedMap<String, RequestAdapter> listed() {
        SequencedMap<String, RequestAdapter> listed = new TreeMap<>(named);
        disk.ifPresent(some -> some.names().get().limit(LISTED).forEach(name -> {
            try {
                some.find(name).ifPresent(found -> listed.put(name, found));
            } catch (T2lException _) {
                return; // whoever asks for it is told why
            }
        }));
        return Collections.unmodifiableSequencedMap(listed);
    }
}
