package t2l;

import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import t2l.hypernet.DefaultNetwork;
import t2l.hypernet.TextToLora;
import t2l.tensor.DType;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.transformer.family.Builtin;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.lora.Blend;
import t2l.transformer.lora.Lora;
import t2l.transformer.template.BuiltinTemplate;
import t2l.transformer.template.ChatTemplate;
import t2l.transformer.template.ChatTemplate.Message;
import t2l.transformer.template.PromptFormat;

/// A language model with a hypernetwork that generates adapters for it.
///
/// ```java
/// try (T2l t2l = T2l.open("builtin:tiny")) {
///     Adapter french = t2l.adapter("Take the last word and say it in French.");
///     String answer = t2l.complete("cat dog bird >", french);
///     french.save(Path.of("french"));
/// }
/// ```
///
/// Thread-safe. All threads share the weights and take turns to compute, in the order of requests. A turn is one token of
/// every answer that a thread waits for, written together, and a chunk of a prompt, so a long text does not block the
/// others. An answer begins when there is memory for its prompt and all tokens that it may have; those that begin alike, with
/// the same adapter, share it. Every answer has the same bits as if it were the only one.
///
/// An interrupted thread gets a [java.util.concurrent.CancellationException] at its next turn. Problems with files,
/// devices or adapters throw a [T2lException], mistakes in a call an [IllegalArgumentException]; their message is one
/// sentence. Warnings go to the [System.Logger] `t2l`.
public final class T2l implements AutoCloseable {
    private final Builder chosen;
    private final Engine engine;
    private final LanguageModel model;
    private final Writers writers;
    /// Opened on first use.
    private TextToLora hypernetwork;

    private T2l(Builder chosen) {
        this.chosen = chosen;
        engine = chosen.engine();
        try {
            Optional<DType> held = Optional.ofNullable(chosen.dtype);
            Optional<ChatTemplate> template = Optional.ofNullable(chosen.template).map(BuiltinTemplate::open);
            model = chosen.mapped
                    ? LanguageModel.open(chosen.model, held, template, engine.kernels())
                    : LanguageModel.read(chosen.model, held, template, engine.kernels());
        } catch (RuntimeException | Error e) {
            engine.close(() -> {});
            throw e;
        }
        writers = new Writers(engine, model.decoder(), engine.kernels(), chosen.memory);
    }

    /// Opens a model with its hypernetwork.
    ///
    /// @param model `builtin:NAME`, a Hugging Face directory or a `.gguf` file. The hypernetwork is the directory `t2l`
    ///              in it, or a built-in one for such a model; without one, only adapters from files can be used
    public static T2l open(String model) {
        return builder().model(model).open();
    }

    /// A builder to choose the parts.
    public static Builder builder() {
        return new Builder();
    }

    /// Generates an adapter for a task. The first call opens the hypernetwork and its text encoder.
    ///
    /// @param description the task in words: `Sort the words.`
    public Adapter adapter(String description) {
        return engine.turn(Deadline.in(Settings.DEFAULT.timeout()), () -> {
            TextToLora.Generated made = hypernetwork().generate(List.of(description), Arena.ofAuto()).getFirst();
            made.doubt(networkName()).ifPresent(sentence -> log(System.Logger.Level.WARNING, sentence));
            made.lora().requireFits("the adapter for \"" + description + "\"", model.decoder());
            return new Adapter(description, made.lora(), made.template(), made.place());
        });
    }

    /// The logger is looked up for the first line only: that takes longer than a small model needs for an answer.
    private static void log(System.Logger.Level level, String sentence) {
        System.getLogger("t2l").log(level, sentence);
    }

    private TextToLora hypernetwork() {
        if (hypernetwork == null) {
            hypernetwork = TextToLora.open(networkName(), Optional.ofNullable(chosen.encoder),
                    Optional.ofNullable(chosen.targets), this::opened, engine.kernels(),
                    sentence -> log(System.Logger.Level.INFO, sentence));
        }
        return hypernetwork;
    }

    private String networkName() {
        return Optional.ofNullable(chosen.hypernetwork)
                .orElseGet(() -> DefaultNetwork.require(chosen.model, model.config()));
    }

    /// The model, if it is the one called `name`, with its matrices as they are stored.
    private Optional<LanguageModel> opened(String name) {
        boolean same = name.equals(chosen.model) || (!Builtin.is(name) && !Builtin.is(chosen.model)
                && Path.of(name).toAbsolutePath().normalize()
                        .equals(Path.of(chosen.model).toAbsolutePath().normalize()));
        return Optional.of(model).filter(_ -> same && chosen.dtype == null);
    }

    /// Reads an adapter from a PEFT directory, with its chat template if there is one, or from a GGUF file.
    public Adapter adapter(Path file) {
        return adapter(file.toString(), Lora.read(file, model.config(), Arena.ofAuto()), ChatTemplate.read(file));
    }

