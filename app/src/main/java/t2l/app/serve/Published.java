package t2l.app.serve;

import module java.base;
import t2l.*;
import t2l.app.serve.AdapterStore.RequestAdapter;
import t2l.tensor.T2lException;
import t2l.tensor.io.WholeFile;
import t2l.transformer.hub.HubCache;
import t2l.transformer.lora.*;
import t2l.transformer.template.ChatTemplate;

/// Adapters that are published by name. They are on disk, read at the first request, and kept in memory in the order of their
/// last use. Thread-safe.
public final class Published {
    /// How many are listed, and tried at the start.
    private static final int LISTED = 100;

    private final Predicate<String> has;
    private final BiFunction<String, Arena, Adapter> read;
    private final Supplier<List<String>> names;
    /// Those that clients have loaded.
    private final Map<String, Loaded> loaded = new ConcurrentHashMap<>();
    /// Those that were read, by name or [Loaded].
    private final RecentAdapters<Object, RequestAdapter> kept;

    private record Loaded(Path directory, Function<Arena, Adapter> read) {}

    /// @param has   whether there is one of this name on disk
    /// @param read  reads it into memory of an arena
    /// @param names those that are listed
    /// @param most  bytes of those that are kept in memory
    private Published(Predicate<String> has, BiFunction<String, Arena, Adapter> read, Supplier<List<String>> names,
            long most) {
        this.has = has;
        this.read = read;
        this.names = names;
        kept = new RecentAdapters<>(most, found -> found.adapter().lora());
    }

    /// These adapters, by name.
    public static Published of(Map<String, Adapter> named) {
        return new Published(named::containsKey, (name, _) -> named.get(name), () -> List.copyOf(named.keySet()),
                Long.MAX_VALUE);
    }

    /// The adapters of the PEFT directories in `directory`, by their names, also of those that are put there later, while they
    /// are there. Throws like [#tried]. A hidden directory is one that is being written.
    ///
    /// @param most     bytes of those that are kept in memory
    /// @param warnings is told why one of the first 100 cannot be read
    public static Published directories(T2l t2l, Path directory, long most, Consumer<String> warnings)
            throws InterruptedException {
        Published all = new Published(name -> isName(name) && LoraFile.is(directory.resolve(name)),
                (name, memory) -> read(t2l, name, directory.resolve(name), memory), () -> names(directory), most);
        return all.tried(names(directory), warnings);
    }

    /// The adapter of a PEFT directory, under another name.
    static Adapter read(T2l t2l, String name, Path directory, Arena memory) {
        return t2l.wrap(name, LoraFile.read(directory, memory), ChatTemplate.read(directory));
    }

    /// Publishes the adapter of a PEFT directory until [#unload]. Throws a [Refusal] if the name or the directory is
    /// taken, and [T2lException] if the adapter cannot be read, or is for another model.
    public synchronized void load(T2l t2l, String name, Path directory) throws InterruptedException {
        if (!isName(name) || name.startsWith(AdapterStore.AdapterIds.PREFIX) || has(name)) {
            throw Refusal.wrong("lora_name",
                    "the name of a file that no adapter has, and that does not begin with t2l-",
                    name);
        }
        loaded.forEach((other, one) -> {
            if (one.directory.equals(directory)) {
                throw Refusal.field("lora_path", "lora_path: is loaded as " + other + "; unload that first");
            }
        });
        loaded.put(name, new Loaded(directory, memory -> read(t2l, name, directory, memory)));
        try (var user = new RecentAdapters.User()) {
            find(name, user);
        } catch (T2lException | InterruptedException e) {
            unload(name);
            throw e;
        }
    }

    /// Ends what [#load] began, but for requests that use it; returns whether there was one of this name.
    public boolean unload(String name) {
        Loaded there = loaded.remove(name);
        if (there != null) {
            kept.drop(there);
        }
        return there != null;
    }

    /// Reads these, and warns of each that is broken: whoever asks for it is told the same until it is whole. Throws
    /// [T2lException] if one is for another model, which is a mistake of whoever published it, and nothing changes that.
    private Published tried(List<String> some, Consumer<String> warnings) throws InterruptedException {
        for (String name : some) {
            try (var user = new RecentAdapters.User()) {
                find(name, user);
            } catch (T2lException e) {
                if (e.kind() == T2lException.Kind.ADAPTER) {
                    throw e;
                }
                warnings.accept(e.getMessage() + "; requests for it fail until it is whole");
            }
        }
        return this;
    }

    /// Whether it can be the name of a directory in another that is not hidden.
    private static boolean isName(String name) {
        return !name.startsWith(".") && WholeFile.name(name).isPresent();
    }

    private static List<String> names(Path directory) {
        try (Stream<Path> inside = Files.list(directory)) {
            return inside.filter(LoraFile::is).map(each -> each.getFileName().toString()).filter(Published::isName)
                    .sorted().limit(LISTED).toList();
        } catch (IOException e) {
            throw new T2lException("--adapters: needs a directory of adapters, got " + directory + ": "
                    + e.getMessage(), e);
        }
    }

    /// The adapters of all files, by path: PEFT directories and GGUF files. None is listed.
    ///
    /// @param most bytes of those that are kept in memory
    public static Published files(T2l t2l, long most) {
        return new Published(Published::isFile, (name, memory) -> t2l.load(HubCache.path(name), memory), List::of,
                most);
    }

    private static boolean isFile(String name) {
        try {
            return Files.exists(HubCache.path(name));
        } catch (InvalidPathException _) {
            return false;
        }
    }

    /// Whether there is one of this name.
    public boolean has(String name) {
        boolean there = loaded.containsKey(name) || has.test(name);
        if (!there) {
            kept.drop(name);
        }
        return there;
    }

    /// The one of this name, if there is one. Throws [T2lException] if it cannot be read, or is for another model, and
    /// [InterruptedException] while another thread reads it.
    ///
    /// @param user keeps it in memory
    public Optional<RequestAdapter> find(String name, RecentAdapters.User user) throws InterruptedException {
        Loaded sent = loaded.get(name);
        if (!has(name)) {
            return Optional.empty();
        }
        RequestAdapter found = kept.get(sent == null ? name : sent, user, memory -> RequestAdapter.published(name,
                sent == null ? read.apply(name, memory) : sent.read.apply(memory)));
        if (sent != null && !sent.equals(loaded.get(name))) { // unloaded while it was read
            kept.drop(sent);
        }
        return Optional.of(found);
    }

    /// The first 100 on disk and those that were loaded, in the order of names. One that cannot be read is left out.
    public SequencedMap<String, RequestAdapter> listed() throws InterruptedException {
        SequencedMap<String, RequestAdapter> listed = new TreeMap<>();
        for (String name : Stream.concat(names.get().stream(), loaded.keySet().stream()).toList()) {
            try (var user = new RecentAdapters.User()) {
                find(name, user).ifPresent(found -> listed.put(name, found));
            } catch (T2lException _) {
                // whoever asks for it is told why
            }
        }
        return Collections.unmodifiableSequencedMap(listed);
    }
}
