package t2l;

import static t2l.tensor.Argument.given;

import module java.base;
import t2l.Adapter.Example;
import t2l.hypernet.*;
import t2l.hypernet.data.TaskData;
import t2l.hypernet.train.FewShotTuning;
import t2l.tensor.*;
import t2l.tensor.backend.*;
import t2l.transformer.KvPages;
import t2l.transformer.family.*;
import t2l.transformer.generate.*;
import t2l.transformer.grammar.*;
import t2l.transformer.lora.*;
import t2l.transformer.template.*;
import t2l.transformer.template.ChatTemplate.Message;
import t2l.transformer.text.Characters;
import t2l.transformer.tools.*;

/// A language model with a hypernetwork that generates adapters for it.
///
/// ```java
/// try (T2l t2l = T2l.open("builtin:tiny")) {
///     Adapter french = t2l.generate("Take the last word and say it in French.");
///     String answer = t2l.complete("cat dog bird >", french);
///     french.save(Path.of("french"));
/// }
/// ```
///
/// Thread-safe. All threads share the weights and one [Scheduler], whose thread computes: a step is one token of every answer
/// whose reader keeps up, decoded together, and some of a prompt, so a long prompt does not block the others. An answer begins
/// when there is memory for its prompt and all tokens that it may have; those that begin alike, with the same adapter, share
/// it. Every answer has the same bits as if it were the only one.
///
/// A thread that is interrupted while it waits gets a [java.util.concurrent.CancellationException]. Problems with files,
/// devices or adapters throw a [T2lException], mistakes in a call an [IllegalArgumentException]; their message is one
/// sentence. Warnings go to the [System.Logger] `t2l`.
public final class T2l implements AutoCloseable {
    private final Builder chosen;
    private final Kernels kernels;
    /// What computes answers.
    private final Kernels answering;
    private final Optional<ChatTemplate> template;
    private final LanguageModel model;
    private final Scheduler scheduler;
    /// The bytes of the adapters in memory, by the first pair of factors, which those share that differ in strength alone.
    private final Map<Lora.Update, Long> live = Collections.synchronizedMap(new WeakHashMap<>());
    private final RecentAdapters<AdapterChoice, Adapter> recent;
    private volatile boolean closed;
    /// Opened on first use.
    private TextToLora hypernetwork;
    /// Made on first use.
    private ModelGrammars grammars;

    private T2l(Builder chosen) {
        this.chosen = chosen;
        kernels = chosen.kernels == null ? kernels(chosen.backend, chosen.threads) : chosen.kernels;
        try {
            answering = chosen.activations == Activations.F32 ? kernels : kernels.rounding(kernels);
            if (chosen.activations == Activations.INT8 && answering.equals(kernels)) {
                throw new T2lException("activations: int8 needs the processor's backend on Linux, x86-64 with AVX2 and memory for"
                        + " machine code, which are not all here; use f32");
            }
            Optional<DType> held = Optional.ofNullable(chosen.dtype);
            template = Optional.ofNullable(chosen.template).map(BuiltinTemplate::open);
            model = chosen.mapped
                    ? LanguageModel.open(chosen.model, held, template, kernels)
                    : LanguageModel.read(chosen.model, held, template, kernels);
        } catch (RuntimeException | Error e) {
            closeOwn();
            throw e;
        }
        DType kept = Optional.ofNullable(chosen.kept).orElseGet(() -> KvPages.usual(model.config()));
        long positions = chosen.memory / KvPages.bytes(kept, model.config());
        recent = new RecentAdapters<>(chosen.adapterMemory, Adapter::lora);
        scheduler = new Scheduler(model.decoder(), kernels, answering, kept, Math.max(model.config().positions(), positions));
    }

    private static Kernels kernels(String backend, int threads) {
        Parallel parallel = new Parallel(threads);
        try {
            return new Session(Backends.open(backend, parallel), parallel);
        } catch (RuntimeException | Error e) {
            parallel.close();
            throw e;
        }
    }

