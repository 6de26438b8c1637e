package t2l.app.data.pull;

import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.io.WholeFile;

/// Makes files visible under their names, each whole and checked before.
///
/// @param directory `snapshots/COMMIT`
record Snapshot(Path directory) {
    /// Puts `blob` at `path`: as a relative link, or as a copy where the file system has no links. Throws [T2lException]
    /// if that fails.
    void put(String path, Path blob) {
        Path place = directory.resolve(path);
        try {
            if (Files.exists(place)) {
                return;
            }
            Files.createDirectories(place.getParent());
            link(place, blob);
        } catch (IOException e) {
            throw new T2lException(place + ": cannot be written: " + WholeFile.reason(e), e);
        }
    }

    private static void link(Path place, Path blob) throws IOException {
        try {
            Files.deleteIfExists(place); // a link to a blob that somebody has removed
            Files.createSymbolicLink(place, place.getParent().relativize(blob));
        } catch (FileAlreadyExistsException _) {
            return; // another process was faster
        } catch (UnsupportedOperationException | FileSystemException _) {
            copy(place, blob);
        }
    }

    private static void copy(Path place, Path blob) {
        WholeFile.replace(place, to -> {
            try (FileChannel from = FileChannel.open(blob)) {
                for (long at = 0; at < from.size();) {
                    at += from.transferTo(at, from.size() - at, to);
                }
            }
        });
    }
}
