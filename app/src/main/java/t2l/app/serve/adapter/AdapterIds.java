package t2l.app.serve.adapter;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import t2l.T2l;
import t2l.app.console.SourceHash;
import t2l.tensor.Tensor;
import t2l.tensor.io.FileHash;
import t2l.transformer.lora.Lora;

/// Names adapters after all that their numbers depend on: base model, hypernetwork, encoder, and what they were asked to do. So
/// the same id means the same bits, on every server and after every restart.
final class AdapterIds {
    private static final String PREFIX = "t2l-";
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