    private void closeOwn() {
        if (chosen.kernels == null) {
            kernels.close();
        }
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

    /// Generates an adapter for a task. The first call opens the hypernetwork and its text encoder. Throws
    /// [IllegalArgumentException] if the description is blank.
    ///
    /// @param description the task in words: `Sort the words.`; white space around it is dropped, quotes belong to it
    public Adapter generate(String description) {
        return generate(description, Arena.ofAuto());
    }

    /// Generates an adapter for a task in memory of `into`, which must last as long as the adapter is used.
    public Adapter generate(String description, SegmentAllocator into) {
        if (given("description", description).codePoints().noneMatch(Characters::isVisible)) {
            throw new IllegalArgumentException("description: needs a sentence that describes a task, got an empty one");
        }
        return scheduler.call(() -> {
            TextToLora.Generated made = hypernetwork().generate(List.of(description), into).getFirst()
                    .requireFits(model.decoder());
            made.warning(networkName()).ifPresent(sentence -> log(System.Logger.Level.WARNING, sentence));
            keep(made.lora());
            return Adapter.of(made);
        });
    }

    /// Generates an adapter for a task and sharpens it on examples of the task ([FewShotTuning]), while answers go on. Throws
    /// [IllegalArgumentException] for more than [FewShotTuning#MAX_EXAMPLES], or for one that does not fit into the model.
    ///
    /// @param description the task in words; if it is blank, the adapter begins as the mean of those of training tasks
    /// @param examples    worked ones; without any, this is [#generate(String)]
    public Adapter sharpen(String description, List<Example> examples) {
        return sharpen(description, examples, Arena.ofAuto());
    }

    /// Generates and sharpens an adapter in memory of `into`, which must last as long as the adapter is used.
    public Adapter sharpen(String description, List<Example> examples, SegmentAllocator into) {
        if (given("examples", examples).isEmpty()) {
            return generate(description, into);
        }
        List<TaskData.Pair> pairs = pairs(examples);
        try (Arena scratch = Arena.ofShared()) {
            Adapter start = given("description", description).isBlank()
                    ? scheduler.call(() -> Adapter.of(hypernetwork().mean(scratch).requireFits(model.decoder())))
                    : generate(description, scratch);
            PromptFormat format = format(start, Settings.DEFAULT);
            Adapter made = start.tuned(scheduler.beside(
                    turns -> new FewShotTuning(model.decoder(), format, turns).tune(start.lora(), pairs, into)));
            keep(made.lora());
            return made;
        }
    }

    /// Returns the examples. Throws [IllegalArgumentException] if one of them does not fit into the model.
    public List<Example> requireFit(List<Example> examples) {
        new FewShotTuning(model.decoder(), format(Adapter.NONE, Settings.DEFAULT), kernels).pairs(pairs(examples));
        return examples;
    }

    private static List<TaskData.Pair> pairs(List<Example> examples) {
        return examples.stream().map(each -> new TaskData.Pair(each.input(), List.of(each.output()))).toList();
    }

    /// Counts an adapter until its memory is freed, or the garbage collector finds that it is not used.
    private void keep(Lora lora) {
        lora.updates().values().stream().findFirst().ifPresent(first -> live.put(first, lora.bytes()));
    }

    /// The logger is looked up for the first line only: that takes longer than a small model needs for an answer.
    private static void log(System.Logger.Level level, String sentence) {
        System.getLogger("t2l").log(level, sentence);
    }

    private TextToLora hypernetwork() {
        if (hypernetwork == null) {
            hypernetwork = TextToLora.open(networkName(), Optional.ofNullable(chosen.encoder),
                    Optional.ofNullable(chosen.targets), this::opened, kernels,
                    sentence -> log(System.Logger.Level.INFO, sentence));
        }
        return hypernetwork;
    }

    private String networkName() {
        return network().orElseGet(() -> DefaultNetwork.require(chosen.model, model.decoder()));
    }

    /// The model, if it is the one called `name`, with its matrices as they are stored.
    private Optional<LanguageModel> opened(String name) {
        boolean same = name.equals(chosen.model) || (!Builtin.is(name) && !Builtin.is(chosen.model)
                && Path.of(name).toAbsolutePath().normalize()
                        .equals(Path.of(chosen.model).toAbsolutePath().normalize()));
        return Optional.of(model).filter(_ -> same && chosen.dtype == null);
    }

    /// The adapter that `choice` names, which stays in memory as long as `user` is open.
    Adapter find(AdapterChoice choice, RecentAdapters.User user) {
        return switch (given("choice", choice)) {
            case AdapterChoice.Given(Adapter adapter) -> adapter;
            case AdapterChoice.Described(String description, List<Example> examples) ->
                kept(choice, user, memory -> sharpen(description, examples, memory));
            case AdapterChoice.Stored(Path file) -> kept(choice, user, memory -> load(file, memory));
        };
    }

    private Adapter kept(AdapterChoice choice, RecentAdapters.User user, Function<Arena, Adapter> make) {
        try {
            return recent.get(choice, user, make);
        } catch (InterruptedException e) {
            throw Scheduler.interrupted(e);
        }
    }

    /// Reads an adapter from a PEFT directory, with its chat template if there is one, or from a GGUF file.
    public Adapter load(Path file) {
        return load(file, Arena.ofAuto());
    }

    /// Reads an adapter into memory of `into`, which must last as long as the adapter is used.
    public Adapter load(Path file, Arena into) {
        return wrap(given("file", file).toString(), Lora.read(file, model.config(), into), ChatTemplate.read(file));
    }

    /// An adapter of existing factors, which must not change and must stay in memory as long as the adapter is used.
    ///
    /// @param name     its name in error messages
    /// @param template the chat template for its prompts, if that is not the model's
    public Adapter wrap(String name, Lora lora, Optional<ChatTemplate> template) {
        keep(given("lora", lora).requireFits(given("name", name), model.decoder()));
        return new Adapter(name, lora, given("template", template), Optional.empty(), Optional.empty());
    }

    /// An adapter whose update is the sum of those of `some`, in the chat template of those that have one. Throws
    /// [T2lException] if they have several, unless one was chosen for all.
    ///
    /// @param name its name in error messages
    public Adapter sum(String name, List<Adapter> some) {
        return sum(name, some, Optional.empty(), Arena.ofAuto());
    }

    /// The same in a chat template that is chosen for it, in memory of `into`, which must last as long as the adapter is used.
    public Adapter sum(String name, List<Adapter> some, Optional<ChatTemplate> chosen, SegmentAllocator into) {
        given("name", name);
        if (given("some", some).isEmpty()) {
            throw new IllegalArgumentException("some: needs at least one adapter, got none");
        }
        List<ChatTemplate> trained = some.stream().flatMap(each -> each.template().stream()).toList();
        Optional<ChatTemplate> one = ChatTemplate.choose(name, chosen.or(() -> template), trained);
        List<Blend.Weighted> parts = some.stream().map(each -> new Blend.Weighted(each.lora(), 1)).toList();
        Lora sum = scheduler.call(() -> Blend.of(parts, kernels, into));
        return wrap(name, sum, chosen.or(() -> one.filter(_ -> !trained.isEmpty())));
    }

    /// Whether it can make adapters of descriptions: a hypernetwork was named, is beside the model,
    /// or is built in for such a model.
    public boolean describes() {
        return network().isPresent();
    }

    /// The name of its hypernetwork: a directory, or `builtin:NAME`; empty if there is none.
    public Optional<String> network() {
        return Optional.ofNullable(chosen.hypernetwork).or(() -> DefaultNetwork.find(chosen.model, model.decoder()));
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
        return scheduler.call(() -> hypernetwork().targets());
    }

    /// Runs `work` with the kernels to itself, between two steps, and returns its result. `work` must not use this `T2l`:
    /// what would wait for its end throws an [IllegalStateException].
    public <R> R call(Function<Kernels, R> work) {
        return scheduler.call(() -> work.apply(kernels));
    }

    /// A vector of length 1 for each text, from the text encoder of the hypernetwork. Texts are close if their vectors are.
    public List<float[]> embed(List<String> texts) {
        given("texts", texts).forEach(text -> given("texts", text));
        return scheduler.call(() -> {
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
        return scheduler.call(() -> texts.stream().mapToInt(hypernetwork()::length).sum());
    }

    /// Answers `prompt`.
    public String complete(String prompt, Adapter adapter) {
        return complete(prompt, adapter, Settings.DEFAULT);
    }

    /// Answers `prompt`: a message in the chat template ([#format]) or, if there is none, a text to continue.
    public String complete(String prompt, Adapter adapter, Settings settings) {
        try (Answer answer = stream(Prompt.text(prompt), adapter, settings)) {
            return answer.readAll();
        }
    }

    /// Like [#complete(String, Adapter)], but streams the answer.
    public Answer stream(String prompt, Adapter adapter) {
        return stream(Prompt.text(prompt), adapter, Settings.DEFAULT);
    }

    /// Answers `prompt`, and streams the answer. The timeout starts now.
    public Answer stream(Prompt prompt, Adapter adapter, Settings settings) {
        given("adapter", adapter);
        given("settings", settings);
        return switch (given("prompt", prompt)) {
            case Prompt.Tokens(int[] ids) -> // which need no tokenizer
                answer(ids, ids, adapter, settings, toolTemplate(adapter, settings));
            case Prompt.Text(String text) -> answer(List.of(new Message("user", text)), adapter, settings);
            case Prompt.Messages(List<Message> messages) -> answer(messages, adapter, settings);
        };
    }

    private Answer answer(List<Message> messages, Adapter adapter, Settings settings) {
        PromptFormat format = format(adapter, settings);
        return answer(prompt(messages, format, settings), new int[0], adapter, settings, format.template());
    }

    /// A conversation, or the last of its messages if there is no chat template.
    static int[] prompt(List<Message> messages, PromptFormat format, Settings settings) {
        return format.template().isPresent() && format.apart().isEmpty()
                ? ToolPrompt.of(format, messages, settings.tools())
                : format.prompt(messages.getLast().content());
    }

    /// Answers `prompt` with the adapter that `choice` names. Those used last stay in memory ([Builder#adapterMemory]), and
    /// others until their last answer has ended, so that each is generated or read once, while other choices do not wait; a
    /// file that changes meanwhile is not read again.
    public Answer stream(Prompt prompt, AdapterChoice choice, Settings settings) {
        var user = new RecentAdapters.User();
        try {
            return stream(prompt, find(choice, user), settings).whenEnded(user::close);
        } catch (RuntimeException | Error e) {
            user.close();
            throw e;
        }
    }

    /// How prompts for an adapter are written: in the chat template of the settings, else see [ChatTemplate#choose].
    public PromptFormat format(Adapter adapter, Settings settings) {
        return model.format().with(ChatTemplate.choose("", given("settings", settings).template().or(() -> template),
                given("adapter", adapter).template().stream().toList()));
    }

    /// Continues the tokens of `prompt`.
    ///
    /// @param before   tokens whose text comes before that of the answer, to which it may belong
    /// @param template of the prompt, which has the syntax of calls
    Answer answer(int[] prompt, int[] before, Adapter adapter, Settings settings, Optional<ChatTemplate> template) {
        Lora lora = adapter.lora().requireFits(adapter.toString(), model.decoder());
        TokenText text = new TokenText(model.readsText() ? Optional.of(model.tokenizer()) : Optional.empty(), Set.of(),
                before);
        Optional<TokenGrammar> grammar = grammar(template, settings);
        Set<Integer> ends = settings.ignoreEnd() && grammar.isEmpty() ? Set.of() : model.ends();
        return scheduler.submit(new Request(prompt, lora, settings, ends, Optional.empty(),
                settings.tools().isPresent() ? text.showing(grammars().marks()) : text, grammar,
                settings.tools().<Supplier<ToolReader>>map(tools -> () -> new ToolReader(syntax(template), tools))));
    }

    /// Throws [T2lException] for settings whose JSON or tools the model's vocabulary has no tokens for, and for parameters of
    /// tools that are not supported.
    public void require(Adapter adapter, Settings settings) {
        var _ = grammar(toolTemplate(adapter, settings), settings);
    }

    /// The chat template of prompts for an adapter, if there are tools, which need it.
    private Optional<ChatTemplate> toolTemplate(Adapter adapter, Settings settings) {
        return settings.tools().isPresent() ? format(adapter, settings).template() : Optional.empty();
    }

    private Optional<TokenGrammar> grammar(Optional<ChatTemplate> template, Settings settings) {
        if (settings.tools().filter(tools -> tools.choice() == Tools.Choice.AUTO).isPresent() && template.isEmpty()) {
            throw new IllegalArgumentException(
                    "tools: need a model with a chat template, this one has none and would not know of"
                            + " them; require a call, or choose a chat template");
        }
        return settings.tools().map(tools -> grammars().of(tools, syntax(template), settings.json()))
                .or(() -> settings.json().map(schema -> grammars().of(schema)));
    }

    private static ToolSyntax syntax(Optional<ChatTemplate> template) {
        return ToolSyntax.of(template).orElse(ToolSyntax.HERMES);
    }

    private synchronized ModelGrammars grammars() {
        if (grammars == null) {
            grammars = new ModelGrammars(model.tokenizer(), model.ends());
        }
        return grammars;
    }

    /// Starts a conversation with the unchanged model.
    public Conversation chat() {
        return chat(Adapter.NONE, Settings.DEFAULT);
    }

    /// Starts a conversation.
    ///
    /// @param settings of each answer
    public Conversation chat(Adapter adapter, Settings settings) {
        return new Conversation(this, adapter, settings);
    }

    /// The model, for use with the classes below the façade. All threads share its weights.
    public LanguageModel model() {
        return model;
    }

    /// What it does now, and what it has done.
    public Stats stats() {
        long bytes;
        synchronized (live) {
            live.keySet().removeIf(factors -> !factors.isAlive());
            bytes = live.values().stream().mapToLong(Long::longValue).sum();
        }
        return new Stats(scheduler.waiting(), scheduler.running(), scheduler.prefilled(), scheduler.decoded(),
                scheduler.used(), scheduler.capacity(), live.size(), bytes);
    }

    /// See [Kernels#heap].
    public long heap() {
        return kernels.heap();
    }

    /// The backend, such as `simd/512, 2 threads`.
    public String backend() {
        return kernels.name();
    }

    /// What the quantised weights of the model are multiplied with in answers.
    public Activations activations() {
        return answering.equals(kernels) ? Activations.F32 : Activations.INT8;
    }

    /// Whether [#close] was called.
    public boolean isClosed() {
        return closed;
    }

    /// Waits for the current step and frees all memory. Unfinished answers fail with an [IllegalStateException];
    /// adapters stay valid.
    @Override
    public synchronized void close() {
        if (!closed) {
            scheduler.close();
            closed = true;
            if (hypernetwork != null) {
                hypernetwork.close();
            }
            model.close();
            closeOwn();
        }
    }

    /// The type of what enters a product with a quantised weight.
    public enum Activations {
        /// As the layer before gives it: the answer is exact for the file's weights.
        F32,
        /// Rounded to eight bits with a scale for 32 numbers, as llama.cpp does, and several times as fast. Types without code
        /// for it (IQ4_NL, IQ4_XS, MXFP4) stay exact.
        INT8
    }

    /// Chooses the parts; only the model is required.
    public static final class Builder {
        /// What [#kv] takes.
        public static final List<DType> KV_TYPES = List.of(DType.F16, DType.F32);

        private String model = "";
        private String hypernetwork;
        private String encoder;
        private List<String> targets;
        private int threads = Runtime.getRuntime().availableProcessors();
        private String backend = "auto";
        private Kernels kernels;
        private DType dtype;
        private DType kept;
        private Activations activations;
        private boolean mapped;
        private String template;
        private long memory = 1L << 30;
        private long adapterMemory = 1L << 28;

        private Builder() {}

        /// `builtin:NAME`, a Hugging Face directory or a `.gguf` file.
        public Builder model(String name) {
            model = given("model", name);
            return this;
        }

        /// `builtin:NAME`, a directory with a trained hypernetwork, or a checkpoint of a training
        /// ([t2l.hypernet.RunFolder.Place]), instead of [DefaultNetwork].
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

        /// The number of threads that share the work of a step (default: all cores).
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

        /// The type of the keys and values that answers keep in memory: F32, or F16, which takes half as much and rounds them to
        /// eleven binary digits (default: [KvPages#usual]).
        public Builder kv(DType type) {
            if (!KV_TYPES.contains(type)) {
                throw new IllegalArgumentException(
                        "kv: needs f16 or f32, got " + type.toString().toLowerCase(Locale.ROOT));
            }
            kept = type;
            return this;
        }

        /// What the quantised weights of the model are multiplied with in answers (default: INT8 where this machine has code
        /// for it). Adapters are generated and sharpened in F32.
        public Builder activations(Activations type) {
            activations = type;
            return this;
        }

        /// Maps the model instead of reading it into memory: it opens at once, and programs that have it open share its memory,
        /// but a file of it that becomes shorter meanwhile fails answers with a [T2lException], or ends the process.
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
            memory = bytes("memory", bytes);
            return this;
        }

        /// The most memory for the adapters that [T2l#stream(Prompt, AdapterChoice, Settings)] keeps, in bytes (default: 256
        /// MiB).
        public Builder adapterMemory(long bytes) {
            adapterMemory = bytes("adapter memory", bytes);
            return this;
        }

        private static long bytes(String argument, long bytes) {
            if (bytes < 0) {
                throw new IllegalArgumentException(argument + ": needs a number of bytes of at least 0, got " + bytes);
            }
            return bytes;
        }

        /// Opens the parts, but the hypernetwork only when it is needed. Throws [T2lException] if a file is missing or damaged,
        /// the hypernetwork that was named is none, or the backend is not available.
        public T2l open() {
            if (model.isEmpty()) {
                throw new IllegalArgumentException("model: needs a name, got none; name one in the setting model");
            }
            if (hypernetwork != null) {
                TextToLora.require(hypernetwork);
            }
            return new T2l(this);
        }
    }

    /// What a [T2l] does at this moment, and what it has done since it was opened.
    ///
    /// @param waiting       answers that wait for memory or for a place in the batch
    /// @param running       answers that are prefilled or decoded
    /// @param prefilled     tokens of prompts that were computed: not those whose keys and values were there already
    /// @param decoded       tokens of answers
    /// @param cacheBytes    memory of keys and values that answers have reserved
    /// @param cacheCapacity memory of keys and values that all answers may reserve
    /// @param adapters      adapters in memory: those kept or in use, and others that the garbage collector has not yet found
    ///                 unused
    /// @param adapterBytes  their memory
    public record Stats(int waiting, int running, long prefilled, long decoded, long cacheBytes, long cacheCapacity,
            int adapters, long adapterBytes) {}

    /// What a model is asked ([T2l#stream(Prompt, Adapter, Settings)]).
    public sealed interface Prompt {
        /// A message in the chat template ([T2l#format]) or, if there is none, a text to continue.
        static Prompt text(String text) {
            return new Text(given("prompt", text));
        }

        /// Tokens to continue, without a chat template, which must not change. Without a tokenizer, the pieces of text of the
        /// answer are token ids.
        static Prompt tokens(int... ids) {
            return new Tokens(given("tokens", ids));
        }

        /// A conversation that was held elsewhere. Without a chat template, the last message is the prompt. Throws
        /// [IllegalArgumentException] if there is no message.
        static Prompt messages(List<Message> conversation) {
            if (given("conversation", conversation).isEmpty()) {
                throw new IllegalArgumentException("conversation: needs at least one message, got none");
            }
            return new Messages(List.copyOf(conversation));
        }

        /// See [#text].
        record Text(String text) implements Prompt {}

        /// See [#tokens].
        @SuppressWarnings("ArrayRecordComponent") // nobody compares prompts
        record Tokens(int[] ids) implements Prompt {}

        /// See [#messages].
        record Messages(List<Message> messages) implements Prompt {}
    }
}
