package t2l.app.data.pull;

import module java.base;
import t2l.app.data.pull.HubClient.HubFile;
import t2l.tensor.T2lException;
import t2l.tensor.io.*;

/// Fetches one file into `blobs`: as `HASH.incomplete`, which a later call goes on with, then checked, synced and renamed.
///
/// @param progress is told how many bytes of the file are there
record BlobDownload(HubClient hub, String commit, HubFile file, Path blobs, LongConsumer progress) {
    private static final int PIECE = 1 << 16;

    /// The file, which is there already or is fetched. Throws [T2lException] if that fails.
    Path get() {
        Path blob = blobs.resolve(file.hash());
        if (!Files.exists(blob)) {
            fetch(blob);
        }
        progress.accept(file.size());
        return blob;
    }

    private void fetch(Path blob) {
        Path part = blobs.resolve(file.hash() + ".incomplete");
        try {
            Files.createDirectories(blobs);
            try (FileChannel channel = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.READ,
                    StandardOpenOption.WRITE); FileLock _ = lock(channel)) {
                fill(channel);
                requireHash(channel);
                channel.force(true);
            }
            WholeFile.rename(part, blob, true);
        } catch (IOException e) {
            throw new T2lException(blobs + ": " + file.path() + " cannot be written: " + WholeFile.reason(e), e);
        }
    }

    private FileLock lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            if (lock != null) {
                return lock;
            }
        } catch (OverlappingFileLockException _) {
            // by this process
        }
        throw new T2lException(file.path() + ": is being fetched by another t2l pull; wait for it to end");
    }

    private void fill(FileChannel channel) throws IOException {
        if (channel.size() > file.size()) {
            channel.truncate(0);
        }
        if (channel.size() == file.size()) {
            return;
        }
        hub.wire().ask("GET", hub.address(commit, file.path()), () -> from(channel.size()), answer -> {
            if (answer.getResponseCode() == 416) { // the server has another file than it said
                channel.truncate(0);
                throw new IOException("it cannot go on at a byte");
            }
            hub.requireOk(answer, hub.name() + ": " + file.path());
            append(answer, channel);
            return channel;
        });
    }

    private static Map<String, String> from(long start) {
        return start == 0 ? Map.of() : Map.of("Range", "bytes=" + start + "-");
    }

    private void append(HttpURLConnection answer, FileChannel channel) throws IOException {
        String range = answer.getHeaderField("Content-Range");
        if (range == null || !range.startsWith("bytes " + channel.size() + "-")) {
            channel.truncate(0); // the whole file comes
        }
        channel.position(channel.size());
        try (InputStream body = answer.getInputStream()) {
            byte[] piece = new byte[PIECE];
            while (channel.position() < file.size()) {
                int read = body.read(piece, 0, (int) Math.min(PIECE, file.size() - channel.position()));
                if (read < 0) {
                    throw new EOFException("its connection was closed");
                }
                write(channel, ByteBuffer.wrap(piece, 0, read));
                hub.wire().requireGoing();
            }
        } catch (IOException e) {
            throw new IOException("it ended after " + channel.position() + " of " + file.size() + " bytes: "
                    + e.getMessage(), e);
        }
    }

    private void write(FileChannel channel, ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            progress.accept(channel.position());
        } catch (IOException e) {
            throw new T2lException(blobs + ": " + file.path() + " cannot be written: " + WholeFile.reason(e), e);
        }
    }

    /// Compares the content with its hash. What is wrong is deleted, so that the next call begins anew.
    private void requireHash(FileChannel channel) throws IOException {
        boolean large = file.hash().matches("[0-9a-f]{64}");
        if (!large && !file.hash().matches("[0-9a-f]{40}")) {
            return; // the ETag of a server that is no hub says nothing about the content
        }
        MessageDigest digest = FileHash.digest(large ? "SHA-256" : "SHA-1");
        if (!large) {
            digest.update(("blob " + channel.size() + "\0").getBytes(StandardCharsets.US_ASCII));
        }
        channel.position(0);
        ByteBuffer piece = ByteBuffer.allocate(PIECE);
        while (channel.read(piece.clear()) >= 0) {
            digest.update(piece.flip());
        }
        String found = HexFormat.of().formatHex(digest.digest());
        if (!found.equals(file.hash())) {
            channel.truncate(0);
            throw new T2lException(
                    hub.name() + ": " + file.path() + ": needs the hash " + file.hash() + ", has " + found
                            + "; the download was deleted, pull it again");
        }
    }

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
}
