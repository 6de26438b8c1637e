package t2l.app.data.pull;

import module java.base;
import t2l.app.data.http.Wire;
import t2l.tensor.T2lException;
import t2l.tensor.settings.Source;
import t2l.transformer.hub.HubCache.Kind;
import t2l.transformer.hub.HubName;

/// What a hub says about a repository, over the HTTP interface that huggingface_hub uses.
///
/// @param name of the repository; its revision may be a branch
record HubClient(Wire wire, Kind kind, HubName name) {
    /// A file of a repository.
    ///
    /// @param path of the file in the repository
    /// @param hash its `ETag` without quotes, its name among the blobs: the SHA-256 of large files, git's SHA-1 of others
    /// @param size in bytes
    record HubFile(String path, String hash, long size) {
        private static final String NAME = "[^/\\\\\\x00-\\x1f]+";

        /// Throws [T2lException] if a server names a path or a hash that would be a file elsewhere.
        HubFile {
            requireInside(path);
            if (!hash.matches("[\\w.+=-]+") || hash.startsWith(".")) {
                throw new T2lException(path + ": needs an ETag of letters and digits, got '" + hash + "'");
            }
        }

        /// Throws [T2lException] unless `path` stays in the directory to which it is resolved.
        static void requireInside(String path) {
            for (String part : path.split("/", -1)) {
                if (!part.matches(NAME) || part.equals(".") || part.equals("..") || part.matches("[A-Za-z]:.*")) {
                    throw new T2lException("hub: needs paths within the repository, got '" + path + "'");
                }
            }
        }
    }

    private static final int MAX_BYTES = 1 << 26;

    /// A commit and the paths of its files.
    record Commit(String id, List<String> paths) {}

    /// The commit that the revision names. Throws [T2lException] if there is none or it may not be read.
    Commit commit() {
        URI uri = at("/api/" + kind.plural() + "/" + name.repository() + "/revision/" + encoded(name.branch()));
        return wire.ask("GET", uri, Map::of, answer -> {
            requireOk(answer, name.toString());
            byte[] body = answer.getInputStream().readNBytes(MAX_BYTES);
            Source json = Source.parse(uri.toString(), body);
            String id = json.text("sha");
            if (!id.matches("[0-9a-f]{40}")) {
                throw json.wrong("sha", "a commit", id);
            }
            List<String> paths = json.objects("siblings").stream().map(file -> file.text("rfilename")).toList();
            paths.forEach(HubFile::requireInside);
            return new Commit(id, paths);
        });
    }

    /// What the hub says about a file of a commit.
    HubFile file(String commit, String path) {
        return wire.ask("HEAD", address(commit, path), Map::of, answer -> {
            if (answer.getResponseCode() / 100 != 3) { // on another server
                requireOk(answer, name + ": " + path);
            }
            String tag = first(answer, "X-Linked-Etag", "ETag");
            String size = first(answer, "X-Linked-Size", "Content-Length");
            if (tag == null || size == null || !size.matches("\\d{1,18}")) {
                throw new T2lException(name + ": " + path + ": needs a server that gives its ETag and its size, got "
                        + tag + " and " + size + "; check HF_ENDPOINT");
            }
            return new HubFile(path, tag.replaceFirst("^W/", "").replace("\"", ""), Long.parseLong(size));
        });
    }

    /// The address of a file of a commit; it may redirect to another server.
    URI address(String commit, String path) {
        return at((kind == Kind.DATASET ? "/datasets/" : "/") + name.repository() + "/resolve/" + commit + "/"
                + escaped(path));
    }

    /// Throws [T2lException] that says why the hub does not give `what`.
    void requireOk(HttpURLConnection answer, String what) throws IOException {
        int status = answer.getResponseCode();
        if (status == 200 || status == 206) {
            return;
        }
        String page = at((kind == Kind.DATASET ? "/datasets/" : "/") + name.repository()).toString();
        throw new T2lException(what + ": " + switch (status) {
            case 401 -> wire.token().isPresent()
                    ? "there is no such " + word() + ", or HF_TOKEN may not read it; check the name and the token"
                    : "there is no such " + word() + ", or it needs a token; check the name, or set HF_TOKEN";
            case 403 -> "HF_TOKEN may not read it; ask for access at " + page;
            case 404 -> "there is no such " + word() + " or revision; check the name and --type";
            default -> "needs to be readable, the server answered with status " + status;
        });
    }

    private String word() {
        return kind == Kind.DATASET ? "data set" : "model";
    }

    private URI at(String path) {
        return URI.create(wire.endpoint() + path);
    }

    private static String first(HttpURLConnection answer, String... names) {
        return Stream.of(names).map(answer::getHeaderField).filter(Objects::nonNull).findFirst().orElse(null);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /// A path with everything escaped that has a meaning in an address.
    private static String escaped(String path) {
        try {
            return new URI(null, null, "/" + path, null).toASCIIString().substring(1).replace("+", "%2B");
        } catch (URISyntaxException e) {
            throw new T2lException("hub: needs paths that fit into an address, got '" + path + "'", e);
        }
    }
}