    /// An adapter of existing factors, which must not change and must stay in memory as long as the adapter is used.
    ///
    /// @param name its name in error messages
    public Adapter adapter(String name, Lora lora) {
        return adapter(name, lora, Optional.empty());
    }

    /// The same, for prompts in another chat template than the model's.
    public Adapter adapter(String name, Lora lora, Optional<ChatTemplate> template) {
        return new Adapter(name, lora.requireFits(name, model.decoder()), template, Optional.empty());
    }

    /// An adapter whose update is the sum of those of `some`, in the chat template of those that have one. Throws
    /// [T2lException] if they have several, unless one was chosen for all.
    ///
    /// @param name its name in error messages
    public Adapter sum(String name, List<Adapter> some) {
        List<ChatTemplate> templates = some.stream().flatMap(each -> each.template().stream()).distinct().toList();
        if (templates.size() > 1 && chosen.template == null) {
            throw new T2lException(name + ": need one chat template to be used together, were trained with "
                    + templates.size() + "; choose one in --chat-template, or in T2l.builder().chatTemplate(…)");
        }
        List<Blend.Part> parts = some.stream().map(each -> new Blend.Part(each.lora(), 1)).toList();
        Lora sum = engine.turn(Deadline.in(Settings.DEFAULT.timeout()),
                () -> Blend.of(parts, engine.kernels(), Arena.ofAuto()));
        return adapter(name, sum, templates.stream().findFirst());
    }

    /// Whether it can make adapters of descriptions: a hypernetwork was named, is beside the model,
    /// or is built in for such a model.
    public boolean describes() {
        return chosen.hypernetwork != null || DefaultNetwork.find(chosen.model, model.config()).isPresent();
    }

    /// What its adapters depend on besides their descriptions: the names of the base model, the hypernetwork, and the
    /// hypernetwork's encoder, if it has one. Throws [T2lException] if there is no hypernetwork.
    public List<String> sources() {
        List<String> names = new ArrayList<>(List.of(chosen.model, networkName()));
        TextToLora.encoder(networkName(), Optional.ofNullable(chosen.encoder)).ifPresent(names::add);
        return names;
    }

    /// The last names of the projections that adapters of descriptions change, such as `q_proj`.
    public List<String> targets() {
        return engine.turn(Deadline.in(Settings.DEFAULT.timeout()), () -> hypernetwork().targets());
    }

    /// A vector of length 1 for each text, from the text encoder of the hypernetwork. Texts are close if their vectors are.
    public List<float[]> embed(List<String> texts) {
        return engine.turn(Deadline.in(Settings.DEFAULT.timeout()), () -> {
            List<float[]> vectors = new ArrayList<>();
            for (String text : texts) { // one by one, for the same bits as alone
                try (Arena arena = Arena.ofShared()) {
                    vectors.add(hypernetwork().embed(text, arena).toFloats());
                }
            }
            return vectors;
        });
    }

    /// The number of tokens that [#embed] reads of all texts.
    public int embeddedTokens(List<String> texts) {
        return engine.turn(Deadline.in(Settings.DEFAULT.timeout()),
                () -> texts.stream().mapToInt(hypernetwork()::length).sum());
    }

    /// Answers `prompt` with the unchanged model.
    public String complete(String prompt) {
        return complete(prompt, Adapter.NONE);
    }

    /// Answers `prompt`.
    public String complete(String prompt, Adapter adapter) {
        return complete(prompt, adapter, Settings.DEFAULT);
    }

    /// Answers `prompt`: a message in the chat template ([#format]) or, if there is none, a text to continue.
    public String complete(String prompt, Adapter adapter, Settings settings) {
        try (Generation answer = stream(prompt, adapter, settings)) {
            return answer.readAll();
        }
    }

    /// Like [#complete(String)], but streams the answer.
    public Generation stream(String prompt) {
        return stream(prompt, Adapter.NONE);
    }

    /// Like [#complete(String, Adapter)], but streams the answer.
    public Generation stream(String prompt, Adapter adapter) {
        return stream(prompt, adapter, Settings.DEFAULT);
    }

    /// Like [#complete(String, Adapter, Settings)], but streams the answer. The timeout starts now.
    public Generation stream(String prompt, Adapter adapter, Settings settings) {
        return stream(format(adapter).prompt(prompt), new int[0], adapter, settings);
    }

    /// Answers a conversation that was held elsewhere. Without a chat template, the last message is the prompt.
    public Generation stream(List<Message> conversation, Adapter adapter, Settings settings) {
        PromptFormat format = format(adapter);
        int[] prompt = format.template().isPresent()
                ? format.prompt(conversation)
                : format.prompt(conversation.getLast().content());
        return stream(prompt, new int[0], adapter, settings);
    }

