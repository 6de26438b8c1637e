package t2l;

import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import t2l.hypernet.TextToLora;
import t2l.tensor.DType;
import t2l.tensor.T2lException;
import t2l.tensor.backend.Kernels;
import t2l.transformer.family.Builtin;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.generate.Sequence;
import t2l.transformer.lora.Lora;

/// A language model, and a hypernetwork that writes adapters for it.
///
/// ```java
/// try (T2l t2l = T2l.open("builtin:tiny")) {
///     Adapter french = t2l.adapter("Take the last word and say it in French.");
///     String answer = t2l.complete("cat dog bird >", french);
///     french.save(Path.of("french"));
/// }
/// ```
///
/// Safe for any number of threads. They share the weights and compute in turns, first come first served; a turn is one
/// token, or one piece of a prompt, so a long text does not hold up the others. Every answer has the same bits as if it
/// were the only one.
///
/// A thread that is interrupted while it waits or writes gets a [java.util.concurrent.CancellationException] at its next
/// turn. What is wrong with a file, a device or an adapter is a [T2lException], a mistake in a call an
/// [IllegalArgumentException]; the message of either is one sentence that says what to do. Warnings go to the
/// [System.Logger] `t2l`.
public final class T2l implements AutoCloseable {
    static final System.Logger LOG = System.getLogger("t2l");

    private final Builder chosen;
    private final Engine engine;
    private final LanguageModel model;
    /// Opened in the first turn that needs it.
    private TextToLora hypernetwork;

    private T2l(Builder chosen) {
        this.chosen = chosen;
        engine = chosen.engine();
        try {
            model = LanguageModel.open(chosen.model, Optional.ofNullable(chosen.dtype), engine.kernels());
        } catch (RuntimeException | Error e) {
            engine.close(() -> {});
            throw e;
        }
    }

    /// Opens a model with the hypernetwork that belongs to it.
    ///
    /// @param model `builtin:NAME`, a Hugging Face directory or a `.gguf` file. The hypernetwork is looked for in a
    ///              directory `t2l` within it; without one, the model can be used with adapters from files
    public static T2l open(String model) {
        return builder().model(model).open();
    }

    /// Opens what is named part by part.
    public static Builder builder() {
        return new Builder();
    }

    /// Writes an adapter for a task. The first call opens the hypernetwork and its text encoder.
    ///
    /// @param description says in words what to do: `Sort the words.`
    public Adapter adapter(String description) {
        return engine.turn(Deadline.in(Settings.DEFAULT.timeout()), () -> {
            TextToLora.Generated made = hypernetwork().generate(List.of(description), Arena.ofAuto()).getFirst();
            made.doubt(chosen.hypernetwork()).ifPresent(sentence -> LOG.log(System.Logger.Level.WARNING, sentence));
            made.lora().requireFits("the adapter for \"" + description + "\"", model.decoder());
            return new Adapter(description, made.lora(), made.place());
        });
    }

    private TextToLora hypernetwork() {
        if (hypernetwork == null) {
            hypernetwork = TextToLora.open(chosen.hypernetwork(), Optional.ofNullable(chosen.encoder),
                    Optional.ofNullable(chosen.targets), engine.kernels(),
                    sentence -> LOG.log(System.Logger.Level.INFO, sentence));
        }
        return hypernetwork;
    }

    /// Reads an adapter from a PEFT directory or a GGUF file.
    public Adapter adapter(Path file) {
        return adapter(file.toString(), Lora.read(file, model.config(), Arena.ofAuto()));
    }

    /// An adapter of factors that are there already. They must not change any more, and stay in memory as long as the
    /// adapter is used.
    ///
    /// @param name what messages call it
    public Adapter adapter(String name, Lora lora) {
        return new Adapter(name, lora.requireFits(name, model.decoder()), Optional.empty());
    }

    /// Answers `prompt` with the model as it is.
    public String complete(String prompt) {
        return complete(prompt, Adapter.NONE);
    }

    /// Answers `prompt`.
    public String complete(String prompt, Adapter adapter) {
        return complete(prompt, adapter, Settings.DEFAULT);
    }

    /// Answers `prompt`: a question put through the model's chat template, or, if it has none, a text to continue.
    public String complete(String prompt, Adapter adapter, Settings settings) {
        try (Generation answer = stream(prompt, adapter, settings)) {
            return answer.readAll();
        }
    }

    /// As [#complete(String)], piece by piece.
    public Generation stream(String prompt) {
        return stream(prompt, Adapter.NONE);
    }

    /// As [#complete(String, Adapter)], piece by piece.
    public Generation stream(String prompt, Adapter adapter) {
        return stream(prompt, adapter, Settings.DEFAULT);
    }

