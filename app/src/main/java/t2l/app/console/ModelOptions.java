package t2l.app.console;

import module java.base;
import picocli.CommandLine.*;
import t2l.*;
import t2l.tensor.DType;
import t2l.tensor.backend.Kernels;
import t2l.transformer.Decoder;
import t2l.transformer.family.LanguageModel;
import t2l.transformer.hub.HubCache;
import t2l.transformer.lora.*;
import t2l.transformer.template.ChatTemplate;

/// `--model` and `--adapter`: the model of a command and its adapters.
public final class ModelOptions {
    @Option(names = "--model", required = true, paramLabel = "MODEL", order = 1,
            description = "builtin:NAME, a Hugging Face directory, a .gguf file, or OWNER/NAME (see t2l pull).")
    private String model;

    @Option(names = "--adapter", paramLabel = "ADAPTER[:SCALE]", converter = Source.Converter.class, order = 10,
            description = "A PEFT directory or a GGUF adapter, and its strength (default: 1); several are added.")
    private List<Source> adapters = List.of();

    /// An adapter on the command line.
    public record Source(Path path, double strength) {
        /// Splits `PATH:SCALE`, unless the whole text is an existing path.
        public static final class Converter implements ITypeConverter<Source> {
            @Override
            public Source convert(String value) {
                int colon = value.lastIndexOf(':');
                Path whole = HubCache.path(value);
                if (colon <= 0 || Files.exists(whole)) {
                    return new Source(whole, 1);
                }
                return new Source(HubCache.path(value.substring(0, colon)), strength(value.substring(colon + 1))
                        .orElseThrow(
                                () -> new TypeConversionException("needs a number behind the colon, got " + value)));
            }

            private static Optional<Double> strength(String text) {
                try {
                    return Optional.of(Double.parseDouble(text)).filter(Double::isFinite);
                } catch (NumberFormatException _) {
                    return Optional.empty();
                }
            }
        }
    }

    /// Opens the model with its own chat template.
    public LanguageModel open(Optional<DType> held, Kernels kernels) {
        return LanguageModel.open(model, held, kernels);
    }

    /// Opens the model for prompts in the template of [ChatTemplate#choose], where the adapters are those that were named.
    public LanguageModel open(Optional<DType> held, Optional<ChatTemplate> chosen, Kernels kernels) {
        return LanguageModel.open(model, held, ChatTemplate.choose("--adapter", chosen, templates(adapters)), kernels);
    }

    /// The chat templates that adapters were trained with; none for those that have the model's.
    public static List<ChatTemplate> templates(List<Source> adapters) {
        return adapters.stream().flatMap(source -> ChatTemplate.read(source.path()).stream()).toList();
    }

    /// Whether the user named adapters.
    public boolean adapted() {
        return !adapters.isEmpty();
    }

    /// The sum of all named adapters, in memory of `arena`. Throws [t2l.tensor.T2lException] if one cannot be read or does not
    /// fit `base`.
    public Lora adapter(LanguageModel base, Kernels kernels, Arena arena) {
        List<Blend.Weighted> parts = parts(base.decoder(), arena);
        return parts.isEmpty()
                ? Lora.NONE
                : Blend.of(parts, kernels, arena).requireFits("--adapter", base.decoder());
    }

    /// The named adapters, each with its chat template. Throws [t2l.tensor.T2lException] if one cannot be read or is for
    /// another model.
    public List<Adapter> adapters(T2l t2l) {
        return adapters.stream().map(source -> t2l.load(source.path()).times(source.strength())).toList();
    }

    /// The named adapters; see [#adapter].
    public List<Blend.Weighted> parts(Decoder base, Arena arena) {
        List<Blend.Weighted> parts = new ArrayList<>();
        for (Source source : adapters) {
            Lora lora = Lora.read(source.path(), base.config(), arena);
            parts.add(new Blend.Weighted(lora.requireFits(source.path().toString(), base), source.strength()));
        }
        return parts;
    }

    /// The name of the model on the command line.
    public String model() {
        return model;
    }
}