    /// How prompts for an adapter are written: in the chat template that was chosen, else in that of the adapter's training,
    /// else in the model's own.
    public PromptFormat format(Adapter adapter) {
        return chosen.template == null
                ? adapter.template().map(model.format()::with).orElseGet(model::format)
                : model.format();
    }

    /// Continues `tokens`, without a chat template. Without a tokenizer, the pieces of text are token ids.
    public Generation stream(int[] tokens, Adapter adapter, Settings settings) {
        return stream(tokens, tokens, adapter, settings);
    }

    private Generation stream(int[] prompt, int[] before, Adapter adapter, Settings settings) {
        return new Generation(writers, model, prompt, before, adapter, settings, _ -> {});
    }

    /// Starts a conversation with the unchanged model.
    public Conversation chat() {
        return chat(Adapter.NONE, Settings.DEFAULT);
    }

    /// Starts a conversation.
    public Conversation chat(Adapter adapter) {
        return chat(adapter, Settings.DEFAULT);
    }

    /// Starts a conversation.
    ///
    /// @param settings of each answer
    public Conversation chat(Adapter adapter, Settings settings) {
        return new Conversation(writers, model, this::format, adapter, settings);
    }

    /// The model, for use with the classes below the façade. All threads share its weights.
    public LanguageModel model() {
        return model;
    }

    /// The number of tokens for which there is memory that no answer has reserved.
    public long freeTokens() {
        return writers.free();
    }

    /// See [Kernels#heap].
    public long heap() {
        return engine.kernels().heap();
    }

    /// The backend, such as `simd/512, 2 threads`.
    public String backend() {
        return engine.kernels().name();
    }

    /// Waits for the current turn and frees all memory. Unfinished answers fail with an [IllegalStateException];
    /// adapters stay valid.
    @Override
    public void close() {
        engine.close(() -> {
            writers.close();
            if (hypernetwork != null) {
                hypernetwork.close();
            }
            model.close();
        });
    }

    /// Chooses the parts; only the model is required.
    public static final class Builder {
        private String model = "";
        private String hypernetwork;
        private String encoder;
        private List<String> targets;
        private int threads = Runtime.getRuntime().availableProcessors();
        private String backend = "auto";
        private Kernels kernels;
        private DType dtype;
        private boolean mapped;
        private String template;
        private long memory = 1L << 30;

        private Builder() {}

        /// `builtin:NAME`, a Hugging Face directory or a `.gguf` file.
        public Builder model(String name) {
            model = name;
            return this;
        }

        /// `builtin:NAME`, a directory with a trained hypernetwork, or a checkpoint of a training
        /// ([t2l.hypernet.HypermodPlace]), instead of [DefaultNetwork].
        public Builder hypernetwork(String name) {
            hypernetwork = name;
            return this;
        }

        /// `builtin:NAME`, or a directory with a text encoder, instead of the hypernetwork's own.
        public Builder encoder(String name) {
            encoder = name;
            return this;
        }

        /// The order of the hypernetwork's targets, overriding its files (t2l-spec Q1).
        public Builder targets(List<String> order) {
            targets = List.copyOf(order);
            return this;
        }

        /// The number of threads that share the work of a turn (default: all cores).
        public Builder threads(int count) {
            threads = count;
            return this;
        }

        /// The backend: a name listed by `t2l inspect` (default: `auto`).
        public Builder backend(String name) {
            backend = name;
            return this;
        }

        /// The caller's kernels, instead of [#threads] and [#backend]. They must not be used otherwise until the `T2l`
        /// is closed, and are not closed by it.
        public Builder kernels(Kernels open) {
            kernels = open;
            return this;
        }

        /// The type of the model's matrices in memory (default: that of the file).
        public Builder dtype(DType type) {
            dtype = type;
            return this;
        }

        /// Maps the model instead of reading it into memory: it opens at once, and programs that have it open share its memory,
        /// but a file of it that becomes shorter meanwhile ends the process.
        public Builder mapped() {
            mapped = true;
            return this;
        }

        /// A file with a chat template, `builtin:NAME`, or the template itself, instead of those of adapters and of the model.
        public Builder chatTemplate(String name) {
            template = name;
            return this;
        }

        /// The most memory for what answers have read and written, in bytes (default: 1 GiB). If it is less than one answer of
        /// the model's maximum length needs, that is allowed. An answer waits until there is enough, first come first served.
        public Builder memory(long bytes) {
            memory = bytes;
            return this;
        }

        /// Opens the parts. Throws [T2lException] if a file is missing or damaged, or the backend is not available.
        public T2l open() {
            if (model.isEmpty()) {
                throw new IllegalArgumentException("T2l: needs a model, got none; name one in T2l.builder().model(…)");
            }
            return new T2l(this);
        }

        private Engine engine() {
            return kernels == null ? Engine.open(backend, threads) : new Engine(kernels, false);
        }
    }
}
