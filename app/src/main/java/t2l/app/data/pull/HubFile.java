package t2l.app.data.pull;

import t2l.tensor.T2lException;

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
