package t2l.transformer.family;

import module java.base;
import t2l.tensor.T2lException;
import t2l.tensor.io.*;
import t2l.transformer.DecoderConfig;
import t2l.transformer.hub.HubCache;

/// Models that are part of the program, named `builtin:NAME` in place of a path. They are ordinary model directories on
/// the class path, `t2l/builtin/NAME`, or in a module that opens them.
public final class Builtin {
    private static final String PREFIX = "builtin:";
    /// A class path cannot be listed; these are the possible files of a hypernetwork, and
    private static final List<String> HYPERNETWORK = List.of("t2l/args.yaml", "t2l/adapter_config.json",
            "t2l/hypermod.safetensors", "t2l/tasks.safetensors");
    /// those of a model,
    private static final List<String> MODEL = List.of("config.json", "generation_config.json", "model.safetensors",
            "model.gguf", "tokenizer.json", "tokenizer_config.json", "chat_template.jinja", "modules.json",
            "1_Pooling/config.json", "sentence_bert_config.json");
    /// which may have one beside it.
    private static final List<String> ALL = Stream.of(HYPERNETWORK, MODEL).flatMap(List::stream).toList();

    private Builtin() {}

    /// Whether `name` names a built-in model.
    public static boolean is(String name) {
        return name.startsWith(PREFIX);
    }

    /// The last part of a name, for display: `builtin:tiny` is `tiny`, a file is called like it without `.gguf`.
    public static String label(String name) {
        return is(name)
                ? name.substring(PREFIX.length())
                : Path.of(name).toAbsolutePath().normalize().getFileName().toString().replaceFirst("\\.gguf$", "");
    }

    /// Opens what `name` names ([HubCache#path]), or the built-in model of that name, unpacked to a directory that exists while
    /// `open` runs. Files that it maps into memory remain readable. Throws [T2lException] if there is no such model.
    public static <T> T open(String name, Function<Path, T> open) {
        return open(name, ALL, open);
    }

    /// Like [#open], without the directory `t2l`. Throws [T2lException] also if there is only that.
    static <T> T openModel(String name, Function<Path, T> open) {
        return open(name, MODEL, path -> {
            if (is(name) && TensorFile.ofModel(path).isEmpty()) {
                throw new T2lException(name + ": needs a model, this is a hypernetwork; open the GGUF file of the"
                        + " model that it adapts, for which it is the default");
            }
            return open.apply(path);
        });
    }

    private static <T> T open(String name, List<String> files, Function<Path, T> open) {
        if (!is(name)) {
            return open.apply(HubCache.path(name));
        }
        try (ScratchDirectory scratch = ScratchDirectory.make()) {
            unpack(name, files, scratch.path());
            return opened(name, scratch.path(), open);
        } catch (IOException e) {
            throw new T2lException(name + ": cannot be unpacked: " + e.getMessage(), e);
        }
    }

    private static <T> T opened(String name, Path directory, Function<Path, T> open) {
        try {
            return open.apply(directory);
        } catch (T2lException e) {
            // The user does not know that directory.
            throw new T2lException(e.getMessage().replace(directory.toString(), name), e);
        }
    }

    /// Like [#open], for the hypernetwork of a built-in model: the directory `t2l` beside its files.
    public static <T> T openHypernetwork(String name, Function<Path, T> open) {
        return openHypernetwork(name, HYPERNETWORK, open);
    }

    /// The same, of which only the settings are unpacked.
    public static <T> T openHypernetworkSettings(String name, Function<Path, T> open) {
        return openHypernetwork(name, List.of(HYPERNETWORK.getFirst()), open);
    }

    private static <T> T openHypernetwork(String name, List<String> files, Function<Path, T> open) {
        return open(name, files, path -> open.apply(is(name) ? path.resolve("t2l") : path));
    }

    /// The sizes of a built-in model, or of the model that a built-in hypernetwork is for.
    public static DecoderConfig config(String name) {
        return open(name, List.of("config.json"), Checkpoint::config);
    }

    private static void unpack(String name, List<String> files, Path directory) throws IOException {
        boolean any = false;
        for (String file : files) {
            // Asked of the loader: the file may be in another module, which opens its folder.
            try (InputStream in = Builtin.class.getClassLoader()
                    .getResourceAsStream("t2l/builtin/" + name.substring(PREFIX.length()) + "/" + file)) {
                if (in != null) {
                    Files.createDirectories(directory.resolve(file).getParent());
                    Files.copy(in, directory.resolve(file));
                    any = true;
                }
            }
        }
        if (!any) {
            throw new T2lException(
                    name + ": no such model is built in; these are: builtin:tiny, builtin:minilm, builtin:stories260k");
        }
    }
}
