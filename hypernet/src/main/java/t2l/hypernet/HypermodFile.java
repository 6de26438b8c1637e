package t2l.hypernet;

import static t2l.hypernet.RunFolder.*;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.io.*;
import t2l.tensor.kernel.Products.Dot;
import t2l.tensor.settings.Source;
import t2l.transformer.family.WeightTypes;
import t2l.transformer.lora.*;

/// A trained hypernetwork as a directory: `args.yaml`, `adapter_config.json`, and the weights in the reference's format
/// (`hypermod.pt`) or ours (`hypermod.safetensors`) (t2l-spec §5). A checkpoint is read as well ([RunFolder.Place]).
///
/// The reference always stores three tables with the network, often all zero. Ours stores only those that the network
/// uses, and its metadata records what the reference leaves to the arguments, the base model or chance: variant,
/// layers, and the order and the sizes of the targets.
///
/// Reading is strict: the tensors must be exactly those of the network. (The reference loads the tensors that match and
/// leaves the others at their initial values.)
///
/// @param settings what the arguments say of the network
/// @param tensors the weights by the names in [HyperNetwork], in F32
/// @param atlas   of the tasks it was trained on, if there is one
public record HypermodFile(Arguments arguments, NetworkSettings settings, LoraConfig lora, HyperConfig config,
        Map<String, Tensor> tensors, Optional<TaskAtlas> atlas) {
    private static final String TARGETS = "targets";
    private static final String VARIANT = "variant";
    private static final String ENCODER = "encoder";
    private static final String LAYERS = "layers";
    private static final String VOCABULARY = "vocabulary";
    private static final Set<String> TABLES = Set.of(Tables.OFFSET, Tables.MEAN, Tables.DEVIATION);

    /// Reads what is at `given`, see [RunFolder.Place#of]; the tensors live as long as `arena`. Throws [T2lException] if it is
    /// not a hypernetwork, or if its tensors are not those of the network that it describes.
    ///
    /// @param order   the targets in the order of their type codes, to override the file. In the reference, that order
    ///                changes from process to process; the only reliable record of it is the order of the `heads.*`
    ///                entries of the pickle (t2l-spec Q1)
    /// @param kernels run conversions
    public static HypermodFile read(Path given, Optional<List<String>> order, Kernels kernels, Arena arena) {
        Place place = Place.of(given);
        Arguments arguments = place.arguments();
        TensorFile values = TensorFile.open(place.weights(), arena);
        TensorFile described = place.isWhole() ? values : frozen(place.folder(), arena);
        Map<String, Tensor> stored = new LinkedHashMap<>(described.tensors());
        stored.putAll(values.tensors());
        stored.keySet().removeIf(name -> name.startsWith(OPTIMISER));
        Source metadata = Source.of(described.path().toString(), Source.Form.SPELLED,
                described instanceof SafeTensors ours ? ours.metadata() : Map.of());
        return new Reader(place, arguments, NetworkSettings.of(arguments.reader()),
                LoraFile.config(place.folder()), stored, metadata, kernels, arena).read(order);
    }

    private static TensorFile frozen(Path run, Arena arena) {
        Path file = new RunFolder(run).frozen();
        if (!Files.exists(file)) {
            throw new T2lException(
                    run + ": needs " + file.getFileName() + ", which a training writes when it starts, to"
                            + " use its checkpoints; there is none; t2l train with the setting finish makes a result of the run");
        }
        return SafeTensors.open(file, arena);
    }

    /// Reads one directory.
    private record Reader(Place place, Arguments arguments, NetworkSettings settings, LoraConfig lora,
            Map<String, Tensor> stored, Source metadata, Kernels kernels, Arena arena) {
        HypermodFile read(Optional<List<String>> order) {
            List<Target> targets = order.orElseGet(this::order).stream().map(this::target).toList();
            HyperConfig.Encoding encoding = metadata.choice(ENCODER, HyperConfig.Encoding.LINEAR);
            boolean tokens = encoding != HyperConfig.Encoding.LINEAR;
            HyperConfig config = new HyperConfig(targets, layers(targets), require(encoding.first()).dim(1),
                    tokens ? metadata.count(VOCABULARY) : 0, settings.latent(), settings.head(),
                    HyperConfig.Rank.of(lora), metadata.choice(VARIANT, settings.variant()), encoding,
                    stored.containsKey("heads." + targets.getFirst().name() + ".bias"), output(targets));
            return new HypermodFile(arguments, settings, lora, config, tensors(config),
                    TaskAtlas.read(place.folder(), kernels, arena));
        }

        private List<String> order() {
            if (metadata.findText(TARGETS).isPresent()) {
                return described().map(parts -> parts[0]).toList();
            }
            if (!place.weights().endsWith(PICKLE)) {
                throw new T2lException(
                        place.weights() + ": needs the order of the target modules among its metadata, has none;"
                                + " name it in the setting targets");
            }
            return stored.keySet().stream().filter(name -> name.startsWith("heads.") && name.endsWith(".weight"))
                    .map(name -> name.split("\\.", -1)[1]).toList();
        }

        /// The names and sizes of the targets in our metadata.
        private Stream<String[]> described() {
            return Stream.of(metadata.text(TARGETS, "").split(" ", -1)).map(target -> target.split(":", -1));
        }

        /// Sizes come from our metadata or from the reference's offset table.
        private Target target(String name) {
            return described().filter(parts -> parts[0].equals(name) && parts.length == 3).findFirst()
                    .map(parts -> new Target(name, metadata.asCount(TARGETS, parts[1], 1, Integer.MAX_VALUE),
                            metadata.asCount(TARGETS, parts[2], 1, Integer.MAX_VALUE)))
                    .orElseGet(() -> new Target(name, require(Tables.OFFSET + ".A." + name).dim(2),
                            require(Tables.OFFSET + ".B." + name).dim(1)));
        }

        private int layers(List<Target> targets) {
            return metadata.count(LAYERS, 1, Integer.MAX_VALUE)
                    .orElseGet(() -> require(Tables.OFFSET + ".A." + targets.getFirst().name()).dim(0));
        }

        /// The output according to the arguments, unless the tables contradict them.
        private HyperConfig.Output output(List<Target> targets) {
            HyperConfig.Output said = settings.output();
            if (said instanceof HyperConfig.Output.Offset || targets.stream()
                    .noneMatch(t -> nonZero(Tables.OFFSET + ".A." + t.name())
                            || nonZero(Tables.OFFSET + ".B." + t.name()))) {
                return said;
            }
            if (said.reconstruction()) {
                throw new T2lException(place.weights()
                        + ": needs an AB_offset of zeros in a reconstruction, got other numbers (t2l-spec Q4b)");
            }
            return new HyperConfig.Output.Offset(false);
        }

        private boolean nonZero(String name) {
            Tensor t = stored.get(name);
            if (t == null) {
                return false;
            }
            Tensor sum = Tensor.allocate(arena, DType.F32, 1);
            kernels.run(new Dot(t, t, sum));
            return sum.get(0) != 0;
        }

        /// The tensors of the network, in F32.
        private Map<String, Tensor> tensors(HyperConfig config) {
            Layout asked = new Layout();
            HyperNetwork _ = new HyperNetwork(asked, config);
            Set<String> missing = new TreeSet<>();
            Map<String, Tensor> tensors = new LinkedHashMap<>();
            for (Param p : asked.params()) {
                Tensor t = stored.get(p.name());
                if (t == null) {
                    missing.add(p.name());
                } else {
                    tensors.put(p.name(), t.dtype() == DType.F32 ? t : WeightTypes.copy(t, DType.F32, kernels, arena));
                }
            }
            Set<String> unknown = new TreeSet<>(stored.keySet());
            unknown.removeAll(tensors.keySet());
            unknown.removeIf(name -> TABLES.contains(name.split("\\.", 2)[0]));
            if (!missing.isEmpty() || !unknown.isEmpty()) {
                throw new T2lException(place.weights() + ": needs the tensors of a hypernetwork of variant "
                        + Variant.Preset.name(config.variant(), config.encoding()) + " for "
                        + config.targets().stream().map(Target::name).toList()
                        + ", but " + listed(missing, "missing") + " and " + listed(unknown, "unknown")
                        + "; are its arguments those of " + arguments.source() + "?");
            }
            return tensors;
        }

        private static String listed(Set<String> names, String what) {
            String shown = names.stream().limit(8).collect(Collectors.joining(", "));
            return names.isEmpty()
                    ? "none is " + what
                    : names.size() + " are " + what + " (" + shown + (names.size() > 8 ? ", …" : "") + ")";
        }

        private Tensor require(String name) {
            Tensor t = stored.get(name);
            if (t == null) {
                throw new T2lException(
                        place.weights() + ": needs a tensor " + name + ", there is none among its " + stored.size()
                                + "; name the directory of a hypernetwork");
            }
            return t;
        }
    }

    /// Writes `args.yaml`, `adapter_config.json` and `hypermod.safetensors` into an existing directory, replacing old
    /// ones.
    ///
    /// @param weights all tensors of the network, F32 or BF16
    public static void write(Path directory, Arguments arguments, LoraConfig lora, HyperConfig config,
            Map<String, Tensor> weights) {
        write(directory.resolve(OURS), arguments, lora,
                file -> SafeTensors.replace(file, weights, metadata(config)));
    }

    /// Writes what a run's checkpoints share into its directory ([RunFolder]), replacing old files. Deletes the result of an
    /// earlier run or part of the run, which would be used in place of the checkpoints.
    ///
    /// @param frozen the tensors that are not trained
    public static void begin(RunFolder run, Arguments arguments, LoraConfig lora, HyperConfig config,
            Map<String, Tensor> frozen) {
        write(run.frozen(), arguments, lora, file -> {
            delete(run.path().resolve(OURS));
            SafeTensors.replace(file, frozen, metadata(config));
        });
    }

    private static void delete(Path result) {
        try {
            Files.deleteIfExists(result);
        } catch (IOException e) {
            throw new T2lException(result + ": cannot be deleted: " + WholeFile.reason(e), e);
        }
    }

    private static Map<String, String> metadata(HyperConfig config) {
        Map<String, String> metadata = new HashMap<>();
        metadata.put(TARGETS, config.targets().stream().map(t -> t.name() + ":" + t.in() + ":" + t.out())
                .collect(Collectors.joining(" ")));
        metadata.put(VARIANT, config.variant().name().toLowerCase(Locale.ROOT));
        metadata.put(ENCODER, config.encoding().name().toLowerCase(Locale.ROOT));
        metadata.put(LAYERS, Integer.toString(config.layers()));
        if (config.tokens()) {
            metadata.put(VOCABULARY, Integer.toString(config.vocabulary()));
        }
        return metadata;
    }

    /// Writes the three files of a directory, in which there must be no other weights.
    private static void write(Path file, Arguments arguments, LoraConfig lora, Consumer<Path> weights) {
        if (Files.exists(file.resolveSibling(PICKLE))) {
            throw new T2lException(file.getParent() + ": needs a directory without " + PICKLE + " to write "
                    + file.getFileName() + " into, has one; move it away or name another directory");
        }
        weights.accept(file);
        LoraFile.replaceConfig(file.getParent(), lora);
        arguments.write(file.resolveSibling(Arguments.FILE));
    }
}
