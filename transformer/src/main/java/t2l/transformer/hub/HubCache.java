package t2l.transformer.hub;

import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.io.*;

/// The cache that huggingface_hub and `t2l pull` share (huggingface_hub's guide "Understand caching"):
///
/// ```
/// models--OWNER--NAME/           datasets--OWNER--NAME/ for data sets
///   refs/main                    the commit of a branch or tag
///   snapshots/COMMIT/config.json a link to a file in blobs, or a copy of it
///   blobs/ETAG                   the files by their hashes
/// ```
///
/// @param root the directory with the repositories; it may not exist
public record HubCache(Path root) {
    private static final String COMMIT = "[0-9a-f]{40}";

    /// The kinds of repositories; adapters and hypernetworks are models.
    public enum Kind {
        MODEL, DATASET;

        /// The kind in paths of the cache and of the interface: `models` or `datasets`.
        public String plural() {
            return this == MODEL ? "models" : "datasets";
        }
    }

    /// The cache of this user.
    public static HubCache standard() {
        return of(System.getenv(), Path.of(System.getProperty("user.home")));
    }

    /// The cache named by the variables `HF_HUB_CACHE`, `HF_HOME` and `XDG_CACHE_HOME`, in this order;
    /// `~/.cache/huggingface/hub` if none is set.
    static HubCache of(Map<String, String> variables, Path home) {
        Path caches = directory(variables, "XDG_CACHE_HOME").orElse(home.resolve(".cache"));
        Path files = directory(variables, "HF_HOME").orElse(caches.resolve("huggingface"));
        return new HubCache(directory(variables, "HF_HUB_CACHE").orElse(files.resolve("hub")));
    }

    private static Optional<Path> directory(Map<String, String> variables, String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty()).map(Path::of);
    }

    /// The path that a user names: `name` itself, if it exists, and of a directory with nothing but one model in GGUF, that
    /// file; else, if it is a [HubName] of a model in the cache of this user, its path there; else `name` itself, where nothing
    /// is.
    public static Path path(String name) {
        Path path = Path.of(name);
        return Files.exists(path)
                ? model(path)
                : HubName.of(name).flatMap(wanted -> standard().find(Kind.MODEL, wanted)).orElse(path);
    }

    /// What to add to a message that there is nothing called `name`.
    public static String hint(String name) {
        return HubName.of(name).map(wanted -> ", nor in the cache of the hub; t2l pull " + wanted + " would fetch it")
                .orElse("");
    }

    /// The directory of a repository; it may not exist.
    public Path repository(Kind kind, HubName name) {
        return root.resolve(kind.plural() + "--" + name.owner() + "--" + name.name());
    }

    /// The snapshot of a commit; it may not exist.
    public Path snapshot(Kind kind, HubName name, String commit) {
        return repository(kind, name).resolve("snapshots").resolve(commit);
    }

    /// What `name` names, if the cache has it. Of a snapshot with nothing but one model in GGUF, it is that file, or the first
    /// of its parts.
    public Optional<Path> find(Kind kind, HubName name) {
        return commit(kind, name).map(commit -> snapshot(kind, name, commit).resolve(name.inside()))
                .filter(Files::exists).map(HubCache::model);
    }

    private Optional<String> commit(Kind kind, HubName name) {
        if (name.branch().matches(COMMIT)) {
            return Optional.of(name.branch());
        }
        Path ref = repository(kind, name).resolve("refs").resolve(name.branch());
        try {
            return Files.isRegularFile(ref)
                    ? Optional.of(Files.readString(ref).strip()).filter(text -> text.matches(COMMIT))
                    : Optional.empty();
        } catch (IOException e) {
            throw new T2lException(ref + ": cannot be read: " + e.getMessage(), e);
        }
    }

    /// Records that the revision in `name` is `commit`. Throws [T2lException] if that cannot be written.
    public void remember(Kind kind, HubName name, String commit) {
        Path ref = repository(kind, name).resolve("refs").resolve(name.branch());
        try {
            Files.createDirectories(ref.getParent());
        } catch (IOException e) {
            throw new T2lException(ref + ": cannot be written: " + WholeFile.reason(e), e);
        }
        WholeFile.replace(ref, commit);
    }

    private static Path model(Path found) {
        if (!Files.isDirectory(found)
                || Stream.of("config.json", "adapter_config.json", "args.yaml").map(found::resolve)
                        .anyMatch(Files::exists)) {
            return found;
        }
        try (Stream<Path> files = Files.list(found)) {
            List<Path> models = files.filter(file -> file.toString().endsWith(".gguf"))
                    .filter(file -> !file.getFileName().toString().contains("mmproj"))
                    .filter(file -> Gguf.parts(file).getFirst().equals(file)).toList();
            return models.size() == 1 ? models.getFirst() : found;
        } catch (IOException e) {
            throw new T2lException(found + ": cannot be listed: " + e.getMessage(), e);
        }
    }
}
