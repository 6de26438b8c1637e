package t2l.hypernet;

import module java.base;
import t2l.autograd.*;
import t2l.tensor.*;
import t2l.tensor.backend.Kernels;
import t2l.tensor.kernel.Elementwise.*;
import t2l.tensor.settings.Source;
import t2l.transformer.Decoder;
import t2l.transformer.family.*;
import t2l.transformer.hub.HubCache;
import t2l.transformer.lora.Lora;
import t2l.transformer.template.*;

/// Description in, adapter out: a trained hypernetwork with its text encoder. The weights of the model to be adapted
/// are not needed. One thread at a time: while one generates, another with the same kernels is refused.
public final class TextToLora implements AutoCloseable {
    private static final String MINILM = "builtin:minilm";

    /// Number of nearest training tasks reported with an adapter.
    private static final int NEAREST = 3;

    /// The most training tasks of [#mean].
    private static final int MEAN = 64;

    private final Arena arena = Arena.ofShared();
    private final Workspace workspace = new Workspace();
    private final Kernels kernels;
    private final HypermodFile file;
    private final HyperNetwork network;
    private final Optional<ChatTemplate> template;
    private final boolean opening;
    private final TaskEmbedder embedder;

    /// An adapter and its description's position.
    ///
    /// @param template the chat template of the training's prompts, if that was not the model's own; with the description
    ///                 before the first question if theirs had it (`use_task_desc`)
    /// @param place    position of the description among the training tasks, if the hypernetwork stores them
    public record Generated(String description, Lora lora, Optional<ChatTemplate> template,
            Optional<TaskAtlas.Nearness> place) {
        /// A sentence for the user, if the description is far from all training tasks.
        ///
        /// @param network what the user calls the hypernetwork
        public Optional<String> warning(String network) {
            return place.filter(TaskAtlas.Nearness::outside).map(where -> String.format(Locale.ROOT, "\"%s\" is unlike"
                    + " the descriptions that %s was trained on (nearest task: %s, cosine %.2f); expect little of the"
                    + " adapter", description, network, where.nearest().getFirst().task(),
                    where.nearest().getFirst().cosine()));
        }

        /// This; throws [T2lException] if the adapter is for another model than `base`.
        public Generated requireFits(Decoder base) {
            lora.requireFits("the adapter for \"" + description + "\"", base);
            return this;
        }
    }

