package t2l.app.serve;

import module java.base;
import t2l.*;
import t2l.Adapter.Example;
import t2l.app.console.*;
import t2l.app.serve.AdapterWish.AdapterRef;
import t2l.tensor.*;
import t2l.tensor.io.FileHash;
import t2l.tensor.settings.Source;
import t2l.transformer.lora.*;
import t2l.transformer.text.Characters;

/// The adapters of a server: published ones by name, and those made of descriptions by id. Of the latter, the ones used last
/// are kept, as far as memory goes. Any other whose description is known is made again, with the same bits. Thread-safe; what
/// several ask for at once is made once.
public final class AdapterStore {
    /// Descriptions that are known.
    private static final int KNOWN = 4096;
    /// In a model's name, before a description.
    private static final String DESCRIBE = "describe:";

    private final T2l t2l;
    private final Published published;
    private final int mostKnown;
    private final Clock clock;
    private final AdapterIds ids;
    /// In the order of last use, and guarded by this.
    private final SequencedMap<String, AdapterRef> known = new LinkedHashMap<>();
    private final RecentAdapters<String, RequestAdapter> made;
    /// Of published adapters that were mixed, ids for their numbers: others may have one of that name.
    private final Map<Adapter, String> contents = Collections.synchronizedMap(new WeakHashMap<>());

    /// @param most      bytes of the adapters that are kept
    public AdapterStore(T2l t2l, Published published, long most, Clock clock) {
        this(t2l, published, most, KNOWN, clock);
    }

    AdapterStore(T2l t2l, Published published, long most, int mostKnown, Clock clock) {
        this.t2l = t2l;
        this.published = published;
        made = new RecentAdapters<>(most, found -> found.adapter().lora());
        this.mostKnown = mostKnown;
        this.clock = clock;
        ids = new AdapterIds(t2l);
    }

    /// An adapter that a request names and [#require] lets pass. Throws a [Refusal] if it is not known any more.
    ///
    /// @param user keeps it in memory
    public RequestAdapter find(AdapterRef ref, RecentAdapters.User user) throws InterruptedException {
        return switch (ref) {
            case AdapterRef.Described described -> made(ids.of(described.what()), described, user,
                    memory -> t2l.sharpen(described.text(), described.examples(), memory));
            case AdapterRef.Known named -> known(named.id(), user);
            case AdapterRef.Mixed mixed -> mixed(mixed, user);
            case AdapterRef.Uploaded uploaded -> made(uploaded.id(), uploaded, user, _ -> {
                throw missing(uploaded.id(), "had to leave memory; upload it again");
            });
        };
    }

    /// Throws the [Refusal] of what is not known, or cannot be made here, before anything is made.
    public void require(AdapterRef ref) {
        switch (ref) {
            case AdapterRef.Described(_, List<Example> examples) -> {
                if (!t2l.describes()) {
                    throw Refusal.field("adapter", "adapter: needs a hypernetwork to be made of a description, there is"
                            + " none here; start with --t2l");
                }
                Refusal.blaming("adapter.examples", () -> t2l.requireFit(examples));
            }
            case AdapterRef.Known(String id) -> {
                if (!published.has(id)) {
                    ref(id);
                }
            }
            case AdapterRef.Mixed(List<AdapterWish> parts, _) -> parts.forEach(part -> require(part.ref()));
            case AdapterRef.Uploaded _ -> throw new IllegalStateException("requests name it by its id");
        }
    }

    private RequestAdapter known(String id, RecentAdapters.User user) throws InterruptedException {
        Optional<RequestAdapter> named;
        try {
            named = published.find(id, user);
        } catch (T2lException e) {
            throw Refusal.unreadable("adapter", e);
        }
        return named.isPresent() ? named.get() : find(ref(id), user);
    }

    private RequestAdapter mixed(AdapterRef.Mixed mixed, RecentAdapters.User user) throws InterruptedException {
        StringBuilder what = new StringBuilder("mix");
        List<Adapter> parts = new ArrayList<>();
        for (AdapterWish part : mixed.parts()) {
            RequestAdapter found = find(part.ref(), user);
            what.append('\n').append(part.scale()).append(' ').append(published.has(found.id())
                    ? contents.computeIfAbsent(found.adapter(), adapter -> ids.of(adapter.lora()))
                    : found.id());
            parts.add(found.adapter().times(part.scale()));
        }
        mixed.template().ifPresent(template -> what.append('\n').append(template.source()));
        return made(ids.of(what.toString()), mixed, user,
                memory -> Refusal.blaming("adapter", () -> t2l.sum("the mix", parts, mixed.template(), memory)));
    }

