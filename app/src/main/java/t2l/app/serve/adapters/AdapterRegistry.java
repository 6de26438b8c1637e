package t2l.app.serve.adapters;

import module java.base;
import t2l.*;
import t2l.Adapter.Example;
import t2l.app.console.SourceHash;
import t2l.app.serve.adapters.AdapterRef.Spec;
import t2l.app.serve.http.Endpoint.Clock;
import t2l.app.serve.http.Refusal;
import t2l.tensor.*;
import t2l.tensor.io.*;
import t2l.tensor.settings.Source;
import t2l.transformer.hub.HubCache;
import t2l.transformer.lora.*;
import t2l.transformer.template.ChatTemplate;

/// The adapters of a server. It publishes those of files by name, makes those of descriptions by id, finds both, and deletes
/// what clients have sent or loaded. The ones used last are kept, as far as memory goes: a published one is read again at the
/// next request, and one whose description is known is made again, with the same bits. Thread-safe; what several ask for at
/// once is made once.
public final class AdapterRegistry {
    /// Descriptions that are known.
    private static final int KNOWN = 4096;
    /// How many published ones are listed, and tried at the start.
    private static final int LISTED = 100;
    /// The type of a model's weights in its name.
    private static final Pattern WEIGHTS = Pattern.compile("(?i)[._-](I?Q[1-8](_[0-9A-Z]+)*|B?F16|F32)$");

    private final T2l t2l;
    private final String base;
    private final Published published;
    private final int maxKnown;
    private final Clock clock;
    private final AdapterIds ids;
    /// In the order of last use, and guarded by this.
    private final SequencedMap<String, Spec> known = new LinkedHashMap<>();
    private final RecentAdapters<String, RequestAdapter> made;
    /// Those that clients have loaded.
    private final Map<String, Loaded> loaded = new ConcurrentHashMap<>();
    /// Published ones that were read, by name or [Loaded].
    private final RecentAdapters<Object, RequestAdapter> read;
    /// Of published adapters that were mixed, ids for their numbers: others may have one of that name.
    private final Map<Adapter, String> contents = Collections.synchronizedMap(new WeakHashMap<>());

    /// An adapter that a client has loaded; loaded again, it is another.
    private record Loaded(Path directory, Object identity) {}

    /// @param base      the base model's name
    /// @param published adapters with names
    /// @param maxBytes  of the adapters of descriptions that are kept, and as much for published ones
    public AdapterRegistry(T2l t2l, String base, Published published, long maxBytes, Clock clock) {
        this(t2l, base, published, maxBytes, KNOWN, clock);
    }

    /// @param maxKnown descriptions that are known
    AdapterRegistry(T2l t2l, String base, Published published, long maxBytes, int maxKnown, Clock clock) {
        this.t2l = t2l;
        this.base = base;
        this.published = published;
        made = new RecentAdapters<>(maxBytes, found -> found.adapter().lora());
        read = new RecentAdapters<>(maxBytes, found -> found.adapter().lora());
        this.maxKnown = maxKnown;
        this.clock = clock;
        ids = new AdapterIds(t2l);
    }

    /// The base model's name.
    public String base() {
        return base;
    }

    /// The base model's names: that of its file, and the same without the type of its weights.
    public List<String> baseNames() {
        return List.of(base, WEIGHTS.matcher(base).replaceFirst(""));
    }

    /// Requires the base model, of an endpoint without adapters. Clients may write its name in other cases.
    public void requireBase(String model) {
        if (baseNames().stream().noneMatch(model::equalsIgnoreCase)) {
            throw Refusal.missing("model", "model_not_found", "model: needs " + base + ", got " + Source.shown(model));
        }
    }

    /// An adapter that a request names and [#require] lets pass. Throws a [Refusal] if it is not known any more.
    ///
    /// @param user keeps it in memory
    public RequestAdapter find(Spec spec, RecentAdapters.User user) throws InterruptedException {
        return switch (spec) {
            case Spec.Described described -> made(ids.of(described.what()), described, user,
                    memory -> t2l.sharpen(described.text(), described.examples(), memory));
            case Spec.Known named -> known(named.id(), user);
            case Spec.Mixed mixed -> mixed(mixed, user);
            case Spec.Uploaded uploaded -> made(uploaded.id(), uploaded, user, _ -> {
                throw missing(uploaded.id(), "had to leave memory; upload it again");
            });
        };
    }

