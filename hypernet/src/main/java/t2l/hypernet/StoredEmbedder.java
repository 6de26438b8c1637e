package t2l.hypernet;

import module java.base;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.*;
import t2l.tensor.ranks.Ranks;
import t2l.transformer.TokenStates;
import t2l.transformer.family.Builtin;

/// Keeps what an encoder says of descriptions on disk, so that each is read once, whatever run asks for it: vectors in
/// `folder`, and vectors with the states of tokens, which are a hundred times as large, in `folder/tokens`.
///
/// A description is named by a hash of all that its bits depend on: the encoder's files, the way it is asked, the backend, and
/// the text. It is read alone, because other texts in the batch change its last bits. Files hold up to [#SHARD], after
/// which an interrupted run has lost none of them. Without a place to write, everything is read anew.
///
/// @param reader  reads what is not known
/// @param folder  holds the files; created if it is missing
/// @param encoder the hash of everything but the text
/// @param hints   is told why nothing can be kept
/// @param ranks   that each read a part of what is not known, and find the others' if they share the folder
public record StoredEmbedder(TaskEmbedder reader, Path folder, String encoder, Kernels kernels, Consumer<String> hints,
        Ranks ranks) implements TaskEmbedder {
    private static final int SHARD = 512;
    private static final String ENDING = ".safetensors";
    private static final String TOKENS = "tokens";
    /// Follows the name of a description.
    private static final String STATES = ".states";
    private static final String VOCABULARY = "vocabulary";
    private static final String LAYERS = "layers";

    /// Keeps what `reader` reads below `root`.
    ///
    /// @param place the path or name of the encoder
    /// @param name  of the encoder in training, which determines prompt and pooling
    /// @param hints is told why nothing can be kept
    public static StoredEmbedder of(TaskEmbedder reader, Path root, String place, String name, Kernels kernels,
            Consumer<String> hints) {
        MessageDigest digest = FileHash.digest("SHA-256");
        digest.update((EncoderKind.named(name) + "\n" + kernels.name().replaceFirst(",.*", "") + "\n")
                .getBytes(StandardCharsets.UTF_8));
        Builtin.open(place, path -> {
            FileHash.add(path, digest);
            return path;
        });
        String encoder = HexFormat.of().formatHex(digest.digest());
        return new StoredEmbedder(reader, root.resolve(encoder.substring(0, 16)), encoder, kernels, hints,
                Ranks.alone());
    }

    /// The same for one of several ranks.
    public StoredEmbedder among(Ranks others) {
        return new StoredEmbedder(reader, folder, encoder, kernels, hints, others);
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
                read(place, IntStream.range(0, missing.size()).filter(i -> i % ranks.count() == ranks.rank())
                        .mapToObj(missing::get).toList(), texts, tokens, known, arena);
                ranks.any(false);
                stored(place, arena).forEach(known::putIfAbsent);
            }
            read(place, missing(texts, known), texts, tokens, known, arena);
            return Descriptions.together(descriptions.stream().map(text -> known.get(name(text))).toList(), tokens,
                    kernels, into);
        }
    }

    private static List<String> missing(Map<String, String> texts, Map<String, Descriptions> known) {
        return texts.keySet().stream().filter(name -> !known.containsKey(name)).toList();
    }

    private String name(String description) {
        MessageDigest digest = FileHash.digest("SHA-256");
        FileHash.addText(encoder + description, digest);
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    /// All that is in a folder, mapped as long as `arena` lives.
    private Map<String, Descriptions> stored(Path place, Arena arena) {
        Map<String, Descriptions> all = new HashMap<>();
        try {
            Files.createDirectories(place);
            Unfinished.sweep(place, _ -> true);
            try (Stream<Path> files = Files.list(place)) {
                files.filter(file -> file.toString().endsWith(ENDING)).sorted()
                        .forEach(file -> all.putAll(open(file, arena)));
            }
        } catch (IOException e) {
            hints.accept(
                    place + ": needs a directory for the vectors of descriptions, so that they are not read again: "
                            + WholeFile.reason(e));
        }
        return all;
    }

    private static Map<String, Descriptions> open(Path file, Arena arena) {
        SafeTensors stored = SafeTensors.map(file, arena);
        Map<String, Descriptions> all = new HashMap<>();
        stored.tensors().forEach((name, tensor) -> {
            if (!name.endsWith(STATES)) {
                Optional<Tensor> states = Optional.ofNullable(stored.tensors().get(name + STATES));
                all.put(name, new Descriptions(tensor, states.map(rows -> new TokenStates(rows,
                        List.of(0, rows.dim(0)), count(stored, VOCABULARY, ""), count(stored, LAYERS, "1")))));
            }
        });
        return all;
    }

    private static int count(SafeTensors stored, String name, String usual) {
        String text = stored.metadata().getOrDefault(name, usual);
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new T2lException(stored.path() + ": needs a number as " + name + " of the encoder, has '" + text
                    + "'; delete the file");
        }
        return Integer.parseInt(text);
    }

    /// Reads descriptions into memory of `arena`, adds them to `known`, and writes them into files, as long as that is possible.
    private void read(Path place, List<String> names, Map<String, String> texts, boolean tokens,
            Map<String, Descriptions> known, Arena arena) {
        boolean writes = Files.isDirectory(place);
        for (int i = 0; i < names.size(); i += SHARD) {
            List<String> shard = names.subList(i, Math.min(i + SHARD, names.size()));
            shard.forEach(name -> known.put(name, reader.read(List.of(texts.get(name)), tokens, arena)));
            writes = writes && write(place, shard, known);
        }
    }

    /// Writes a file named by what is in it; returns whether that was possible.
    private boolean write(Path place, List<String> names, Map<String, Descriptions> known) {
        MessageDigest digest = FileHash.digest("SHA-256");
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, String> metadata = new HashMap<>();
        for (String name : names) {
            Descriptions one = known.get(name);
            digest.update(name.getBytes(StandardCharsets.UTF_8));
            tensors.put(name, one.vectors());
            one.tokens().ifPresent(states -> {
                tensors.put(name + STATES, states.own());
                metadata.put(VOCABULARY, Integer.toString(states.vocabulary()));
                metadata.put(LAYERS, Integer.toString(states.layers()));
            });
        }
        try {
            SafeTensors.replace(place.resolve(HexFormat.of().formatHex(digest.digest(), 0, 16) + ENDING), tensors,
                    metadata);
            return true;
        } catch (T2lException e) {
            hints.accept(e.getMessage() + "; so what was read of descriptions is not kept");
            return false;
        }
    }

    @Override
    public void close() {
        reader.close();
    }
}