    /// As [#complete(String, Adapter, Settings)], piece by piece. The settings' time begins now.
    public Generation stream(String prompt, Adapter adapter, Settings settings) {
        return stream(model.format().prompt(prompt), new int[0], adapter, settings);
    }

    /// Continues `tokens` as they are, without a chat template; the text goes on where theirs ends. Works without a
    /// tokenizer, too: pieces of text are then the numbers of the tokens.
    public Generation stream(int[] tokens, Adapter adapter, Settings settings) {
        return stream(tokens, tokens, adapter, settings);
    }

    private Generation stream(int[] prompt, int[] before, Adapter adapter, Settings settings) {
        Sequence sequence = engine.open(model.decoder());
        try {
            return new Generation(engine, model, sequence, prompt, before, adapter, settings,
                    _ -> engine.close(sequence));
        } catch (RuntimeException | Error e) {
            engine.close(sequence);
            throw e;
        }
    }

    /// Begins a conversation with the model as it is.
    public Conversation chat() {
        return chat(Adapter.NONE, Settings.DEFAULT);
    }

    /// Begins a conversation.
    public Conversation chat(Adapter adapter) {
        return chat(adapter, Settings.DEFAULT);
    }

    /// Begins a conversation.
    ///
    /// @param settings of each answer
    public Conversation chat(Adapter adapter, Settings settings) {
        return new Conversation(engine, model, adapter, settings);
    }

    /// The model, for those who want to go a level deeper. Its weights are shared by all threads.
    public LanguageModel model() {
        return model;
    }

    /// What computes, as `simd/512, 2 threads`.
    public String backend() {
        return engine.kernels().name();
    }

    /// Waits for the turn that is being computed and gives all memory back. Whatever is still being written fails with
    /// an [IllegalStateException]; adapters stay valid.
    @Override
    public void close() {
        engine.close(() -> {
            if (hypernetwork != null) {
                hypernetwork.close();
            }
            model.close();
        });
    }

    /// What to open, part by part. Only the model must be named.
    public static final class Builder {
        private String model = "";
        private String hypernetwork = "";
        private String encoder;
        private List<String> targets;
        private int threads = Runtime.getRuntime().availableProcessors();
        private String backend = "auto";
        private Kernels kernels;
        private DType dtype;

        private Builder() {}

        /// `builtin:NAME`, a Hugging Face directory or a `.gguf` file.
        public Builder model(String name) {
            model = name;
            return this;
        }

        /// `builtin:NAME`, or a directory with a trained hypernetwork, in place of the one that belongs to the model.
        public Builder hypernetwork(String name) {
            hypernetwork = name;
            return this;
        }

        /// `builtin:NAME`, or a directory with a text encoder, in place of the one that the hypernetwork names.
        public Builder encoder(String name) {
            encoder = name;
            return this;
        }

        /// The projections that the hypernetwork writes for, in place of the order that its files say (t2l-spec Q1).
        public Builder targets(List<String> order) {
            targets = List.copyOf(order);
            return this;
        }

        /// Threads that share the work of a turn; all cores if this is not called.
        public Builder threads(int count) {
            threads = count;
            return this;
        }

        /// What computes: `auto`, which is the default, or a name that `t2l inspect` lists.
        public Builder backend(String name) {
            backend = name;
            return this;
        }

        /// Kernels of the caller in place of [#threads] and [#backend]. Nothing else may use them until the `T2l` is
        /// closed, which leaves them open.
        public Builder kernels(Kernels open) {
            kernels = open;
            return this;
        }

        /// How the model's matrices are held in memory; as they are stored if this is not called.
        public Builder dtype(DType type) {
            dtype = type;
            return this;
        }

        /// Opens it. Throws [T2lException] if a file is missing or damaged, or the backend cannot be had.
        public T2l open() {
            if (model.isEmpty()) {
                throw new IllegalArgumentException("T2l: needs a model, got none; name one in T2l.builder().model(…)");
            }
            return new T2l(this);
        }

        private Engine engine() {
            return kernels == null ? Engine.open(backend, threads) : new Engine(kernels, false);
        }

        private String hypernetwork() {
            if (!hypernetwork.isEmpty()) {
                return hypernetwork;
            }
            if (Builtin.is(model)) {
                return model;
            }
            Path beside = Path.of(model).resolve("t2l");
            if (!Files.isDirectory(beside)) {
                throw new T2lException(model + ": needs a hypernetwork to make adapters of descriptions, there is none"
                        + " in " + beside + "; name one in T2l.builder().hypernetwork(…)");
            }
            return beside.toString();
        }
    }
}