    /// Throws the [Refusal] of what is not known, or cannot be made here, before anything is made.
    public void require(Spec spec) {
        switch (spec) {
            case Spec.Described(_, List<Example> examples) -> {
                if (!t2l.describes()) {
                    throw Refusal.field("adapter", "adapter: needs a hypernetwork to be made of a description, there is"
                            + " none here; start with --t2l");
                }
                Refusal.blaming("adapter.examples", () -> t2l.requireFit(examples));
            }
            case Spec.Known(String id) -> {
                if (!isPublished(id)) {
                    spec(id);
                }
            }
            case Spec.Mixed(List<AdapterRef> parts, _) -> parts.forEach(part -> require(part.spec()));
            case Spec.Uploaded _ -> throw new IllegalStateException("requests name it by its id");
        }
    }

    private RequestAdapter known(String id, RecentAdapters.User user) throws InterruptedException {
        Optional<RequestAdapter> named;
        try {
            named = published(id, user);
        } catch (T2lException e) {
            throw Refusal.unreadable("adapter", e);
        }
        return named.isPresent() ? named.get() : find(spec(id), user);
    }

    private RequestAdapter mixed(Spec.Mixed mixed, RecentAdapters.User user) throws InterruptedException {
        StringBuilder what = new StringBuilder("mix");
        List<Adapter> parts = new ArrayList<>();
        for (AdapterRef part : mixed.parts()) {
            RequestAdapter found = find(part.spec(), user);
            what.append('\n').append(part.scale()).append(' ').append(isPublished(found.id())
                    ? contents.computeIfAbsent(found.adapter(), adapter -> ids.of(adapter.lora()))
                    : found.id());
            parts.add(found.adapter().times(part.scale()));
        }
        mixed.template().ifPresent(template -> what.append('\n').append(template.source()));
        return made(ids.of(what.toString()), mixed, user,
                memory -> Refusal.blaming("adapter", () -> t2l.sum("the mix", parts, mixed.template(), memory)));
    }

    private RequestAdapter made(String id, Spec spec, RecentAdapters.User user, Function<Arena, Adapter> make)
            throws InterruptedException {
        long begin = clock.nanos().getAsLong();
        AtomicReference<RequestAdapter> fresh = new AtomicReference<>();
        RequestAdapter kept = made.get(id, user, memory -> {
            fresh.set(new RequestAdapter(id, spec, make.apply(memory), false, clock.since(begin)));
            return fresh.get().again();
        });
        know(id, spec);
        return fresh.get() == null ? kept : fresh.get();
    }

    private synchronized void know(String id, Spec spec) {
        known.putLast(id, spec);
        if (known.size() > maxKnown) {
            forget(known.firstEntry().getKey());
        }
    }

    private synchronized Spec spec(String id) {
        Spec spec = known.get(id);
        if (spec == null) {
            throw missing(id, "is not known here; check the name, or describe its task (in model, behind +describe:)");
        }
        return spec;
    }

    private static Refusal missing(String id, String why) {
        return Refusal.missing("adapter", "adapter_not_found", "adapter: " + Source.shown(id) + " " + why);
    }

    /// Keeps the adapter of a PEFT directory that is about to go, as long as others leave room in memory for it. Its id is a
    /// hash of the files. Throws a [Refusal] if it cannot be read, or is for another model.
    public RequestAdapter upload(Path directory, RecentAdapters.User user) throws InterruptedException {
        MessageDigest digest = FileHash.digest("SHA-256");
        FileHash.add(directory, digest);
        String id = ids.of("files\n" + HexFormat.of().formatHex(digest.digest()));
        return made(id, new Spec.Uploaded(id), user, memory -> {
            try {
                return Published.read(t2l, id, directory, memory);
            } catch (T2lException e) {
                throw Refusal.field("body", "body: " + e.getMessage().replace(directory + File.separator, ""));
            }
        });
    }

