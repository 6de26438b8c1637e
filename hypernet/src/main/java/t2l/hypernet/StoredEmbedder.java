package t2l.hypernet;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import t2l.tensor.T2lException;
import t2l.tensor.Tensor;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.FileHash;
import t2l.tensor.io.SafeTensors;
import t2l.tensor.io.WholeFile;
import t2l.tensor.ranks.Ranks;
import t2l.transformer.TokenStates;
import t2l.transformer.family.Builtin;

/// Keeps what an encoder says of descriptions on disk, so that each is read once, whatever run asks for it: vectors in
/// `folder`, and vectors with the states of tokens, which are a hundred times as large, in `folder/tokens`.
///
/// A description is named by a hash of all that its bits depend on: the encoder's files, the way it is asked, the backend, and
/// the text. It is read alone, because the company of other texts changes its last bits. Files hold up to [#SHARD], after
/// which an interrupted run has lost none of them.
///
/// @param reader  reads what is not known
/// @param folder  holds the files; created if it is missing
/// @param encoder the hash of everything but the text
/// @param ranks   that each read a part of what is not known, and find the others' if they share the folder
public record StoredEmbedder(TaskEmbedder reader, Path folder, String encoder, Kernels kernels,
        Ranks ranks) implements TaskEmbedder {
    private static final int SHARD = 512;
    private static final String ENDING = ".safetensors";
    private static final String TOKENS = "tokens";
    /// Follows the name of a description.
    private static final String STATES = ".states";
    private static final String VOCABULARY = "vocabulary";

    /// Keeps what `reader` reads below `root`.
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
        return new StoredEmbedder(reader, root.resolve(encoder.substring(0, 16)), encoder, kernels,
                Ranks.alone());
    }

    /// The same for one of several ranks.
    public StoredEmbedder among(Ranks others) {
        return new StoredEmbedder(reader, folder, encoder, kernels, others);
    }

    @Override
    public Descriptions read(List<String> descriptions, boolean tokens, SegmentAllocator into) {
        if (descriptions.isEmpty()) {
            return reader.read(descriptions, tokens, into);
        }
        Path place = tokens ? folder.resolve(TOKENS) : folder;
        Map<String, String> texts = new LinkedHashMap<>();
        descriptions.forEach(text -> texts.put(name(text), text));
        try (Arena arena = Arena.ofShared()) {
            Map<String, Descriptions> known = stored(place, arena);
            if (ranks.count() > 1) {
                List<String> missing = missing(texts, known);
                ranks.any(false); // all have seen what is missing, before the first writes
                write(place, IntStream.range(0, missing.size()).filter(i -> i % ranks.count() == ranks.rank())
                        .mapToObj(missing::get).toList(), texts, tokens);
                ranks.any(false);
                known.putAll(stored(place, arena));
            }
            write(place, missing(texts, known), texts, tokens).forEach(file -> known.putAll(open(file, arena)));
            return Descriptions.together(descriptions.stream().map(text -> known.get(name(text))).toList(), tokens,
                    kernels, into);
        }
    }

    private static List<String> missing(Map<String, String> texts, Map<String, Descriptions> known) {
        return texts.keySet().stream().filter(name -> !known.containsKey(name)).toList();
    }

    private String name(String description) {
        MessageDigest digest = FileHash.digest("SHA-256");
        digest.update((encoder + description).getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    /// All that is in a folder, mapped for as long as `arena` lives.
    private static Map<String, Descriptions> stored(Path place, Arena arena) {
        Map<String, Descriptions> all = new HashMap<>();
        try {
            Files.createDirectories(place);
            try (Stream<Path> files = Files.list(place)) {
                files.filter(file -> file.toString().endsWith(ENDING)).sorted()
                        .forEach(file -> all.putAll(open(file, arena)));
            }
            return all;
        } catch (IOException e) {
            throw new T2lException(
                    place + ": needs a directory for the vectors of descriptions: " + WholeFile.reason(e),
                    e);
        }
    }

    private static Map<String, Descriptions> open(Path file, Arena arena) {
        SafeTensors stored = SafeTensors.open(file, arena);
        Map<String, Descriptions> all = new HashMap<>();
        stored.tensors().forEach((name, tensor) -> {
            if (!name.endsWith(STATES)) {
                Optional<Tensor> states = Optional.ofNullable(stored.tensors().get(name + STATES));
                all.put(name, new Descriptions(tensor, states.map(rows -> new TokenStates(rows,
                        List.of(0, rows.dim(0)), vocabulary(stored)))));
            }
        });
        return all;
    }

    private static int vocabulary(SafeTensors stored) {
        String text = stored.metadata().getOrDefault(VOCABULARY, "");
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new T2lException(stored.path() + ": needs the size of the encoder's vocabulary, has '" + text
                    + "'; delete the file");
        }
        return Integer.parseInt(text);
    }

    /// Reads descriptions, and writes them into files.
    private List<Path> write(Path place, List<String> names, Map<String, String> texts, boolean tokens) {
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < names.size(); i += SHARD) {
            files.add(written(place, names.subList(i, Math.min(i + SHARD, names.size())), texts, tokens));
        }
        return files;
    }

    /// Reads some descriptions, and writes a file named by what is in it.
    private Path written(Path place, List<String> names, Map<String, String> texts, boolean tokens) {
        MessageDigest digest = FileHash.digest("SHA-256");
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, String> metadata = new HashMap<>();
        try (Arena arena = Arena.ofShared()) {
            for (String name : names) {
                Descriptions one = reader.read(List.of(texts.get(name)), tokens, arena);
                digest.update(name.getBytes(StandardCharsets.UTF_8));
                tensors.put(name, one.vectors());
                one.tokens().ifPresent(states -> {
                    tensors.put(name + STATES, states.own());
                    metadata.put(VOCABULARY, Integer.toString(states.vocabulary()));
                });
            }
            Path file = place.resolve(HexFormat.of().formatHex(digest.digest(), 0, 16) + ENDING);
            SafeTensors.replace(file, tensors, metadata);
            return file;
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
