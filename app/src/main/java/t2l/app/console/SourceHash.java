package t2l.app.console;

import module java.base;
import t2l.hypernet.RunFolder;
import t2l.tensor.T2lException;
import t2l.tensor.io.*;
import t2l.transformer.family.Builtin;

/// A hash of the files of models: the same hash means the same weights.
///
/// Of a large file, [#SAMPLES] pieces and the length are read, which takes milliseconds. That misses a change of a tenth of its
/// weights, as by a merged LoRA, once in eight hundred times, and another training never. Small files are read whole.
public final class SourceHash {
    private static final int SAMPLES = 64;
    private static final int SAMPLE = 1 << 14;

    private final MessageDigest digest = FileHash.digest("SHA-256");

    /// Adds the files of a model, an adapter or a text encoder. Throws [T2lException] if there is none of this name.
    public void addModel(String name) {
        Builtin.open(name, path -> add(path, digest));
    }

    /// Adds the files of a hypernetwork; throws the same.
    public void addHypernetwork(String name) {
        Builtin.openHypernetwork(name, path -> add(RunFolder.Place.of(path), digest));
    }

    /// Adds a text.
    public void addText(String text) {
        FileHash.addText(text, digest);
    }

    /// The hash of all that was added, after which there is nothing.
    public byte[] digest() {
        return digest.digest();
    }

    private static Path add(RunFolder.Place place, MessageDigest digest) {
        add(place.folder(), digest);
        return place.weights().getParent().equals(place.folder()) ? place.folder() : add(place.weights(), digest);
    }

    private static Path add(Path path, MessageDigest digest) {
        if (!Files.exists(path)) {
            throw new T2lException(path + ": cannot be read, there is nothing of that name");
        }
        try (Stream<Path> files = Files.isDirectory(path)
                ? Files.list(path).filter(Files::isRegularFile).filter(SourceHash::matters)
                : Gguf.parts(path).stream()) {
            for (Path file : files.sorted().toList()) {
                addFile(file, digest);
            }
        } catch (IOException e) {
            throw new T2lException(path + ": cannot be read: " + e.getMessage(), e);
        }
        return path;
    }

    private static boolean matters(Path file) {
        return file.getFileName().toString().matches(".*\\.(safetensors|gguf|pt|json|yaml|jinja)");
    }

    private static void addFile(Path file, MessageDigest digest) throws IOException {
        ByteBuffer part = ByteBuffer.allocate(SAMPLE);
        try (FileChannel in = FileChannel.open(WholeFile.regular(file))) {
            long size = in.size();
            digest.update((file.getFileName() + " " + size + "\n").getBytes(StandardCharsets.UTF_8));
            long pieces = Math.min(SAMPLES, Math.ceilDiv(size, SAMPLE));
            for (long i = 0; i < pieces; i++) {
                long at = pieces == SAMPLES ? (size - SAMPLE) * i / (SAMPLES - 1) : i * SAMPLE;
                part.clear();
                int read = 0;
                while (part.hasRemaining() && read >= 0) {
                    read = in.read(part, at + part.position());
                }
                digest.update(part.flip());
            }
        }
    }
}