    /// Opens what [HypermodFile] reads. Throws [T2lException] if it is not a hypernetwork, or contains unknown
    /// tensors.
    ///
    /// @param order    the order of the targets, to override the file
    /// @param embedder embeds descriptions as in training; closed with this
    /// @param hints    is told what the user should know about the files
    public TextToLora(Path given, Optional<List<String>> order, TaskEmbedder embedder, Kernels kernels,
            Consumer<String> hints) {
        this.kernels = kernels;
        this.embedder = embedder;
        try {
            file = HypermodFile.read(given, order, kernels, arena);
            network = new HyperNetwork(new StateDict(given.toString(), file.tensors()), file.config());
            Source arguments = file.arguments().reader();
            template = BuiltinTemplate.of(arguments);
            opening = arguments.flag("use_task_desc", false);
            if (opening && template.isEmpty()) {
                hints.accept(given + ": the prompts of its training begin with the description and an empty line"
                        + " (use_task_desc); begin yours so, too");
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /// Opens a hypernetwork and its encoder. Throws [T2lException] if the directory is not a hypernetwork or its encoder
    /// is missing.
    ///
    /// @param name    a directory with a trained hypernetwork, a checkpoint of a training ([RunFolder.Place]), or
    ///                `builtin:NAME`
    /// @param encoder overrides the one named in `args.yaml`
    /// @param order   the order of the targets, to override the file
    /// @param opened  a language model that is open already, by its name; used as the encoder if it is one, and not closed
    /// @param hints   is told what the user should know
    public static TextToLora open(String name, Optional<String> encoder, Optional<List<String>> order,
            Function<String, Optional<LanguageModel>> opened, Kernels kernels, Consumer<String> hints) {
        return Builtin.openHypernetwork(name, path -> {
            NetworkSettings settings = RunFolder.Place.of(path).settings();
            TaskEmbedder embedder = encoder(name, encoder, settings)
                    .map(place -> TaskEmbedder.open(settings.encoder(), place, opened, kernels, hints))
                    .orElseGet(() -> new TaskNumbers(settings.tasks()));
            return new TextToLora(path, order, embedder, kernels, hints);
        });
    }

    /// Opens a hypernetwork with the encoder that it was trained with; what the user should know goes to the
    /// [System.Logger] `t2l`.
    ///
    /// @param name as in the other
    public static TextToLora open(String name, Kernels kernels) {
        return open(name, Optional.empty(), Optional.empty(), _ -> Optional.empty(), kernels,
                sentence -> System.getLogger("t2l").log(System.Logger.Level.INFO, sentence));
    }

    /// Throws [T2lException] if `name` is no hypernetwork, as far as can be told without its weights.
    public static void require(String name) {
        Builtin.openHypernetworkSettings(name, RunFolder.Place::of);
    }

    /// The name of the encoder that [#open] takes; empty for a network whose tasks are numbers. Throws [T2lException] like it.
    public static Optional<String> encoder(String name, Optional<String> encoder) {
        return Builtin.openHypernetworkSettings(name,
                path -> encoder(name, encoder, RunFolder.Place.of(path).settings()));
    }

    /// By default the path of the training run's encoder, if it exists; the base model if the network uses it as its encoder.
    private static Optional<String> encoder(String name, Optional<String> chosen, NetworkSettings settings) {
        String named = settings.encoder();
        String reader = named.isEmpty() ? settings.base() : named;
        if (settings.input() == NetworkSettings.TaskInput.NUMBER) {
            return Optional.empty();
        }
        if (chosen.isPresent()) {
            return chosen;
        }
        if (named.endsWith("all-MiniLM-L6-v2")) {
            return Optional.of(MINILM);
        }
        if (Builtin.is(reader) || Files.exists(HubCache.path(reader))) {
            return Optional.of(reader);
        }
        throw new T2lException(name + ": was trained with " + (named.isEmpty() ? "its base model " : "the encoder ")
                + reader + ", which is not here; name its directory in the setting encoder");
    }

    /// The chat template that the prompts of a hypernetwork's training were written in, if that was not the model's own.
    ///
    /// @param name as in [#open]
    public static Optional<ChatTemplate> template(String name) {
        return Builtin.openHypernetworkSettings(name,
                path -> BuiltinTemplate.of(RunFolder.Place.of(path).arguments().reader()));
    }

    /// Descriptions of no task that were named in its training, for comparison (`additional_eval_descs`).
    public List<String> meaningless() {
        return file.arguments().reader().names("additional_eval_descs", List.of());
    }

    /// Whether the prompts of its training begin with the description (`use_task_desc`).
    public boolean isDescribedInPrompts() {
        return opening;
    }

    /// The names of its training tasks, as far as its arguments tell.
    public List<String> tasks() {
        return file.settings().tasks();
    }

    /// Whether it knows tasks by their numbers ([TaskNumbers]), not by texts.
    public boolean isNumbered() {
        return embedder instanceof TaskNumbers;
    }

    /// The configuration of the network.
    public HyperConfig config() {
        return file.config();
    }

    /// The last names of the projections that its adapters change, such as `q_proj`.
    public List<String> targets() {
        return file.lora().targets();
    }

    /// The trained network.
    public HyperNetwork network() {
        return network;
    }

    /// A vector of length 1 for a text, as the network's encoder reads descriptions: F32 `[1,E]` in memory of `into`.
    public Tensor embed(String text, SegmentAllocator into) {
        try (ThreadGuard _ = kernels.guard().enter()) {
            return TextEncoder.normalise(embedder.embed(List.of(text), into));
        }
    }

    /// What the network makes of a description, from what it reads to what it writes.
    ///
    /// @param embedding F32 `[1,E]`, a vector of length 1
    /// @param code      the task codes, before layers and targets: F32 `[1,te]`, or `[L·M,te]` if each has its own
    /// @param lora      the adapter
    public record Stages(Tensor embedding, Tensor code, Lora lora) {}

    /// The stages of a description, in memory of `into`.
    public Stages stages(String description, SegmentAllocator into) {
        try (ThreadGuard _ = kernels.guard().enter();
                Arena local = Arena.ofShared();
                Pass pass = Pass.inference(kernels, workspace, DType.F32)) {
            Descriptions read = read(Descriptions.words(description), local);
            TaskBatch batch = TaskBatch.of(local, read);
            Tensor made = network.code(pass, batch, network.rows(local, 1)).value();
            Tensor code = Tensor.allocate(into, DType.F32, made.dims());
            kernels.run(new Copy(made, code));
            Tensor embedding = Tensor.allocate(into, DType.F32, read.vectors().dims());
            kernels.run(new Copy(read.vectors(), embedding));
            return new Stages(TextEncoder.normalise(embedding), code, network.lora(pass, batch, file.lora(), into));
        }
    }

    /// The training tasks, if the hypernetwork stores them.
    public Optional<TaskAtlas> atlas() {
        return file.atlas();
    }

    /// The number of tokens that [#embed] reads of a text.
    public int length(String text) {
        return embedder.length(text);
    }

    /// One adapter for each description, in memory of `into`: all adapters of descriptions are made here. A description, read
    /// as [Descriptions#words] says, gives the same bits whatever the others are, because they are processed one by one: the
    /// rows of one adapter already keep all cores busy.
    public List<Generated> generate(List<String> descriptions, SegmentAllocator into) {
        List<Generated> all = new ArrayList<>();
        try (ThreadGuard _ = kernels.guard().enter(); Arena local = Arena.ofShared()) {
            for (String given : descriptions) {
                String description = Descriptions.words(given);
                Descriptions read = read(description, local);
                try (Pass pass = Pass.inference(kernels, workspace, DType.F32)) {
                    Lora lora = network.lora(pass, TaskBatch.of(local, read), file.lora(), into);
                    all.add(new Generated(description, lora,
                            template.map(each -> opening ? each.opening(description) : each),
                            file.atlas().map(a -> a.locate(read.vectors(), NEAREST))));
                }
            }
        }
        return all;
    }

    /// The mean of the adapters of training tasks, factor by factor, in memory of `into`: where a task begins that is known by
    /// examples alone. Throws [T2lException] if the hypernetwork does not store descriptions of its training tasks.
    public Generated mean(SegmentAllocator into) {
        List<String> known = file.atlas().map(TaskAtlas::examples).orElse(List.of());
        if (known.isEmpty()) {
            throw new T2lException(
                    "description: needs one, for this hypernetwork has no tasks.safetensors with those of its"
                            + " training to begin with; got examples alone");
        }
        int every = Math.ceilDiv(known.size(), MEAN);
        List<String> some = IntStream.range(0, known.size()).filter(i -> i % every == 0).mapToObj(known::get).toList();
        try (Arena local = Arena.ofShared()) {
            List<Lora> all = generate(some, local).stream().map(Generated::lora).toList();
            Map<String, Lora.Update> mean = new LinkedHashMap<>();
            all.getFirst().updates().keySet().forEach(path -> mean.put(path,
                    new Lora.Update(mean(all, lora -> lora.updates().get(path).a(), into),
                            mean(all, lora -> lora.updates().get(path).b(), into))));
            return new Generated("examples", new Lora(file.lora(), mean), template, Optional.empty());
        }
    }

    private Tensor mean(List<Lora> all, Function<Lora, Tensor> factor, SegmentAllocator into) {
        Tensor sum = Tensor.allocate(into, DType.F32, factor.apply(all.getFirst()).dims()).fill(0);
        all.forEach(lora -> kernels.run(new ScaleAdd(1.0 / all.size(), factor.apply(lora), sum)));
        return sum;
    }

    private Descriptions read(String description, Arena into) {
        Descriptions read = embedder.read(List.of(description), config().tokens(), into);
        requireSame("gives", "numbers", config().embedding(), read.vectors().dim(1));
        config().encoding().requireReads(read);
        read.tokens().ifPresent(tokens -> requireSame("knows", "tokens", config().vocabulary(), tokens.vocabulary()));
        return read;
    }

    private void requireSame(String does, String what, int needed, int had) {
        if (needed != had) {
            NetworkSettings trained = file.settings();
            throw new T2lException("hypernetwork: needs an encoder that " + does + " " + needed + " " + what + ", got "
                    + had + "; name the one it was trained with, "
                    + (trained.encoder().isEmpty() ? trained.base() : trained.encoder()));
        }
    }

    @Override
    public void close() {
        workspace.close();
        arena.close();
        embedder.close();
    }
}