    /// Deletes an adapter that was made here with its description, or ends what [#load] began. Throws a [Refusal] for one that
    /// the server publishes, and for what is not known.
    public void delete(String id) {
        if (unload(id)) {
            return;
        }
        if (isPublished(id)) {
            throw Refusal.wrong("id", "an adapter that was made here, this one is published by the server", id);
        }
        if (!forget(id)) {
            throw Refusal.missing("id", "adapter_not_found", "id: " + id + " is not known here");
        }
    }

    /// Returns whether it was known.
    private synchronized boolean forget(String id) {
        made.drop(id);
        return known.remove(id) != null;
    }

    /// The adapters that were made and are kept, the one used last at the end.
    public List<RequestAdapter> kept() {
        return made.all();
    }

    /// Publishes the adapter of a PEFT directory until [#unload]. Throws a [Refusal] if the name or the directory is
    /// taken, and [T2lException] if the adapter cannot be read, or is for another model.
    public synchronized void load(String name, Path directory) throws InterruptedException {
        if (!Published.isName(name) || name.startsWith(AdapterIds.PREFIX) || isPublished(name)) {
            throw Refusal.wrong("lora_name",
                    "the name of a file that no adapter has, and that does not begin with t2l-",
                    name);
        }
        loaded.forEach((other, one) -> {
            if (one.directory.equals(directory)) {
                throw Refusal.field("lora_path", "lora_path: is loaded as " + other + "; unload that first");
            }
        });
        loaded.put(name, new Loaded(directory, new Object()));
        try (var user = new RecentAdapters.User()) {
            published(name, user);
        } catch (T2lException | InterruptedException e) {
            unload(name);
            throw e;
        }
    }

    /// Ends what [#load] began, but for requests that use it; returns whether there was one of this name.
    public boolean unload(String name) {
        Loaded there = loaded.remove(name);
        if (there != null) {
            read.drop(there);
        }
        return there != null;
    }

    /// Reads the published ones that are listed, and warns of each that is broken: whoever asks for it is told the same until it
    /// is whole. Throws [T2lException] if one is for another model, which is a mistake of whoever published it, and nothing
    /// changes that.
    public void check(Consumer<String> warnings) throws InterruptedException {
        for (String name : published.names.get()) {
            try (var user = new RecentAdapters.User()) {
                published(name, user);
            } catch (T2lException e) {
                if (e.kind() == T2lException.Kind.ADAPTER) {
                    throw e;
                }
                warnings.accept(e.getMessage() + "; requests for it fail until it is whole");
            }
        }
    }

    /// Whether there is a published one of this name.
    public boolean isPublished(String name) {
        boolean there = loaded.containsKey(name) || published.has.test(name);
        if (!there) {
            read.drop(name);
        }
        return there;
    }

    /// The published one of this name, if there is one. Throws [T2lException] if it cannot be read, or is for another model, and
    /// [InterruptedException] while another thread reads it.
    ///
    /// @param user keeps it in memory
    Optional<RequestAdapter> published(String name, RecentAdapters.User user) throws InterruptedException {
        Loaded sent = loaded.get(name);
        if (!isPublished(name)) {
            return Optional.empty();
        }
        RequestAdapter found = read.get(sent == null ? name : sent, user, memory -> new RequestAdapter(name,
                new Spec.Known(name), sent == null
                        ? published.read.apply(name, memory)
                        : Published.read(t2l, name, sent.directory, memory),
                true, 0));
        if (sent != null && !sent.equals(loaded.get(name))) { // unloaded while it was read
            read.drop(sent);
        }
        return Optional.of(found);
    }

    /// The first 100 published on disk and those that were loaded, in the order of names. One that cannot be read is left out.
    public SequencedMap<String, RequestAdapter> published() throws InterruptedException {
        SequencedMap<String, RequestAdapter> listed = new TreeMap<>();
        for (String name : Stream.concat(published.names.get().stream(), loaded.keySet().stream()).toList()) {
            try (var user = new RecentAdapters.User()) {
                published(name, user).ifPresent(found -> listed.put(name, found));
            } catch (T2lException _) {
                // whoever asks for it is told why
            }
        }
        return Collections.unmodifiableSequencedMap(listed);
    }