    private RequestAdapter made(String id, AdapterRef ref, RecentAdapters.User user, Function<Arena, Adapter> make)
            throws InterruptedException {
        long begin = clock.nanos().getAsLong();
        AtomicReference<RequestAdapter> fresh = new AtomicReference<>();
        RequestAdapter kept = made.get(id, user, memory -> {
            fresh.set(new RequestAdapter(id, ref, make.apply(memory), false, clock.since(begin)));
            return fresh.get().again();
        });
        know(id, ref);
        return fresh.get() == null ? kept : fresh.get();
    }

    private synchronized void know(String id, AdapterRef ref) {
        known.putLast(id, ref);
        if (known.size() > mostKnown) {
            delete(known.firstEntry().getKey());
        }
    }

    private synchronized AdapterRef ref(String id) {
        AdapterRef ref = known.get(id);
        if (ref == null) {
            throw missing(id, "is not known here; check the name, or describe its task (in model, behind +describe:)");
        }
        return ref;
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
        return made(id, new AdapterRef.Uploaded(id), user, memory -> {
            try {
                return Published.read(t2l, id, directory, memory);
            } catch (T2lException e) {
                throw Refusal.field("body", "body: " + e.getMessage().replace(directory + File.separator, ""));
            }
        });
    }

    /// Deletes an adapter and its description; returns whether it was known. Published ones stay.
    public synchronized boolean delete(String id) {
        made.drop(id);
        return known.remove(id) != null;
    }

    /// The published adapters.
    public Published published() {
        return published;
    }

    /// The adapters that are kept, the one used last at the end.
    public List<RequestAdapter> kept() {
        return made.all();
    }

    /// What a model's name means behind `+`: the name of a published adapter, a description after `describe:`, or one that has
    /// a space in it; any other word is the id or name of an adapter.
    public AdapterRef called(String text) {
        boolean marked = text.startsWith(DESCRIBE);
        return published.has(text) || (!marked && Characters.strip(text).codePoints().noneMatch(Characters::isBlank))
                ? new AdapterRef.Known(text)
                : AdapterWish.described("model", marked ? text.substring(DESCRIBE.length()) : text);
    }

    /// An adapter for a request.
    ///
    /// @param id     its id, or the name of a published one
    /// @param ref    what it is
    /// @param cached whether it was there before
    /// @param millis that it took when it was made, 0 of a published one
    public record RequestAdapter(String id, AdapterRef ref, Adapter adapter, boolean cached, double millis) {
        private static final Pattern LAYER = Pattern.compile("\\.(\\d+)\\.");

        /// A published one.
        static RequestAdapter published(String name, Adapter adapter) {
            return new RequestAdapter(name, new AdapterRef.Known(name), adapter, true, 0);
        }

        /// With its update multiplied by `strength`.
        public RequestAdapter times(double strength) {
            return new RequestAdapter(id, ref, adapter.times(strength), cached, millis);
        }

        /// The same when it is asked for again.
        RequestAdapter again() {
            return new RequestAdapter(id, ref, adapter, true, millis);
        }

        /// Its JSON in replies that were written with it.
        Map<String, Object> brief() {
            Map<String, Object> all = Json.object("id", id, "rank", adapter.lora().config().rank(), "cached", cached,
                    "made_ms", millis,
                    "nearest", adapter.nearestTasks().stream()
                            .map(near -> Json.object("task", near.task(), "cosine", near.cosine())).toList(),
                    "outside", adapter.outside());
            adapter.learnt()
                    .ifPresent(score -> all.put("examples", Json.object("count", score.examples(), "right_before",
                            score.before(), "right_after", score.after())));
            return all;
        }

        /// The same in lists.
        Map<String, Object> listed() {
            Map<String, Object> all = Json.object("id", id, "object", "adapter", "describe", adapter.toString());
            if (ref instanceof AdapterRef.Mixed(List<AdapterWish> parts, _)) {
                all.put("mix", parts.stream().map(AdapterWish::json).toList());
            }
            all.putAll(brief());
            return all;
        }

        /// The same with the norm of each update, and the nearest tasks in words.
        Map<String, Object> whole() {
            Map<String, Object> all = listed();
            all.put("nearest", adapter.nearestTasks().stream().map(near -> Json.object("task", near.task(), "describe",
                    near.example().orElse(null), "cosine", near.cosine())).toList());
            all.put("norms", norms(adapter.lora()));
            return all;
        }

        private static Map<String, Object> norms(Lora lora) {
            List<String> modules = lora.config().targets();
            List<double[]> layers = new ArrayList<>();
            for (String path : lora.updates().keySet()) {
                Matcher number = LAYER.matcher(path);
                if (!number.find()) {
                    continue; // outside the layers
                }
                int layer = Integer.parseInt(number.group(1));
                while (layers.size() <= layer) {
                    layers.add(new double[modules.size()]);
                }
                for (int m = 0; m < modules.size(); m++) {
                    if (path.endsWith(modules.get(m))) {
                        layers.get(layer)[m] = lora.norm(path);
                    }
                }
            }
            return Json.object("modules", modules, "layers", layers);
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
