package t2l.serve.adapter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import t2l.T2l;
import t2l.hypernet.HypermodPlace;
import t2l.tensor.Tensor;
import t2l.tensor.io.FileHash;
import t2l.transformer.family.Builtin;
import t2l.transformer.lora.Lora;

/// Names adapters after all that their numbers depend on: base model, hypernetwork, encoder, and what they were asked to do. So
/// the same id means the same bits, on every server and after every restart.
///
/// Of a large file, [#SAMPLES] pieces and the length are read, which takes milliseconds: two trainings share none of their
/// weights. Small ones are read whole.
final class AdapterIds {
    private static final String PREFIX = "t2l-";
    private static final int DIGITS = 16;
    private static final int SAMPLES = 16;
    private static final int SAMPLE = 1 << 16;

    private final byte[] sources;

    /// Reads the files.
    AdapterIds(T2l t2l) {
        MessageDigest digest = FileHash.digest("SHA-256");
        List<String> names = t2l.describes() ? t2l.sources() : List.of();
        for (int i = 0; i < names.size(); i++) {
            if (i == 1) {
                Builtin.openHypernetwork(names.get(i), path -> add(HypermodPlace.of(path), digest));
            } else {
                Builtin.open(names.get(i), path -> add(path, digest));
            }
        }
        sources = digest.digest();
    }

    /// Whether `id` looks like one of these.
    static boolean is(String id) {
        return id.matches(PREFIX + "[0-9a-f]{" + DIGITS + "}");
    }

    /// The id for what an adapter is to do.
    String of(String what) {
        MessageDigest digest = FileHash.digest("SHA-256");
        digest.update(sources);
        digest.update(what.getBytes(StandardCharsets.UTF_8));
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

    private static Path add(HypermodPlace place, MessageDigest digest) {
        add(place.folder(), digest);
        return place.weights().getParent().equals(place.folder()) ? place.folder() : add(place.weights(), digest);
    }

    private static Path add(Path path, MessageDigest digest) {
        try (Stream<Path> files = Files.isDirectory(path) ? Files.list(path) : Stream.of(path)) {
            for (Path file : files.filter(Files::isRegularFile).filter(AdapterIds::matters).sorted().toList()) {
                addFile(file, digest);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return path;
    }

    private static boolean matters(Path file) {
        return file.getFileName().toString().matches(".*\\.(safetensors|gguf|pt|json|yaml|jinja)");
    }

    private static void addFile(Path file, MessageDigest digest) throws IOException {
        ByteBuffer part = ByteBuffer.allocate(SAMPLE);
        try (FileChannel in = FileChannel.open(file)) {
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