    /// Where published adapters are, which are read at the first request.
    ///
    /// @param has   whether there is one of this name
    /// @param read  reads it into memory of an arena
    /// @param names those that are listed
    public record Published(Predicate<String> has, BiFunction<String, Arena, Adapter> read,
            Supplier<List<String>> names) {
        /// No adapters.
        public static final Published NONE = new Published(_ -> false, (_, _) -> Adapter.NONE, List::of);

        /// The adapters of the PEFT directories in `directory`, by their names, also of those that are put there later, while
        /// they are there. A hidden directory is one that is being written.
        public static Published directories(T2l t2l, Path directory) {
            return new Published(name -> isName(name) && LoraFile.is(directory.resolve(name)),
                    (name, memory) -> read(t2l, name, directory.resolve(name), memory), () -> names(directory));
        }

        /// The adapters of all files, by path: PEFT directories and GGUF files. None is listed.
        public static Published files(T2l t2l) {
            return new Published(Published::isFile, (name, memory) -> t2l.load(HubCache.path(name), memory), List::of);
        }

        /// The adapter of a PEFT directory, under another name.
        private static Adapter read(T2l t2l, String name, Path directory, Arena memory) {
            return t2l.wrap(name, LoraFile.read(directory, memory), ChatTemplate.read(directory));
        }

        /// Whether it can be the name of a directory in another that is not hidden.
        private static boolean isName(String name) {
            return !name.startsWith(".") && WholeFile.name(name).isPresent();
        }

        private static List<String> names(Path directory) {
            try (Stream<Path> inside = Files.list(directory)) {
                return inside.filter(LoraFile::is).map(each -> each.getFileName().toString())
                        .filter(Published::isName).sorted().limit(LISTED).toList();
            } catch (IOException e) {
                throw new T2lException("--adapters: needs a directory of adapters, got " + directory + ": "
                        + e.getMessage(), e);
            }
        }

        private static boolean isFile(String name) {
            try {
                return Files.exists(HubCache.path(name));
            } catch (InvalidPathException _) {
                return false;
            }
        }
    }

    /// An adapter for a request.
    ///
    /// @param id     its id, or the name of a published one
    /// @param spec   what it is
    /// @param cached whether it was there before
    /// @param millis that it took when it was made, 0 of a published one
    public record RequestAdapter(String id, Spec spec, Adapter adapter, boolean cached, double millis) {
        /// With its update multiplied by `strength`.
        public RequestAdapter times(double strength) {
            return new RequestAdapter(id, spec, adapter.times(strength), cached, millis);
        }

        /// This adapter when it is asked for again.
        RequestAdapter again() {
            return new RequestAdapter(id, spec, adapter, true, millis);
        }
    }

    /// Names adapters after all that their numbers depend on: base model, hypernetwork, encoder, and what they were asked to
    /// do. So the same id means the same bits, on every server and after every restart.
    static final class AdapterIds {
        static final String PREFIX = "t2l-";
        private static final int DIGITS = 16;

        private final byte[] sources;

        /// Reads the files.
        AdapterIds(T2l t2l) {
            SourceHash hash = new SourceHash();
            List<String> names = t2l.describes() ? t2l.sources() : List.of();
            for (int i = 0; i < names.size(); i++) {
                if (i == 1) {
                    hash.addHypernetwork(names.get(i));
                } else {
                    hash.addModel(names.get(i));
                }
            }
            sources = hash.digest();
        }

        /// The id for what an adapter is to do.
        String of(String what) {
            MessageDigest digest = FileHash.digest("SHA-256");
            digest.update(sources);
            FileHash.addText(what, digest);
            return PREFIX + HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
        }

        /// The same for all factors of an adapter that was read from a file.
        String of(Lora lora) {
            MessageDigest digest = FileHash.digest("SHA-256");
            lora.updates().forEach((path, update) -> {
                String what = path + " " + lora.config().scale(path) + " " + update.a() + " " + update.b() + "\n";
                digest.update(what.getBytes(StandardCharsets.UTF_8));
                addNumbers(update.a(), digest);
                addNumbers(update.b(), digest);
            });
            return of("factors\n" + HexFormat.of().formatHex(digest.digest()));
        }

        private static void addNumbers(Tensor factor, MessageDigest digest) {
            float[] numbers = factor.toFloats();
            ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * numbers.length);
            bytes.asFloatBuffer().put(numbers);
            digest.update(bytes);
        }
    }
}
