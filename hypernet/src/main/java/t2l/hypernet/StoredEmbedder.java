package t2l.hypernet;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import t2l.tensor.DType;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.FileHash;
import t2l.tensor.io.SafeTensors;
import t2l.tensor.io.WholeFile;
import t2l.tensor.kernel.Copy;
import t2l.transformer.family.Builtin;

/// Keeps the vectors of descriptions on disk, so that each is read once, whatever run asks for it. The states of tokens
/// are not kept: they are a hundred times as large.
///
/// A vector is named by a hash of all that its bits depend on: the encoder's files, the way it is asked, the backend, and
/// the text. It is read alone, because the company of other texts changes its last bits. Vectors are written in files of
/// up to [#SHARD], after which an interrupted run has lost none of them.
///
/// The files are opened once; what other runs write later is not seen.
public final class StoredEmbedder implements TaskEmbedder {
    private static final int SHARD = 512;
    private static final String ENDING = ".safetensors";

    private final TaskEmbedder reader;
    private final Path folder;
    private final String encoder;
    private final Kernels kernels;
    private final Arena arena = Arena.ofShared();
    private final Map<String, Tensor> known = new HashMap<>();
    private boolean open;

    /// @param reader  reads what is not known
    /// @param folder  holds the files; created if it is missing
    /// @param encoder the hash of everything but the text
    private StoredEmbedder(TaskEmbedder reader, Path folder, String encoder, Kernels kernels) {
        this.reader = reader;
        this.folder = folder;
        this.encoder = encoder;
        this.kernels = kernels;
    }

    /// Keeps the vectors of `reader`, which is not closed with this, below `root`.
    ///
    /// @param place the path or name of the encoder
    /// @param name  of the encoder in training, which determines prompt and pooling
    public static StoredEmbedder of(TaskEmbedder reader, Path root, String place, String name, Kernels kernels) {
        MessageDigest digest = FileHash.digest("SHA-256");
        digest.update((EncoderPrompt.TaskReader.named(name) + "\n" + kernels.name().replaceFirst(",.*", "") + "\n")
                .getBytes(StandardCharsets.UTF_8));
        Builtin.open(place, path -> {
            FileHash.add(path, digest);
            return path;
        });
        String encoder = HexFormat.of().formatHex(digest.digest());
        return new StoredEmbedder(reader, root.resolve(encoder.substring(0, 16)), encoder, kernels);
    }

    @Override
    public Descriptions read(List<String> descriptions, boolean tokens, SegmentAllocator into) {
        if (tokens || descriptions.isEmpty()) {
            return reader.read(descriptions, tokens, into);
        }
        openOnce();
        List<String> names = descriptions.stream().map(this::name).toList();
        Map<String, Tensor> fresh = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            if (!known.containsKey(names.get(i))) {
                Tensor vector = reader.read(List.of(descriptions.get(i)), false, arena).vectors();
                known.put(names.get(i), vector);
                fresh.put(names.get(i), vector);
            }
            if (fresh.size() == SHARD || (i == names.size() - 1 && !fresh.isEmpty())) {
                write(fresh);
                fresh.clear();
            }
        }
        Tensor all = Tensor.allocate(into, DType.F32, names.size(), known.get(names.getFirst()).dim(1));
        for (int i = 0; i < names.size(); i++) {
            kernels.run(new Copy(known.get(names.get(i)), all.narrow(0, i, 1)));
        }
        return new Descriptions(all);
    }

    private String name(String description) {
        MessageDigest digest = FileHash.digest("SHA-256");
        digest.update((encoder + description).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    /// Maps all vectors in the folder into memory.
    private void openOnce() {
        if (open) {
            return;
        }
        try {
            Files.createDirectories(folder);
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(ENDING)).sorted()
                        .forEach(file -> known.putAll(SafeTensors.open(file, arena).tensors()));
            }
            open = true;
        } catch (IOException e) {
            throw new T2lException(
                    folder + ": needs a directory for the vectors of descriptions: " + WholeFile.reason(e),
                    e);
        }
    }

    /// Writes a file named by what is in it.
    private void write(Map<String, Tensor> vectors) {
        MessageDigest digest = FileHash.digest("SHA-256");
        vectors.keySet().forEach(name -> digest.update(name.getBytes(StandardCharsets.UTF_8)));
        SafeTensors.replace(folder.resolve(HexFormat.of().formatHex(digest.digest(), 0, 16) + ENDING), vectors,
                Map.of());
    }

    @Override
    public void close() {
        arena.close();
    }
}
